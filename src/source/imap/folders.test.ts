import { describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { openSource } from '../../../test/imap/source.ts';
import { type Asked, FULL, startTalk } from '../../../test/imap/talk.ts';
import { encodeMailboxName } from '../../wire/imap/mailbox-name.ts';

interface Answers {
  readonly namespace?: string;
  readonly list: readonly string[];
  /** What EXAMINE, UID SEARCH and UID FETCH say of a mailbox. */
  readonly inside?: (asked: Asked) => boolean;
}

/** The source's view of a server with these mailboxes. */
async function foldersOf({ namespace = '* NAMESPACE (("" "/")) NIL NIL', list, inside }: Answers) {
  const talk = await startTalk({
    capabilities: FULL,
    on: (asked) => {
      if (inside?.(asked) === true) return true;
      if (asked.command === 'NAMESPACE') asked.answer('OK', namespace);
      else if (asked.command.startsWith('LIST')) asked.answer('OK', ...list);
      else return false;
      return true;
    },
  });
  const { source } = await openSource(talk.port);
  const folders = await source.folders(never());
  return { folders, paths: folders.map((folder) => folder.path), source, talk };
}

const STATUS = '(MESSAGES 2 UIDNEXT 3 UIDVALIDITY 7 HIGHESTMODSEQ 9 SIZE 100)';
const LEGACY = '* NAMESPACE (("INBOX." ".")) NIL NIL';

describe('paths', () => {
  test('lose the prefix that everything of a legacy server has', async () => {
    const names = ['INBOX', 'INBOX.Sent', 'INBOX.Projects.AboutSpace', 'INBOX.Deleted Messages'];
    const { paths } = await foldersOf({ namespace: LEGACY, list: names.map((name) => `* LIST () "." "${name}"`) });
    expect(paths).toEqual([['INBOX'], ['Sent'], ['Projects', 'AboutSpace'], ['Deleted Messages']]);
  });

  test.each([
    ['"\\\\"', '"Inbox\\\\Sub"', ['INBOX', 'Sub']],
    ['NIL', '"a/b.c"', ['a/b.c']],
    ['"/"', '"Entw&APw-rfe/A&-B"', ['Entwürfe', 'A&B']],
    ['"/"', 'Foo&bar', ['Foo&bar']],
    ['"/"', '"parent/"', ['parent']],
    ['"/"', '" lead/trail "', [' lead', 'trail ']],
    ['"/"', '".."', ['..']],
    ['"/"', '{4}\r\na\r\nb', ['a\r\nb']],
  ])('with the delimiter %s, %s', async (delimiter, name, path) => {
    const { paths, folders } = await foldersOf({ list: [`* LIST () ${delimiter} ${name}`] });
    expect(paths).toEqual([path]);
    expect(folders).toHaveLength(1);
  });

  test('are 300 levels deep, and 2,000 of them, without trouble', async () => {
    const deep = Array.from({ length: 300 }, (_, level) => `l${level}`);
    const many = Array.from({ length: 2000 }, (_, at) => `* LIST () "/" f${at}`);
    const { paths } = await foldersOf({ list: [`* LIST () "/" ${deep.join('/')}`, ...many] });
    expect(paths[0]).toEqual(deep);
    expect(paths).toHaveLength(2001);
  });

  test('of two names that become one text are still two', async () => {
    const { paths } = await foldersOf({ list: ['* LIST () "/" "Foo&-bar"', '* LIST () "/" "Foo&bar"'] });
    expect(paths).toEqual([['Foo&bar'], ['Foo&bar (2)']]);
  });

  test('of names that differ in case are two', async () => {
    const { paths } = await foldersOf({ list: ['* LIST () "/" Work', '* LIST () "/" work'] });
    expect(paths).toEqual([['Work'], ['work']]);
  });

  test('put parents before their children, in whatever order the server lists them, and invent none', async () => {
    const list = ['* LIST () "/" a/b/c', '* LIST () "/" x/y', '* LIST (\\Noselect) "/" a', '* LIST () "/" a/b'];
    const { folders } = await foldersOf({ list });
    expect(folders.map((folder) => [folder.path.join('/'), folder.holdsItems])).toEqual([
      ['a', false],
      ['a/b', true],
      ['a/b/c', true],
      ['x/y', true],
    ]);
  });

  test('of other people are no part of the mailbox, and are named', async () => {
    const { paths, source } = await foldersOf({
      namespace: '* NAMESPACE (("" "/")) (("Other Users/" "/")) (("Public/" "/"))',
      list: [
        '* LIST () "/" Mine',
        '* LIST () "/" "Other Users/bob"',
        '* LIST (\\Noselect) "/" Public',
        '* LIST () "/" Public/all',
      ],
    });
    expect(paths).toEqual([['Mine']]);
    expect(source.leftOut.map(({ path }) => path)).toEqual([['Other Users', 'bob'], ['Public'], ['Public', 'all']]);
  });
});

describe('roles', () => {
  async function rolesOf(...list: readonly (readonly [string, string])[]) {
    const { folders } = await foldersOf({
      list: list.map(([attributes, name]) => `* LIST (${attributes}) "/" "${name}"`),
    });
    return folders.map((folder) => folder.role);
  }

  test('come from attributes first, then from names, and each goes to one folder', async () => {
    const roles = await rolesOf(
      ['', 'inbox'],
      ['', 'Sent'],
      ['\\Sent', 'Gesendet'],
      ['', 'Trash'],
      ['', 'Deleted Items'],
    );
    expect(roles).toEqual(['inbox', 'plain', 'sent', 'trash', 'plain']);
  });

  test.each([
    ['Sent Items', 'sent'],
    ['SENT MESSAGES', 'sent'],
    ['Drafts', 'drafts'],
    ['Deleted Messages', 'trash'],
    ['spam', 'junk'],
    ['Junk E-mail', 'junk'],
    ['Archives', 'archive'],
    ['INBOX/Sent', 'sent'],
    ['Projects/Sent', 'plain'],
    ['Sent/2019', 'plain'],
    ['Inbox/Inbox', 'plain'],
  ])('%s is %s', async (name, role) => {
    expect(await rolesOf(['', name])).toEqual([role]);
  });

  test('are not given to names that hold no messages', async () => {
    expect(await rolesOf(['\\Noselect \\Sent', 'Sent'], ['\\NonExistent', 'Trash'])).toEqual(['plain', 'plain']);
  });
});

describe('counts and stamps', () => {
  test('come with the list', async () => {
    const { folders } = await foldersOf({ list: ['* LIST () "/" a', `* STATUS a ${STATUS}`, '* LIST () "/" b'] });
    expect(folders[0]).toMatchObject({ itemsCount: 2, bytesCount: 100, stamp: '7/3/2/9' });
    expect(folders[1]).toMatchObject({ itemsCount: null, bytesCount: null, stamp: null });
  });

  test.each(['HIGHESTMODSEQ 9', 'HIGHESTMODSEQ 0', 'UIDVALIDITY 7', 'UIDNEXT 3', 'MESSAGES 2'])(
    'give no stamp without %s: something could change unseen',
    async (item) => {
      const status =
        item === 'HIGHESTMODSEQ 0'
          ? STATUS.replace('HIGHESTMODSEQ 9', item)
          : STATUS.replace(` ${item}`, '').replace(`(${item} `, '(');
      const { folders } = await foldersOf({ list: ['* LIST () "/" a', `* STATUS a ${status}`] });
      expect(folders[0]?.stamp).toBeNull();
    },
  );
});

describe('a second name of the inbox', () => {
  const list = ['INBOX', 'INBOX.INBOX', 'INBOX.Work'].flatMap((name) => [
    `* LIST () "." "${name}"`,
    `* STATUS "${name}" ${STATUS}`,
  ]);

  /** Every mailbox has these messages; INBOX.INBOX those others, where given. */
  function inside(messages: readonly string[], others = messages): (asked: Asked) => boolean {
    let open = '';
    return (asked) => {
      const { command } = asked;
      if (command.startsWith('EXAMINE')) {
        open = command;
        return false;
      }
      const here = open.includes('INBOX.INBOX') ? others : messages;
      if (command.startsWith('UID SEARCH')) asked.answer('OK', '* ESEARCH (TAG "x") UID ALL 1:2');
      else if (command.startsWith('UID FETCH')) asked.answer('OK', ...here);
      else return false;
      return true;
    };
  }
  const messages = [1, 2].map(
    (uid) => `* ${uid} FETCH (UID ${uid} RFC822.SIZE 5${uid} INTERNALDATE "17-Jul-1996 02:44:25 -0700")`,
  );

  test('is left out and named, once its messages were seen to be the same', async () => {
    const { paths, source } = await foldersOf({ namespace: LEGACY, list, inside: inside(messages) });
    expect(paths).toEqual([['INBOX'], ['Work']]);
    expect(source.leftOut).toEqual([{ path: ['INBOX', 'INBOX'], why: expect.stringContaining('second name') }]);
  });

  test('is a folder of its own when only its counts are the same', async () => {
    const others = messages.map((line) => line.replace('SIZE 5', 'SIZE 6'));
    const { paths, source } = await foldersOf({ namespace: LEGACY, list, inside: inside(messages, others) });
    expect(paths).toEqual([['INBOX'], ['INBOX', 'INBOX'], ['Work']]);
    expect(source.leftOut).toEqual([]);
  });

  test('is not even looked into when its counts differ', async () => {
    const differing = list.map((line) =>
      line.includes('STATUS "INBOX.INBOX"') ? line.replace('UIDNEXT 3', 'UIDNEXT 4') : line,
    );
    const { paths, talk } = await foldersOf({ namespace: LEGACY, list: differing });
    expect(paths).toHaveLength(3);
    expect(talk.commands.filter((command) => command.startsWith('EXAMINE'))).toEqual([]);
  });
});

test('a name goes back to the server as it came', async () => {
  const wire = encodeMailboxName('Bü/&');
  const { folders } = await foldersOf({ list: [`* LIST () "/" "${wire}"`] });
  expect(folders[0]?.serverName).toBe(wire);
});
