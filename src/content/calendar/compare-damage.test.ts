import { describe, expect, test } from 'vitest';
import { BERLIN, bell, differences, event, FULL, file, host, jane } from '../../../test/calendar/meeting.ts';
import { series, task, time } from '../../../test/calendar/series.ts';
import type { EventDetails } from '../../model/calendar.ts';
import { CALENDAR_FIELDS } from './calendar-fields.ts';
import { compareCalendarItems } from './compare-calendar.ts';

describe('damage to an event is named', () => {
  test.each<[string, Partial<EventDetails>, readonly string[]]>([
    ['subject', { summary: 'Eating' }, ['must: subject differs']],
    ['subject', { summary: '' }, ['must: subject is missing']],
    ['subject', { summary: 'Meet' }, ['must: subject is there in part']],
    ['location', { location: 'Room 2' }, ['must: location differs']],
    ['description', { description: 'Agenda:' }, ['must: description is there in part']],
    ['description', { description: '' }, ['must: description is missing']],
    [
      'a begin',
      { start: time('20260302T100000', BERLIN), end: time('20260302T110000', BERLIN) },
      ['must: time differs'],
    ],
    ['an end', { end: time('20260302T103000', BERLIN) }, ['must: time differs']],
    [
      'a zone',
      { start: time('20260302T090000', 'Europe/London'), end: time('20260302T100000', 'Europe/London') },
      ['must: time differs', 'may: time zone was written anew by the target'],
    ],
    ['a whole day', { start: time('20260302'), end: time('20260303') }, ['must: time differs']],
    ['a category', { categories: ['Work'] }, ['must: categories is there in part']],
    ['a new category', { categories: ['Work', 'Blue', 'Red'] }, ['must: categories was added']],
    ['sensitivity', { sensitivity: 'normal' }, ['must: sensitivity differs']],
    ['availability', { busy: 'free' }, ['must: availability differs']],
    ['status', { status: 'tentative' }, ['must: status differs']],
    ['importance', { priority: 5 }, ['must: importance differs']],
    ['a reminder', { alarms: [] }, ['must: reminder is missing']],
    ['another reminder', { alarms: [{ ...bell, beforeSeconds: 600 }] }, ['must: reminder differs']],
    ['a reminder by mail', { alarms: [{ ...bell, action: 'email' }] }, ['must: reminder differs']],
    ['an organizer', { organizer: null }, ['must: organizer is missing']],
    ['another organizer', { organizer: { ...host, address: 'eve@example.org' } }, ['must: organizer differs']],
    ['an attendee', { attendees: [jane] }, ['must: attendees "joe@example.org" is missing']],
    [
      'a role',
      { attendees: [jane, { ...jane, address: 'joe@example.org' }] },
      ['must: attendees "joe@example.org" differs'],
    ],
    ['a file', { attachments: [] }, ['must: attachments "plan.txt" is missing']],
    [
      'a file of another content',
      { attachments: [file('plan.txt', 'a plan')] },
      ['must: attachments "plan.txt" differs'],
    ],
    ['a file of another name', { attachments: [file('a.txt', 'the plan')] }, ['must: attachments "plan.txt" differs']],
    ['a link', { url: '' }, ['must: links is missing']],
    ['a conference', { conferences: [] }, ['must: conference is missing']],
  ])('%s', (_name, more, expected) => {
    expect(differences(event(), event(more))).toEqual(expected);
  });

  test('an answer', () => {
    const unanswered = (FULL.attendees ?? []).map((attendee) => ({ ...attendee, response: 'none' as const }));
    expect(differences(event(), event({ attendees: unanswered.slice(0, 2) }))).toEqual([
      'must: responses "jane@example.org" is missing',
      'must: responses "joe@example.org" is missing',
    ]);
  });

  test('a second reminder', () => {
    const two = event({ alarms: [bell, { ...bell, beforeSeconds: 60 }] });
    expect(differences(two, event())).toEqual(['must: further reminders is there in part']);
    expect(differences(event(), two)).toEqual(['must: further reminders was added']);
  });

  test('the HTML form, and a link in it', () => {
    const html = '<p>Agenda: <b>1. Begin</b> <a href="https://example.org/">here</a></p>';
    const description = 'Agenda: 1. Begin here';
    const formatted = event({ html, description });
    expect(differences(formatted, event({ description }))).toEqual(['must: formatted description is missing']);
    expect(
      differences(formatted, event({ html: html.replace('<a href="https://example.org/">', '<a>'), description })),
    ).toEqual(['must: formatted description is there in part']);
    expect(differences(formatted, event({ html: '<p>Nothing</p>', description: 'Nothing' }))).toEqual([
      'must: description differs',
      'must: formatted description differs',
    ]);
  });

  test('that it is another one, or another kind of thing', () => {
    expect(differences(event(), { ...event(), uid: 'other@example.org' })).toEqual(['must: identity differs']);
    expect(differences(event(), task({}))).toEqual(['must: kind differs']);
  });

  test('that time floats no more, though the wall says the same', () => {
    const floating = series('20260302T090000', '20260302T100000', 'floating');
    const placed = series('20260302T090000', '20260302T100000', BERLIN);
    expect(differences(floating, placed)).toEqual(['must: time zone differs']);
    expect(differences(floating, placed, 'time zone')).toEqual(['may: time zone differs']);
    expect(differences(floating, series('20260302T100000', '20260302T110000', BERLIN))).toContain('must: time differs');
  });
});

test('what is known to be lost is a may, and all else stays a must', () => {
  const bare = series('20260302T090000', '20260302T100000', BERLIN, { more: { summary: 'Meeting' } });
  const found = compareCalendarItems(event(), bare, new Set());
  expect(found.every(({ field }) => CALENDAR_FIELDS.some((known) => known === field))).toBe(true);
  const fields = new Set(found.map(({ field }) => field));
  expect(fields.size).toBeGreaterThan(8);
  expect(compareCalendarItems(event(), bare, fields).map(({ level }) => level)).not.toContain('must');
  fields.delete('location');
  const left = compareCalendarItems(event(), bare, fields).filter(({ level }) => level === 'must');
  expect(left.map(({ field }) => field)).toEqual(['location']);
});
