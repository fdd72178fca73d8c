import { expect, test } from 'vitest';
import { ANY_BYTES } from '../../../test/service/programs.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { systemClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { type OpenBudgets, openBudgets } from './shared-budgets.ts';

const db = await freshDatabase();
const never = new AbortController().signal;
const started = {
  mailboxesAtOnce: 4,
  mailboxesPerHost: 16,
  connectionsPerHost: 64,
  requestsPerAccount: 3,
  ...ANY_BYTES,
};
const SERVER = new URL('https://outlook.example.com/EWS/Exchange.asmx');
const REST_MS = 60_000;

function open(holder: string): Promise<OpenBudgets> {
  return openBudgets({ db, clock: systemClock, log: silentLog, holder, started });
}

test('a pause that a server asks one program for is known to the others at once, and stands in the database', async () => {
  await using one = await open('one');
  await using other = await open('other');
  const [first, second] = [one, other].map((budgets) => budgets.requests(SERVER, 'migration@example.com'));
  const place = await first?.enter(never, () => undefined);
  (await second?.enter(never, () => undefined))?.release();
  const beganAt = systemClock.now();
  place?.refuse(REST_MS);
  place?.release();
  const told: { readonly restMs: number; readonly because: string }[] = [];
  const stop = new AbortController();
  // Whoever gets a place still did not know; the first one that does not is told for how long.
  while (told.length === 0) {
    const entering = second?.enter(AbortSignal.any([stop.signal]), (until, because) => {
      told.push({ restMs: until - beganAt, because });
      stop.abort(new Error('enough'));
    });
    await entering?.then(
      (got) => got.release(),
      (error: unknown) => expect(error).toEqual(new Error('enough')),
    );
    await systemClock.sleep(5, never);
  }
  expect(systemClock.now() - beganAt).toBeLessThan(1000);
  expect(told[0]?.restMs).toBeGreaterThanOrEqual(REST_MS - 100);
  expect(told[0]?.restMs).toBeLessThan(REST_MS + 1000);
  expect(told[0]?.because).not.toContain('migration');

  // A program that begins later learns it from the row.
  await using late = await open('late');
  const stopLate = new AbortController();
  const waited = late
    .requests(SERVER, ' Migration@Example.com')
    .enter(stopLate.signal, () => stopLate.abort(new Error('waits')));
  await expect(waited).rejects.toThrow('waits');
  // Another account of the same server, and the same name at another server, have budgets of their own.
  (await late.requests(SERVER, 'other@example.com').enter(never, () => undefined)).release();
  (
    await late
      .requests(new URL('https://elsewhere.example.com/'), 'migration@example.com')
      .enter(never, () => undefined)
  ).release();
  const rows = await db.query({ name: '', text: "select key from budgets where key like '%migration%'", values: [] });
  expect(rows).toEqual([]);
});
