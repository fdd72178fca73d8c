import { describe, expect, test } from 'vitest';
import { BERLIN, bell, differences } from '../../../test/calendar/meeting.ts';
import { note, rule, task, time } from '../../../test/calendar/series.ts';
import { instant } from '../../base/clock.ts';
import type { TaskDetails } from '../../model/calendar.ts';

describe('tasks and notes', () => {
  const FULL_TASK: Partial<TaskDetails> = {
    summary: 'Write',
    start: time('20260302'),
    due: time('20260309'),
    status: 'started',
    percent: 40,
    recurrence: { rules: [rule('FREQ=WEEKLY')], exceptRules: [], dates: [], exceptDates: [] },
    alarms: [{ ...bell, anchor: 'end' }],
    parentUid: 'parent@example.org',
    changedOccurrences: 1,
  };
  test.each<[string, Partial<TaskDetails>, readonly string[]]>([
    ['nothing', {}, []],
    ['a start', { start: null, alarms: FULL_TASK.alarms ?? [] }, ['must: start date is missing']],
    ['a due date', { due: time('20260310') }, ['must: reminder differs', 'must: due date differs']],
    ['status', { status: 'open' }, ['must: status differs']],
    ['progress', { percent: 50 }, ['must: progress differs']],
    [
      'a rule',
      { recurrence: { rules: [], exceptRules: [], dates: [], exceptDates: [] } },
      ['must: recurrence is missing'],
    ],
    [
      'another rule',
      { recurrence: { rules: [rule('FREQ=MONTHLY')], exceptRules: [], dates: [], exceptDates: [] } },
      ['must: recurrence differs'],
    ],
    ['a parent', { parentUid: '' }, ['must: parent task is missing']],
    ['changed occurrences', { changedOccurrences: 0 }, ['must: changed occurrences is missing']],
  ])('of a task %s is found', (_name, more, expected) => {
    const found = differences(task(FULL_TASK), task({ ...FULL_TASK, ...more }));
    expect(found.filter((text) => expected.includes(text))).toEqual(expected);
    if (expected.length === 0) expect(found).toEqual([]);
  });

  test('the hour of a due date counts for itself', () => {
    const hour = task({ due: time('20260309T170000', BERLIN) });
    expect(differences(hour, task({ due: time('20260309') }))).toEqual(['must: time of day is missing']);
    expect(differences(hour, task({ due: time('20260309') }), 'time of day')).toEqual(['may: time of day is missing']);
    expect(differences(hour, task({ due: time('20260309T160000Z') }))).toEqual([]);
  });

  test('a task that is done was done on a day', () => {
    const done = { status: 'done', completed: instant(Date.UTC(2026, 2, 9, 17)) } as const;
    expect(differences(task(done), task({ ...done, percent: 100, completed: instant(Date.UTC(2026, 2, 9)) }))).toEqual(
      [],
    );
    expect(differences(task(done), task({ ...done, completed: instant(Date.UTC(2026, 2, 1)) }))).toEqual([
      'must: completion date differs',
    ]);
    expect(differences(task(done), task({ ...done, completed: null }))).toEqual(['must: completion date is missing']);
  });

  test('a note is its text, its categories and its day', () => {
    const text = note({ summary: 'a', description: 'b', categories: ['c'], start: time('20260302') });
    expect(differences(text, text)).toEqual([]);
    expect(differences(text, note({}))).toEqual([
      'must: subject is missing',
      'must: description is missing',
      'must: categories is missing',
      'must: start date is missing',
    ]);
  });
});
