import { describe, expect, test } from 'vitest';
import { all, never } from '../../test/contract/contract.ts';
import { inboxOf, openInbox, openRig, putTo, texts, without, writesOf } from '../../test/imap/target-rig.ts';
import { instant } from '../base/clock.ts';
import type { Facts } from '../base/log.ts';
import type { TargetRef } from '../model/item.ts';

describe('a folder that was numbered anew', () => {
  test.each(['update', 'move', 'remove', 'read'] as const)(
    'is never touched by %s under the old numbers',
    async (what) => {
      const { rig, target, inbox } = await openInbox();
      const other = await target.ensureFolder(
        { path: ['Other'], role: 'plain', kind: 'message', sourcePath: ['Other'] },
        never(),
      );
      const [first] = (await putTo(target, inbox, writesOf(texts(3)))).settled;
      const ref = first?.is === 'copied' ? first.target : ('' as TargetRef); // a failed put fails below
      rig.account.mailbox('INBOX').renumber();
      const before = rig.account.snapshot();
      const change = { ref: writesOf(texts(1))[0]?.item.ref ?? ('' as never), target: ref, version: 'flagged' };
      const run = {
        update: () => target.update(inbox, [change], never()),
        move: () => target.move(inbox, other, [ref], never()),
        remove: () => target.remove(inbox, [ref], never()),
        read: () => all(target.read(inbox, [ref], never())),
      }[what];
      await expect(run()).rejects.toMatchObject({ code: 'target.renumbered', facts: { folder: 'INBOX' } });
      expect(rig.account.snapshot()).toEqual(before);
    },
  );
});

describe('a server without UIDPLUS', () => {
  test('gets removed messages marked, and the log says so', async () => {
    const rig = await openRig({ features: without('UIDPLUS') });
    const events: [string, Facts | undefined][] = [];
    const log = { info: () => undefined, warn: (event: string, facts?: Facts) => events.push([event, facts]) };
    const target = await rig.open({ log });
    const inbox = await inboxOf(target);
    const { settled } = await putTo(target, inbox, writesOf(texts(3)));
    const refs = settled.flatMap((one) => (one.is === 'copied' ? [one.target] : []));
    await target.remove(inbox, refs.slice(0, 2), never());
    expect(rig.account.mailbox('INBOX').messages.map(({ flags }) => flags.has('\\Deleted'))).toEqual([
      true,
      true,
      false,
    ]);
    expect(events).toEqual([[expect.stringContaining('only marked'), { items: 2 }]]);
  });

  test.each([[without('UIDPLUS')], [without('UIDPLUS', 'MOVE')]])(
    'moves messages and finds them again',
    async (features) => {
      const { rig, target, inbox } = await openInbox({ features });
      const other = await target.ensureFolder(
        { path: ['Other'], role: 'plain', kind: 'message', sourcePath: ['Other'] },
        never(),
      );
      rig.account.mailbox('Other').add({ bytes: 'older', internalDate: instant(0) });
      const { settled } = await putTo(target, inbox, writesOf(texts(3)));
      const refs = settled.flatMap((one) => (one.is === 'copied' ? [one.target] : []));
      const moved = await target.move(inbox, other, refs.slice(1), never());
      const { uidValidity } = rig.account.mailbox('Other');
      expect([...moved]).toEqual([
        [refs[1], `${uidValidity}:2`],
        [refs[2], `${uidValidity}:3`],
      ]);
      expect(rig.account.mailbox('Other').messages.map(({ bytes }) => bytes.toString())).toEqual([
        'older',
        ...texts(3).slice(1),
      ]);
    },
  );
});

describe('an update', () => {
  test('sends one STORE for each set of flags, and none for what is as it should be', async () => {
    const { rig, target, inbox } = await openInbox();
    const writes = writesOf(texts(6));
    const { settled } = await putTo(target, inbox, writes);
    const versions = ['seen', 'flagged', 'flagged', 'answered', 'flagged', 'seen'];
    const changes = settled.flatMap((one, at) =>
      one.is === 'copied' ? [{ ref: one.ref, target: one.target, version: versions[at] ?? '' }] : [],
    );
    expect((await target.update(inbox, changes, never())).map((one) => one.is)).toEqual(versions.map(() => 'copied'));
    const stores = rig.server.journal.map(({ line }) => line).filter((line) => line.startsWith('UID STORE'));
    expect(stores.sort()).toEqual([
      'UID STORE 2:3,5 FLAGS.SILENT (\\Flagged)',
      'UID STORE 4 FLAGS.SILENT (\\Answered)',
    ]);
  });

  test('keeps the flags where the server refuses the keywords', async () => {
    const { rig, target, inbox } = await openInbox({ keywords: 'refused' });
    const [one] = (await putTo(target, inbox, writesOf(texts(1)))).settled;
    if (one?.is !== 'copied') throw new Error('the message was not written');
    const settled = await target.update(
      inbox,
      [{ ref: one.ref, target: one.target, version: 'flagged\nBlue' }],
      never(),
    );
    expect(settled).toMatchObject([{ is: 'copied', losses: [{ field: 'keyword Blue', how: 'dropped' }] }]);
    expect(rig.account.mailbox('INBOX').messages[0]?.flags).toEqual(new Set(['\\Flagged']));
  });

  test('does not send keywords that the server would drop silently, and tells the loss', async () => {
    const { rig, target, inbox } = await openInbox({ keywords: 'dropped' });
    expect(target.traits.keepsKeyword('Blue')).toBe(false);
    const { settled } = await putTo(target, inbox, writesOf([{ text: 'a', keywords: ['Blue'] }]));
    expect(settled).toMatchObject([{ is: 'copied', losses: [{ field: 'keyword Blue', how: 'dropped' }] }]);
    const [one] = settled;
    if (one?.is !== 'copied') throw new Error('the message was not written');
    const change = { ref: one.ref, target: one.target, version: 'flagged forwarded\nBlue' };
    const updated = await target.update(inbox, [change], never());
    expect(updated).toMatchObject([{ losses: [{ field: 'forwarded' }, { field: 'keyword Blue' }] }]);
    const sent = rig.server.journal.filter(({ line }) => /Blue|Forwarded/.test(line));
    expect(sent).toEqual([]);
  });
});

describe('two lanes into one folder of a server without UIDPLUS', () => {
  test('tell their messages apart by content where size and date do not', async () => {
    const rig = await openRig({ features: without('UIDPLUS') });
    const lanes = await Promise.all([rig.open(), rig.open()]);
    const inbox = await inboxOf(lanes[0] ?? (await rig.open()));
    const named = (lane: number): readonly string[] =>
      Array.from({ length: 40 }, (_, at) => `Lane ${lane} number ${at + 10}`);
    const ends = await Promise.all(lanes.map((target, lane) => putTo(target, inbox, writesOf(named(lane)))));
    const byUid = new Map(rig.account.mailbox('INBOX').messages.map(({ uid, bytes }) => [uid, bytes.toString()]));
    for (const [lane, { settled }] of ends.entries()) {
      const texts = settled.map((one) => (one.is === 'copied' ? byUid.get(Number(one.target.split(':')[1])) : null));
      expect(texts).toEqual(named(lane));
    }
  });
});

describe('visits to folders', () => {
  test('wait for each other, and one that is given up does not block the next', async () => {
    const { target, inbox } = await openInbox();
    const { settled } = await putTo(target, inbox, writesOf(texts(3)));
    const refs = settled.flatMap((one) => (one.is === 'copied' ? [one.target] : []));
    const reading = target.read(inbox, refs, never())[Symbol.asyncIterator]();
    await reading.next();
    const giveUp = new AbortController();
    const second = target.find(inbox, [], giveUp.signal);
    const third = target.remove(inbox, refs.slice(0, 1), never());
    giveUp.abort(new Error('no longer wanted'));
    await expect(second).rejects.toThrow('no longer wanted');
    await reading.return?.();
    await third;
    expect(await all(target.list(inbox, never()))).toMatchObject([{ length: 2 }]);
  });
});
