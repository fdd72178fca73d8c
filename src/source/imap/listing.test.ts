import { describe, expect, test } from 'vitest';
import { openSource } from '../../../test/imap/source.ts';
import { AT, fault, listFolder, plainFolder, readTexts, startRig } from '../../../test/imap/source-rig.ts';
import { FULL, startTalk } from '../../../test/imap/talk.ts';
import type { Cursor, SourceRef } from '../../model/item.ts';

describe('a folder that is numbered anew', () => {
  test('between listing and reading has none of the messages that were listed', async () => {
    const { server, folder, refs, inbox } = await startRig(5);
    const asked = await refs();
    inbox.renumber();
    const { source: lane } = await openSource(server.port);
    expect(await readTexts(lane, await folder(), asked)).toEqual(new Map());
  });

  test('while it is listed is listed whole, and no number of before is given', async () => {
    const { source, folder, server, inbox } = await startRig(50);
    const { next, heads } = await listFolder(source, await folder());
    server.setFaults([fault(/^EXAMINE/, { is: 'renumber', mailbox: 'INBOX' })]);
    const after = await listFolder(
      source,
      await folder(),
      next,
      heads.map((head) => head.ref),
    );
    expect(after.pages[0]?.renumbered).toBe(true);
    expect(after.heads.map((head) => head.ref)).toEqual(inbox.messages.map(({ uid }) => `${inbox.uidValidity}:${uid}`));
  });

  test('to a smaller UIDVALIDITY is numbered anew as well', async () => {
    const { source, folder, inbox } = await startRig(3);
    const { next } = await listFolder(source, await folder());
    inbox.uidValidity -= 100;
    expect((await listFolder(source, await folder(), next)).pages[0]?.renumbered).toBe(true);
  });
});

describe('a listing', () => {
  test('of an empty folder sends no FETCH at all', async () => {
    const { source, folder, server, account } = await startRig(0);
    await listFolder(source, await folder());
    const gone = await listFolder(
      source,
      await folder(),
      `${account.mailbox('INBOX').uidValidity}/5/1` as Cursor,
      ['a', 'b'] as SourceRef[],
    );
    expect(gone.gone).toEqual(['a', 'b']);
    expect(server.journal.filter(({ line }) => line.startsWith('UID'))).toEqual([]);
  });

  test('of a folder in which nothing changed sends an EXAMINE and nothing else, and gives no page', async () => {
    const { source, folder, server } = await startRig(5);
    const { next } = await listFolder(source, await folder());
    const before = server.journal.length;
    expect((await listFolder(source, { ...(await folder()) }, next)).pages).toEqual([]);
    expect(server.journal.slice(before).map(({ line }) => line.split(' ')[0])).toEqual([
      'UNSELECT',
      'NAMESPACE',
      'LIST',
      'EXAMINE',
    ]);
  });

  test('asks for what changed and what is new at once', async () => {
    const { source, folder, server, inbox } = await startRig(5);
    const { next } = await listFolder(source, await folder());
    inbox.setFlags(2, ['\\Seen']);
    inbox.remove(new Set([3]));
    inbox.add({ bytes: 'new', internalDate: AT });
    const before = server.journal.length;
    const after = await listFolder(source, await folder(), next);
    expect(after.heads.map((head) => head.ref.split(':')[1])).toEqual(['2', '6']);
    expect(after.gone.map((ref) => ref.split(':')[1])).toEqual(['3']);
    const sent = server.journal.slice(before).map(({ line }) => line);
    expect(sent.filter((line) => line.startsWith('UID'))).toEqual([
      expect.stringMatching(/^UID FETCH 1:5 \(UID FLAGS INTERNALDATE RFC822.SIZE\) \(CHANGEDSINCE \d+ VANISHED\)/),
      'UID FETCH 6:* (UID FLAGS INTERNALDATE RFC822.SIZE)',
    ]);
  });

  test('with a cursor of somebody else begins anew and says so', async () => {
    const { source, folder } = await startRig(2);
    const { heads, pages } = await listFolder(source, await folder(), 'nonsense' as Cursor);
    expect(heads).toHaveLength(2);
    expect(pages[0]?.renumbered).toBe(true);
  });
});

describe('what a server leaves out of a listing', () => {
  async function listing(fetches: readonly string[][]) {
    let at = 0;
    const talk = await startTalk({
      capabilities: FULL.replace('CONDSTORE QRESYNC ', ''),
      on: (asked) => {
        if (!asked.command.startsWith('UID FETCH')) return false;
        asked.answer('OK', ...(fetches[at++] ?? []));
        return true;
      },
    });
    const { source } = await openSource(talk.port);
    return (await listFolder(source, plainFolder('x'))).heads;
  }

  test('is asked for once more, and put together from pieces', async () => {
    const heads = await listing([
      ['* 1 FETCH (UID 1 FLAGS (\\SEEN))', '* 1 FETCH (UID 1 RFC822.SIZE 12)', '* 2 FETCH (UID 2 FLAGS ())'],
      ['* 1 FETCH (UID 1 FLAGS (\\Seen) RFC822.SIZE 12 INTERNALDATE "17-Jul-1996 02:44:25 -0700")'],
      [],
    ]);
    expect(heads).toEqual([
      { ref: '7:1', kind: 'message', version: 'seen', sizeBytes: 12, receivedAt: Date.UTC(1996, 6, 17, 9, 44, 25) },
    ]);
  });

  test('a date is taken from the header where the server has none, and is the beginning of time where there is none at all', async () => {
    const undated = [
      '* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 1)',
      '* 2 FETCH (UID 2 FLAGS () RFC822.SIZE 1 INTERNALDATE NIL)',
    ];
    const header = 'Date: Mon, 4 Mar 2019 05:06:07 +0000\r\n\r\n';
    const heads = await listing([
      undated,
      undated,
      [`* 1 FETCH (UID 1 BODY[HEADER.FIELDS (Date)] {${header.length}}\r\n${header})`],
    ]);
    expect(heads.map((head) => head.receivedAt)).toEqual([AT, 0]);
  });

  test('numbers in any order are all listed', async () => {
    const line = (uid: number) =>
      `* 1 FETCH (UID ${uid} FLAGS () RFC822.SIZE 1 INTERNALDATE "17-Jul-1996 02:44:25 -0700")`;
    const heads = await listing([[9, 3, 4_294_967_295, 1].map(line)]);
    expect(heads.map((head) => head.ref)).toEqual(['7:9', '7:3', '7:4294967295', '7:1']);
  });
});

describe('flags and keywords', () => {
  test.each([
    [['\\SEEN', '\\answered', '\\Recent', '\\*', '\\Deleted'], 'answered seen'],
    [['$forwarded'], 'forwarded'],
    [['Forwarded', '\\Flagged', '\\Draft'], 'draft flagged forwarded'],
    [['b', 'A', '$MDNSent', 'NonJunk'], '\n$MDNSent\nA\nNonJunk\nb'],
  ])('%j', async (flags, version) => {
    const { source, folder, inbox } = await startRig(1);
    inbox.setFlags(1, flags);
    expect((await listFolder(source, await folder())).heads.map((head) => head.version)).toEqual([version]);
  });
});
