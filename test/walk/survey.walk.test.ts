/**
 * `godwit survey` and `godwit check` on an account as old ones are: everything odd that a mailbox of the legacy service can
 * have, found by the real program, and nothing changed by looking. Dovecot cannot list the inbox under a second name
 * (`INBOX.INBOX`), so that one account is on the scripted server.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Account } from '../../sim/imap/account.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { makeAuthority } from '../../sim/tls.ts';
import { instant } from '../../src/base/clock.ts';
import type { FolderPath } from '../../src/model/folder.ts';
import type { CheckDocument } from '../check/check-document.ts';
import type { RunningDovecot } from '../servers/dovecot.ts';
import { openImapMailbox } from '../servers/imap-mailbox.ts';
import { startKnot } from '../servers/knot.ts';
import { type MaildirMessage, maildirSnapshot, writeMaildir } from '../servers/maildir.ts';
import type { PrivateServer } from '../servers/private-server.ts';
import { describeWithDovecot } from '../servers/with-dovecot.ts';
import { runGodwit } from './godwit.ts';

const LEGACY = { separator: '.', prefix: 'INBOX.', quotaMb: 1, listIndex: true } as const;
/** As many as a mailbox of the field had. */
const PLAIN_FOLDERS = 2000;

interface SurveyDocument {
  readonly folders: readonly {
    readonly source: FolderPath;
    readonly target: FolderPath;
    readonly role: string;
    readonly items: number;
    readonly problem: string | null;
  }[];
  readonly holds: { readonly items: number; readonly bytes: number };
  readonly renames: readonly { readonly from: string; readonly to: string; readonly why: string }[];
  readonly leftOut: readonly { readonly path: FolderPath; readonly why: string }[];
}

/** The odd folders of the account, each with one message. */
const ODD: readonly FolderPath[] = [
  ['Projects'],
  ['projects'],
  ['1', 'Inbox'],
  ['Deleted Messages'],
  ['Sent Messages'],
  ['Work', 'INBOX'],
];

let folder = '';
let names: PrivateServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-survey-'));
  names = await startKnot({ 'old.test': ['@ A 127.0.0.1'] });
});
afterAll(async () => {
  await names.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = async <T>(command: readonly string[], source: readonly string[]): Promise<T> => {
  const { stdout, stderr } = await runGodwit([...command, '--json', ...source], { env: { XDG_STATE_HOME: folder } });
  expect(stderr).not.toContain('defect');
  return JSON.parse(stdout) as T;
};
const survey = (source: readonly string[]): Promise<SurveyDocument> => run(['survey'], source);
const check = async (source: readonly string[]): Promise<CheckDocument['results']> => {
  const command = ['check', 'old.test', `--resolver=127.0.0.1:${names.port}`];
  return (await run<CheckDocument>(command, source)).results;
};

describeWithDovecot('an old account', LEGACY, (dovecot) => {
  beforeAll(async () => {
    await writeFile(join(folder, 'password'), dovecot().password, { mode: 0o600 });
    await fill(dovecot());
  });

  const source = (user: string): readonly string[] => [
    `--source=imaps://${user}@localhost:${dovecot().imapsPort}`,
    `--source-password-file=${join(folder, 'password')}`,
    `--ca-file=${dovecot().caFile}`,
  ];
  /** Its files with their flags, content and times, and what the server says of them. */
  const everything = async (user: string): Promise<readonly string[]> => {
    const mailbox = await openImapMailbox(dovecot(), user, dovecot().password);
    try {
      const said = (await mailbox.snapshot()).split('\n');
      // Whether a folder is marked depends on who looked first, and looking is no change.
      const lines = said.map((line) => line.replace(/ ?\\(?:un)?marked/i, ''));
      return [...lines, ...(await maildirSnapshot(dovecot().user(user).mailFolder))];
    } finally {
      await mailbox.close();
    }
  };

  test('is surveyed whole, with every folder under the name that it will have', async () => {
    const before = await everything('old');
    const { folders, renames, holds } = await survey(source('old'));
    const listed = new Map(folders.map((one) => [one.source.join('/'), one]));
    for (const path of ODD)
      expect(listed.get(path.join('/')), path.join('/')).toMatchObject({ items: 1, problem: null });
    expect(folders.filter(({ source: path }) => path[0]?.startsWith('Folder ') === true)).toHaveLength(PLAIN_FOLDERS);
    expect(listed.get('INBOX')).toMatchObject({ role: 'inbox', items: INBOX_MESSAGES });
    expect(holds.items).toBe(INBOX_MESSAGES + ODD.length + PLAIN_FOLDERS / 100);
    // One of the twins keeps its name, and the two do not arrive in one folder.
    const twins = renames.filter(({ from }) => from.toLowerCase() === 'projects');
    expect(twins).toHaveLength(1);
    const targets = folders.map(({ target }) => target.join('/').toLowerCase());
    expect(new Set(targets).size).toBe(targets.length);
    expect(changes(before, await everything('old'))).toEqual([]);
    expect(before.filter((line) => line.includes('FLAGS ()'))).toHaveLength(holds.items);
  });

  test('is checked, and each oddity has its line', async () => {
    const before = await everything('old');
    const results = await check(source('old'));
    const of = (id: string) => results.find((one) => one.id === `${id}.old`);
    const verdicts = ['C4', 'C5', 'C6', 'C7', 'C7.heads', 'C8', 'C9', 'C10'].map((id) => `${id} ${of(id)?.verdict}`);
    expect(verdicts).toEqual([
      'C4 pass',
      'C5 pass',
      'C6 warn',
      'C7 pass',
      'C7.heads warn',
      'C8 warn',
      'C9 pass',
      'C10 warn',
    ]);
    const said = (id: string): string => of(id)?.evidence.join('\n') ?? '';
    expect(said('C5')).toContain('folders begin with "INBOX." and are separated by "."');
    expect(said('C6')).toContain('probably one folder "1.Inbox" was meant');
    expect(said('C6')).toMatch(/"[Pp]rojects" becomes/);
    expect(said('C7.heads')).toContain('1 message has no header that can be read');
    expect(said('C7.heads')).toContain('1 message is in its folder twice');
    expect(Number(/\((\d+) %\)/.exec(said('C8'))?.[1])).toBeGreaterThan(100);
    expect(of('C10')?.evidence).toEqual(
      expect.arrayContaining(['Deleted Messages: 1 items', 'Sent Messages: 1 items', 'Work / INBOX: 1 items']),
    );
    expect(changes(before, await everything('old'))).toEqual([]);
  });

  test('that was emptied by POP is told from one in use', async () => {
    const [old, pop] = [await check(source('old')), await check(source('pop'))];
    expect(pop.find(({ id }) => id === 'C9.pop')).toMatchObject({ verdict: 'warn', owner: 'user' });
    expect(old.find(({ id }) => id === 'C9.old')).toMatchObject({ verdict: 'pass' });
    expect((await survey(source('pop'))).holds.items).toBe(0);
  });
});

describe('an inbox that is listed under two names', () => {
  let server: RunningImapServer;
  beforeAll(async () => {
    const authority = makeAuthority('Godwit tests: survey');
    const account = twinAccount();
    const { certPem, keyPem } = authority.issue({ names: ['localhost'] });
    server = await startImapServer({ accounts: [account], separator: '.', prefix: 'INBOX.', tls: { certPem, keyPem } });
    await writeFile(join(folder, 'twin-password'), account.password, { mode: 0o600 });
    await writeFile(join(folder, 'twin-ca.pem'), authority.certPem);
  });
  afterAll(() => server.stop());

  test('is counted once, and a folder that is only called so is none', async () => {
    const source = [
      `--source=imaps://ann@localhost:${server.port}`,
      `--source-password-file=${join(folder, 'twin-password')}`,
      `--ca-file=${join(folder, 'twin-ca.pem')}`,
    ];
    const { folders, leftOut, holds } = await survey(source);
    expect(leftOut).toMatchObject([{ path: ['INBOX', 'INBOX'] }]);
    expect(folders.map(({ source: path }) => path.join('/'))).toEqual(['INBOX', 'INBOX/Inbox']);
    expect(holds.items).toBe(INBOX_MESSAGES + 1);
    const results = await check(source);
    expect(results.find(({ id }) => id === 'C5.ann')?.evidence.join()).toContain('is left out');
    expect(results.find(({ id }) => id === 'C7.heads.ann')?.evidence[0]).toBe(
      `${INBOX_MESSAGES + 1} messages were looked at`,
    );
  });
});

/** Lines that are not as before: thousands of them are the same. */
function changes(before: readonly string[], after: readonly string[]): readonly string[] {
  const longer = before.length > after.length ? before : after;
  return longer.flatMap((_, at) => (before[at] === after[at] ? [] : [`${before[at]} → ${after[at]}`]));
}

const INBOX_MESSAGES = 5;
const PADDING = 'x'.repeat(300_000);

/** Years of mail, none of it seen: more than the quota of 1 MB, one of them there twice and one without a header. */
function inboxMessages(): readonly MaildirMessage[] {
  return Array.from({ length: INBOX_MESSAGES }, (_, at) => {
    const text = message(`inbox ${at === 1 ? 0 : at}`, PADDING);
    return messageOf(at === 4 ? `\r\nNo header.\r\n${PADDING}` : text, 2015 + (at === 1 ? 0 : at));
  });
}

function message(subject: string, body = 'Hello.'): string {
  const id = subject.replaceAll(' ', '.');
  const date = 'Mon, 4 Mar 2019 05:06:07 +0000';
  return `Date: ${date}\r\nFrom: ann@example.com\r\nSubject: ${subject}\r\nMessage-ID: <${id}@example.com>\r\n\r\n${body}\r\n`;
}

function messageOf(text: string, year: number): MaildirMessage {
  return { bytes: Buffer.from(text), receivedAt: instant(Date.UTC(year, 2, 4)), flags: [], keywords: [] };
}

async function fill(server: RunningDovecot): Promise<void> {
  const plain = Array.from({ length: PLAIN_FOLDERS }, (_, at) => ({
    path: [`Folder ${at}`],
    messages: at % 100 === 0 ? [messageOf(message(`plain ${at}`), 2018)] : [],
  }));
  const odd = ODD.map((path) => ({ path, messages: [messageOf(message(path.join(' ')), 2018)] }));
  const inbox = { path: ['INBOX'], messages: inboxMessages() };
  await writeMaildir(server.user('old').mailFolder, [inbox, ...odd, ...plain], server);
  await writeMaildir(server.user('pop').mailFolder, [{ path: ['INBOX'], messages: [] }], server);
}

function twinAccount(): Account {
  const account = new Account({ user: 'ann', password: 'pass-of-ann' });
  const inbox = account.mailbox('INBOX');
  const twin = account.add('INBOX.INBOX', { uidValidity: inbox.uidValidity });
  for (const { bytes, receivedAt } of inboxMessages()) {
    for (const one of [inbox, twin]) one.add({ bytes, internalDate: receivedAt });
  }
  account.add('INBOX.Inbox').add({ bytes: message('another'), internalDate: instant(Date.UTC(2019, 2, 4)) });
  return account;
}
