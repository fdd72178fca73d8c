import { expect, test } from 'vitest';
import { freshDatabase } from '../../../test/setup/database.ts';
import { steppedClock } from '../../../test/stepped-clock.ts';
import { instant, systemClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { postgresWorld } from './ledger.contract.postgres.ts';
import { ledgerContract } from './ledger.contract.ts';
import { head, INBOX, NOW, page, ref, refsOf } from './ledger.contract.words.ts';
import { openLedger } from './ledger.ts';

const db = await freshDatabase();
const world = postgresWorld(db);

ledgerContract('PostgreSQL', world);

test('a claim waits for a statement of the former holder that still runs, and then finds all of it or nothing', async () => {
  const mailbox = { source: 'slow', target: 'target' };
  const first = await world.open(mailbox, 'first');
  await first.recordFolders([INBOX]);
  const [held] = await db.query<{ id: number; term: number }>({
    name: 'held',
    text: 'select id, term from mailboxes where source = $1',
    values: [mailbox.source],
  });
  const session = await db.session('the slow statement');
  await session.script(`begin; select check_lease(${held?.id}, ${held?.term})`);
  await world.lose(first);
  let isClaimed = false;
  const second = openLedger(db, mailbox, 'second', NOW).then((ledger) => {
    isClaimed = true;
    return ledger;
  });
  await claimWaits();
  expect(isClaimed).toBe(false);
  await session.script(`update folders set cursor = 'late' where mailbox_id = ${held?.id}; commit`);
  const ledger = await second;
  expect(await ledger.cursor(INBOX.path)).toBe('late');
  await expect(first.record(INBOX.path, page([head(1)]))).rejects.toMatchObject({ code: 'run.lease-lost' });
  await ledger.record(INBOX.path, page([head(2)]));
  expect(await refsOf(ledger)).toEqual([ref(2)]);
  await ledger.close();
  await first.close();
  await session.close();
});

test('a process that stands still loses its mailbox to others, and knows it by the clock', async () => {
  const mailbox = { source: 'stopped', target: 'target' };
  // Its sleeps never end, as those of a process that was stopped.
  let now: number = NOW;
  const sleep = (_ms: number, signal: AbortSignal) =>
    new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const stopped = { clock: { now: () => instant(now), sleep }, log: silentLog, silentMsMax: 300 };
  const first = await openLedger(db, mailbox, 'first', NOW, stopped);
  first.assertHeld();
  const second = await openLedger(db, mailbox, 'second', NOW);
  now += 299;
  expect(() => first.assertHeld()).toThrow('took over');
  await expect(first.recordFolders([INBOX])).rejects.toMatchObject({ code: 'run.lease-lost' });
  await first.close();
  await second.close();
});

test('a process whose connection has ended sends nothing more, however lately it has shown that it lives', async () => {
  const mailbox = { source: 'cut off', target: 'target' };
  const lives = { clock: steppedClock(), log: silentLog };
  const [first, plain] = [
    await world.open(mailbox, 'first', lives),
    await world.open({ ...mailbox, source: 'plain' }, 'first'),
  ];
  for (const held of [first, plain]) {
    held.assertHeld();
    await world.lose(held);
    expect(() => held.assertHeld()).toThrow('the connection that held the mailbox was lost');
    await held.close();
  }
  const second = await openLedger(db, mailbox, 'second', NOW);
  await second.close();
});

test('a process knows that its hold is over though the clock of its machine was set back', async () => {
  const mailbox = { source: 'set back', target: 'target' };
  const clock = steppedClock();
  let setBackMs = 0;
  const life = {
    clock: { ...clock, now: () => instant(clock.now() - setBackMs) },
    log: silentLog,
    silentMsMax: 30_000,
  };
  const ledger = await openLedger(db, mailbox, 'first', NOW, life);
  setBackMs = 3_600_000;
  // One step, in which no sign is given.
  await clock.advance(22_000);
  expect(() => ledger.assertHeld()).toThrow('took over');
  await ledger.close();
});

test('a process that is alive keeps its mailbox', async () => {
  const mailbox = { source: 'alive', target: 'target' };
  const alive = { clock: systemClock, log: silentLog, silentMsMax: 300 };
  const first = await openLedger(db, mailbox, 'first', NOW, alive);
  await expect(openLedger(db, mailbox, 'second', NOW)).rejects.toMatchObject({ code: 'run.already-under-way' });
  first.assertHeld();
  await first.recordFolders([INBOX]);
  await first.close();
});

/** Comes back when a claim is waiting for somebody's statement. */
async function claimWaits(): Promise<void> {
  const waiting = "select from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock' and not granted";
  while ((await db.query({ name: 'waiting', text: waiting, values: [] })).length === 0);
}
