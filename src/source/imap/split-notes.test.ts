import { describe, expect, onTestFinished, test } from 'vitest';
import { Account } from '../../../sim/imap/account.ts';
import { startImapServer } from '../../../sim/imap/server.ts';
import { all, never } from '../../../test/contract/contract.ts';
import { appleNote, ordinaryMail } from '../../../test/imap/notes.ts';
import { openSource } from '../../../test/imap/source.ts';
import { AT, caught, fault, listFolder, readTexts } from '../../../test/imap/source-rig.ts';
import { FULL, startTalk } from '../../../test/imap/talk.ts';
import { Failure } from '../../base/problem.ts';
import { folderKey, type SourceFolder } from '../../model/folder.ts';
import type { NotesInMail } from '../imap.ts';

/** Of each folder how many notes and how much mail it holds; null for a name that holds nothing. */
type Filling = Readonly<Record<string, readonly [notes: number, mail: number] | null>>;

async function mailboxOf(filling: Filling, notes: NotesInMail = 'as notes') {
  const account = new Account({ user: 'ann', password: 'pw' });
  for (const [name, counts] of Object.entries(filling)) {
    const mailbox = account.add(name, { isSelectable: counts !== null });
    for (let at = 0; at < (counts?.[0] ?? 0); at++) mailbox.add({ bytes: note(`${name} ${at}`), internalDate: AT });
    for (let at = 0; at < (counts?.[1] ?? 0); at++) {
      mailbox.add({ bytes: ordinaryMail(`${name} ${at}`), internalDate: AT });
    }
  }
  const server = await startImapServer({ accounts: [account] });
  onTestFinished(() => server.stop());
  const { source } = await openSource(server.port, { notes });
  const look = async () => (await source.folders(never())).filter(({ role }) => role !== 'inbox');
  return { account, server, source, look };
}

function note(title: string): Buffer {
  return appleNote({ title, body: title });
}

function shown({ path, kind, role, itemsCount, holdsItems }: SourceFolder): string {
  return `${path.join('/')}: ${kind} ${role} ${holdsItems ? itemsCount : 'name'}`;
}

describe('a folder called Notes', () => {
  test.each([
    ['nothing but notes is a folder of notes', [2, 0], ['Notes (notes): note notes 2']],
    ['nothing but mail is a folder of mail', [0, 2], ['Notes: message plain 2']],
    ['both is two folders', [1, 2], ['Notes: message plain 2', 'Notes (notes): note notes 1']],
    ['nothing yet is one for notes', [0, 0], ['Notes (notes): note notes 0']],
  ] as const)('with %s', async (_what, counts, folders) => {
    const { look } = await mailboxOf({ Notes: counts });
    expect((await look()).map(shown)).toEqual(folders);
  });

  test('never gives one path two kinds, whatever comes and goes in it', async () => {
    const kinds = new Map<string, Set<string>>();
    const counts = [0, 1, 2].flatMap((notes) => [0, 1, 2].map((mail) => [notes, mail] as const));
    for (const filling of counts) {
      const { look } = await mailboxOf({ Notes: filling, 'Notes/Work': filling });
      for (const { path, kind } of await look()) {
        const key = folderKey(path);
        kinds.set(key, (kinds.get(key) ?? new Set()).add(kind));
      }
    }
    expect([...kinds.values()].map((found) => found.size)).toEqual(Array(4).fill(1));
  });

  test('gives every message to one of its halves, each in its own kind', async () => {
    const { source, look } = await mailboxOf({ Notes: [2, 3] });
    const [mail, notes] = await look();
    if (mail === undefined || notes === undefined) throw new Error('there are two');
    const found = [await listFolder(source, mail), await listFolder(source, notes)];
    expect(found.map(({ heads }) => heads.map(({ kind }) => kind))).toEqual([
      ['message', 'message', 'message'],
      ['note', 'note'],
    ]);
    const texts = await readTexts(source, notes, found[1]?.heads.map(({ ref }) => ref) ?? []);
    expect([...texts.values()].every((text) => text.startsWith('BEGIN:VCALENDAR'))).toBe(true);
    expect(new Set(found.flatMap(({ heads }) => heads.map(({ ref }) => ref))).size).toBe(5);
  });

  test('is told apart also by a server that says flags and header in two responses, or has no header to say', async () => {
    const head = (uid: number) => `FLAGS () RFC822.SIZE 9 INTERNALDATE "17-Jul-1996 02:44:25 -0700" UID ${uid}`;
    const mark = 'BODY[HEADER.FIELDS (X-Uniform-Type-Identifier)] "X-Uniform-Type-Identifier: com.apple.mail-note"';
    const fetched = [`1 FETCH (${head(1)})`, `2 FETCH (${head(2)})`, `1 FETCH (UID 1 ${mark})`];
    const talk = await startTalk({
      capabilities: FULL,
      on: (asked) => {
        const isFetch = asked.command.startsWith('UID FETCH');
        if (asked.command.startsWith('LIST')) asked.answer('OK', '* LIST () "/" Notes');
        else if (isFetch) asked.answer('OK', ...fetched.map((line) => `* ${line}`));
        return isFetch || asked.command.startsWith('LIST');
      },
    });
    const { source } = await openSource(talk.port, { notes: 'as notes' });
    const folders = await source.folders(never());
    const uids = folders.map(async (folder) => {
      const { heads } = await listFolder(source, folder);
      return [folder.kind, ...heads.map(({ ref }) => ref)];
    });
    expect(await Promise.all(uids)).toEqual([
      ['message', '7:2'],
      ['note', '7:1'],
    ]);
  });

  test('gives mail that comes behind the back of a run to the next run', async () => {
    const { source, account, look } = await mailboxOf({ Notes: [1, 0] });
    const [notes] = await look();
    account.mailbox('Notes').add({ bytes: ordinaryMail('late'), internalDate: AT });
    if (notes === undefined) throw new Error('there are notes');
    expect((await listFolder(source, notes)).heads).toHaveLength(1);
    const [mail] = await look();
    if (mail === undefined) throw new Error('there is mail');
    expect((await listFolder(source, mail)).heads).toMatchObject([{ kind: 'message' }]);
  });

  test('that the server refuses to open is listed, and its own refusal is told', async () => {
    const { source, server, look } = await mailboxOf({ Notes: [1, 0] });
    server.setFaults([fault(/^EXAMINE "?Notes/, { is: 'answer', text: 'NO [NOPERM] denied', when: 'before' }, 'each')]);
    const [folder] = await look();
    if (folder === undefined) throw new Error('there is one');
    expect(shown(folder)).toBe('Notes: message plain 1');
    const error = await caught(all(source.list(folder, { cursor: null, known: async function* () {} }, never())));
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ code: 'source.folder-refused' });
  });
});

describe('folders of notes', () => {
  test('within another lie within it, also where it holds no notes itself', async () => {
    const { look } = await mailboxOf({ Notes: [0, 1], 'Notes/Work': [1, 0], 'Notes/Work/2024': [1, 1] });
    expect((await look()).map(shown)).toEqual([
      'Notes: message plain 1',
      'Notes (notes): note notes 0',
      'Notes (notes)/Work: note plain 1',
      'Notes/Work/2024: message plain 1',
      'Notes (notes)/Work/2024: note plain 1',
    ]);
  });

  test('below a name that holds nothing have that name above them', async () => {
    const { look } = await mailboxOf({ Notes: null, 'Notes/Work': [1, 0] });
    expect((await look()).map(shown)).toEqual([
      'Notes: message plain name',
      'Notes (notes): note notes name',
      'Notes (notes)/Work: note plain 1',
    ]);
  });

  test.each(['Notizen', 'NOTES', 'Poznámky', 'メモ', 'Заметки', 'INBOX/Notes', 'Projects/Notes'])(
    'are known by the name %s',
    async (name) => {
      const { look } = await mailboxOf({ [name]: [1, 0] });
      expect((await look()).filter(({ kind }) => kind === 'note').map(({ path }) => path.join('/'))).toEqual([
        `${name} (notes)`,
      ]);
    },
  );

  test('beside a folder that is really called so have another name', async () => {
    const { look } = await mailboxOf({ Notes: [1, 0], 'Notes (notes)': [0, 1] });
    expect((await look()).map(shown)).toEqual(['Notes (notes) (2): note notes 1', 'Notes (notes): message plain 1']);
  });

  test('are the messages they are where nobody takes notes, and nothing is looked into', async () => {
    const { look, server } = await mailboxOf({ Notes: [1, 1] }, 'as messages');
    expect((await look()).map(shown)).toEqual(['Notes: message plain 2']);
    expect(server.journal.filter(({ line }) => /^(EXAMINE|UID)/.test(line))).toEqual([]);
  });

  test('cost nothing in a mailbox that has none by name', async () => {
    const { look, server } = await mailboxOf({ Work: [1, 1], 'Notes 2019': [1, 0] });
    expect((await look()).map(shown)).toEqual(['Notes 2019: message plain 1', 'Work: message plain 2']);
    expect(server.journal.filter(({ line }) => /^(EXAMINE|UID)/.test(line))).toEqual([]);
  });
});

test('a note too large for a note is named, and the others come', async () => {
  const { source, account, look } = await mailboxOf({ Notes: [1, 0] });
  const large = Buffer.concat([note('large'), Buffer.alloc(33 * 1024 * 1024, 'x')]);
  account.mailbox('Notes').add({ bytes: large, internalDate: AT });
  const [notes] = await look();
  if (notes === undefined) throw new Error('there are notes');
  const refs = (await listFolder(source, notes)).heads.map(({ ref }) => ref);
  const texts = [...(await readTexts(source, notes, refs)).values()];
  expect(texts[0]).toContain('SUMMARY:Notes 0');
  expect(texts[1]).toMatch(/^unreadable: it is longer than the 33554432 bytes/);
});
