import { afterAll, describe, expect, test } from 'vitest';
import { ticketStage } from '../../../test/service/ticket-stage.ts';

const HOUR_MS = 3_600_000;
const WHOLE = { acknowledged: { version: 1, name: 'Ada' }, addresses: 'all' };
const DATE = { at: '2026-12-10T18:00', zone: 'Europe/Berlin' };
const DATE_AT = Date.parse('2026-12-10T17:00:00Z');

/** A stage of its own for each test, because the clock goes on for all projects of one. */
async function staged() {
  const stage = await ticketStage();
  afterAll(() => stage.api.close());
  const project = await stage.planned();
  /** Looks at this moment, by as many programs as there are. */
  const lookAt = async (at: number, programs = 1) => {
    stage.clock.advance(at - stage.clock.now());
    await Promise.all(Array.from({ length: programs }, () => stage.lookAtClock()));
  };
  /** What was told since the last time somebody asked. */
  let seen = 0;
  const fresh = async () => {
    const all = (await project.entries()).filter(({ part }) => part.is === 'notice');
    const news = all.slice(seen).map(({ part }) => [part.kind, part.facts?.['left'] ?? part.facts?.['why'] ?? null]);
    seen = all.length;
    return news;
  };
  await fresh();
  return { ...stage, ...project, lookAt, fresh };
}

describe('the clock', () => {
  test('reminds of a date that holds, each time once, and begins nothing that is not ready', async () => {
    const { admin, operator, say, lookAt, fresh, project } = await staged();
    await say(admin, 'answer', { ...WHOLE, wished: DATE });
    await say(operator, 'confirmation', {});
    expect(await fresh()).toEqual([['date-confirmed', null]]);
    await lookAt(DATE_AT - 72 * HOUR_MS - 1);
    expect(await fresh()).toEqual([]);
    for (const [at, left] of [
      [DATE_AT - 72 * HOUR_MS, 'in 3 days'],
      [DATE_AT - 24 * HOUR_MS, 'in 1 day'],
      [DATE_AT - 18 * HOUR_MS, 'today'],
      [DATE_AT - HOUR_MS, 'in 1 hour'],
    ] as const) {
      await lookAt(at, 3);
      expect(await fresh()).toEqual([['reminder', left]]);
      await lookAt(at + 60_000);
      expect(await fresh()).toEqual([]);
    }
    await lookAt(DATE_AT - 1);
    expect((await project()).state).toBe('scheduled');
    await lookAt(DATE_AT, 3);
    expect(await fresh()).toEqual([['start-refused', expect.stringContaining('are being checked anew')]]);
    await lookAt(DATE_AT + 60_000);
    expect(await fresh()).toEqual([]);
    expect((await project()).state).toBe('scheduled');
    await lookAt(DATE_AT + 24 * HOUR_MS);
    expect(await fresh()).toEqual([]);
  });

  test('warns before a date that nobody confirmed, with the reason, and on the day, and begins nothing', async () => {
    const { admin, say, lookAt, fresh, project } = await staged();
    await say(admin, 'answer', { wished: DATE, addresses: 'all' });
    await fresh();
    await lookAt(DATE_AT - 72 * HOUR_MS);
    expect(await fresh()).toEqual([['date-unconfirmed', expect.stringContaining('Version 1 of the plan')]]);
    await say(admin, 'answer', { acknowledged: WHOLE.acknowledged });
    await lookAt(DATE_AT - 24 * HOUR_MS);
    const waiting = ['date-unconfirmed', 'The migrations team has not confirmed it yet.'];
    expect(await fresh()).toEqual([waiting]);
    await lookAt(DATE_AT - HOUR_MS);
    expect(await fresh()).toEqual([waiting]);
    await lookAt(DATE_AT);
    expect(await fresh()).toEqual([waiting]);
    await lookAt(DATE_AT + 48 * HOUR_MS);
    expect(await fresh()).toEqual([]);
    expect((await project()).state).toBe('answered');
  });

  test('tells the team once that an answer waits too long, at the end of the fifth business day', async () => {
    const { admin, url, operator, say, lookAt, fresh, notices } = await staged();
    const holidays = { country: 'DE', region: null, extra: ['2026-11-26'] };
    const { movingContacts: _, ...arrangement } = (await operator.ask('GET', `${url}/arrangement`)).json();
    await operator.ask('PUT', `${url}/arrangement`, { ...arrangement, holidays });
    const answered = await say(admin, 'answer', {
      ...WHOLE,
      wished: { at: '2027-01-11T09:00', zone: 'Europe/Berlin' },
    });
    expect(answered.answerDueAt).toBe('2026-12-01T23:00:00Z');
    expect(answered.words[1]).toContain('the last moment is the end of Tuesday, 1 December 2026 (Europe/Berlin)');
    await lookAt(Date.parse('2026-12-01T22:59:00Z'));
    expect(await fresh()).toEqual([]);
    await lookAt(Date.parse('2026-12-01T23:00:00Z'), 3);
    expect(await fresh()).toEqual([['answer-overdue', null]]);
    await lookAt(Date.parse('2026-12-03T23:00:00Z'));
    expect(await notices()).toHaveLength(3);
  });

  test('after days without any program tells the last of what it missed, and begins nothing on another day', async () => {
    const { admin, operator, say, lookAt, fresh, project } = await staged();
    await say(admin, 'answer', { ...WHOLE, wished: DATE });
    await say(operator, 'confirmation', {});
    await fresh();
    await lookAt(DATE_AT - 2 * HOUR_MS);
    expect(await fresh()).toEqual([['reminder', 'today']]);
    await lookAt(DATE_AT + 30 * HOUR_MS);
    expect(await fresh()).toEqual([]);
    expect((await project()).state).toBe('scheduled');
  });

  test('does nothing with a project that was cancelled meanwhile', async () => {
    const { admin, operator, url, say, lookAt, fresh, project, store, clock } = await staged();
    await say(admin, 'answer', { ...WHOLE, wished: DATE });
    await say(operator, 'confirmation', {});
    await fresh();
    await admin.ask('POST', `${url}/acts`, { act: 'cancel', reason: 'they stay' });
    await lookAt(DATE_AT);
    expect(await fresh()).toEqual([]);
    expect((await project()).state).toBe('cancelled');
    expect(await store.inHouse((house) => house.organisationsDue(clock.now()))).toEqual([]);
  });
});
