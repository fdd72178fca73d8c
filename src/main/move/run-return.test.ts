import { describe, expect, test } from 'vitest';
import { mailText, openReturnRig, type ReturnRig } from '../../../test/engine/return-rig.ts';
import { instant, systemClock } from '../../base/clock.ts';
import type { HeldLedger } from '../../db/ledger/ledger.ts';
import { runCopy } from './run-move.ts';
import { runReturn } from './run-return.ts';

const OLD = Date.UTC(2026, 0, 5, 8, 30, 1);
const NEW = Date.UTC(2026, 2, 2, 10, 0, 7);

/** Moved; then mail came to both sides, and the user wrote, sorted and made a folder in the new mailbox. */
async function inTheHold() {
  const rig = await openReturnRig();
  const old = (name: string, ...subjects: string[]) => {
    for (const subject of subjects) {
      rig.account.mailbox(name).add({ bytes: mailText(subject), internalDate: instant(OLD), flags: ['\\Seen'] });
    }
  };
  old('INBOX', 'one', 'two', 'two');
  old('Sent', 'sent before');
  rig.account.add('Plans');
  old('Plans', 'plan');
  old('Drafts', 'old draft');
  rig.exchangeTime.shiftMs = -60_000;
  await rig.deliver({ path: ['Inbox'], role: 'inbox' }, { text: mailText('there before'), receivedAt: NEW });
  rig.exchangeTime.shiftMs = 0;
  const since = systemClock.now();
  await runCopy({ ...rig.job, pass: 'bulk', isVerified: false }, rig.control, rig.deps());
  const inbox = { path: ['Inbox'], role: 'inbox' } as const;
  await rig.deliver(inbox, { text: mailText('new'), receivedAt: NEW, flags: ['seen', 'flagged'] });
  await rig.deliver(inbox, { text: mailText('twice'), receivedAt: NEW });
  await rig.deliver(inbox, { text: mailText('twice'), receivedAt: NEW });
  await rig.deliver(
    { path: ['Sent Items'], role: 'sent' },
    { text: mailText('answer'), receivedAt: NEW, flags: ['seen'] },
  );
  await rig.deliver(
    { path: ['Drafts'], role: 'drafts' },
    { text: mailText('draft'), receivedAt: NEW, flags: ['draft'] },
  );
  await rig.deliver({ path: ['Plans'], role: 'plain' }, { text: mailText('new plan'), receivedAt: NEW });
  await rig.deliver({ path: ['Neu', 'Ünder'], role: 'plain' }, { text: mailText('sorted'), receivedAt: NEW });
  const event = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'BEGIN:VEVENT', 'UID:1', 'DTSTAMP:20260302T100000Z'];
  const times = [
    'DTSTART:20260303T100000Z',
    'DTEND:20260303T110000Z',
    'SUMMARY:Lunch',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ];
  const calendar = { path: ['Calendar'], role: 'calendar', kind: 'event' } as const;
  await rig.deliver(calendar, { text: [...event, ...times].join('\r\n'), receivedAt: NEW });
  rig.send('old draft');
  old('INBOX', 'straggler');
  return { rig, since };
}

const OLD_DATE = new Date(OLD).toISOString();
const NEW_DATE = new Date(NEW).toISOString();
const WANTED = {
  INBOX: [
    `new \\Flagged \\Seen ${NEW_DATE}`,
    `one \\Seen ${OLD_DATE}`,
    `straggler \\Seen ${OLD_DATE}`,
    `twice  ${NEW_DATE}`,
    `twice  ${NEW_DATE}`,
    `two \\Seen ${OLD_DATE}`,
    `two \\Seen ${OLD_DATE}`,
  ],
  Sent: [`answer \\Seen ${NEW_DATE}`, `old draft \\Seen ${OLD_DATE}`, `sent before \\Seen ${OLD_DATE}`],
  Drafts: [`draft \\Draft ${NEW_DATE}`, `old draft \\Seen ${OLD_DATE}`],
  Plans: [`new plan  ${NEW_DATE}`, `plan \\Seen ${OLD_DATE}`],
};

const returned = ({ job, control, deps }: ReturnRig, since: number, wrap?: (ledger: HeldLedger) => HeldLedger) =>
  runReturn(job, instant(since), control, deps(wrap));

describe('what reached the new mailbox meanwhile', () => {
  test('comes back once, into its folders, with flags and dates; the new mailbox stays as it is', async () => {
    const { rig, since } = await inTheHold();
    const before = rig.target();
    const first = await returned(rig, since);
    expect(first).toEqual({
      items: 8,
      exceptions: 0,
      stays: [{ path: ['Calendar'], kind: 'event', items: 1 }],
    });
    const { 'Neu/&ANw-nder': sorted, Neu: parent, ...others } = rig.source();
    expect(others).toEqual(WANTED);
    expect([sorted, parent ?? []]).toEqual([[`sorted  ${NEW_DATE}`], []]);
    expect(rig.target()).toBe(before);
    const held = rig.source();
    expect(await returned(rig, since)).toMatchObject({ items: 8, exceptions: 0 });
    expect(rig.source()).toEqual(held);
  });

  test('comes back once wherever the run was killed', async () => {
    const { rig, since } = await inTheHold();
    const before = rig.target();
    // Every run dies one step later than the one before, on what all of them have left behind.
    let deaths = 0;
    for (let crashAt = 1; ; crashAt += 1) {
      const end = await returned(rig, since, dyingLedger(crashAt)).catch((error: unknown) => error);
      if (!(end instanceof Killed)) {
        expect(end).toMatchObject({ items: 8, exceptions: 0 });
        break;
      }
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(10);
    const { 'Neu/&ANw-nder': sorted, Neu: _parent, ...others } = rig.source();
    expect(others).toEqual(WANTED);
    expect(sorted).toEqual([`sorted  ${NEW_DATE}`]);
    expect(rig.target()).toBe(before);
  }, 300_000);
});

class Killed extends Error {}

/** Ends the run before or after its n-th write to a ledger; nothing that comes after has an effect. */
function dyingLedger(crashAt: number): (ledger: HeldLedger) => HeldLedger {
  let steps = 0;
  const step = (): void => {
    steps += 1;
    if (steps >= crashAt) throw new Killed(`killed at step ${steps}`);
  };
  const writes = ['recordFolders', 'tieFolder', 'record', 'intend', 'withdraw', 'settle', 'prove', 'recordStamp'];
  return (ledger) =>
    new Proxy(ledger, {
      get: (inner, name) => {
        const member: unknown = Reflect.get(inner, name, inner);
        if (typeof member !== 'function') return member;
        if (!writes.includes(String(name))) return member.bind(inner);
        return async (...given: unknown[]) => {
          step();
          const done: unknown = await Reflect.apply(member, inner, given);
          step();
          return done;
        };
      },
    });
}
