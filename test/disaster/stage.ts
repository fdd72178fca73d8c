/** Everything around the service that disasters happen to: the two servers, what lies in the mailboxes, and words that occur nowhere else. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import { instant } from '../../src/base/clock.ts';
import { type RunningDovecot, startDovecot } from '../servers/dovecot.ts';
import { writeMaildir } from '../servers/maildir.ts';

/** Finding one of these is proof. */
export const PLANTED = {
  target: 'plantedTargetPassword9',
  person: 'planted person password 9',
  subject: 'plantedSubjectOfMail9',
  text: 'plantedTextOfMail9',
} as const;

export interface StageSizes {
  readonly mailboxes: number;
  /** In each mailbox. */
  readonly messages: number;
  /** How long the target takes for each request that writes items. */
  readonly writeMs: number;
}

export interface Stage extends AsyncDisposable {
  readonly folder: string;
  readonly dovecot: RunningDovecot;
  readonly exchange: RunningExchange;
  /** The addresses, which are the users of both sides. */
  readonly users: readonly string[];
  /** What is wrong with the target as it is now: each message lost, doubled or strange. */
  wrongAtTarget(): readonly string[];
}

const FOLDERS = 3;

/** Starts the servers and fills the mailboxes. */
export async function buildStage(sizes: StageSizes): Promise<Stage> {
  await using closing = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'godwit-disaster-'));
  closing.defer(() => rm(folder, { recursive: true, force: true }));
  const dovecot = closing.adopt(await startDovecot(), (started) => started.stop());
  const users = Array.from({ length: sizes.mailboxes }, (_, at) => `user${String(at).padStart(3, '0')}@finch.example`);
  const maildirOf = (user: string): string => join(dovecot.mailRoot, user, 'Maildir');
  for (const user of users) await writeMaildir(maildirOf(user), foldersOf(user, sizes.messages), dovecot);
  const exchange = await startExchange({
    folder: join(folder, 'exchange'),
    accounts: users.map((user) => ({ user, password: PLANTED.target, mayImpersonate: [], auth: ['basic'] })),
    mailboxes: users.map((address) => ({ address })),
    // oxlint-disable-next-line unicorn/no-thenable -- a script of faults is plain data, nobody awaits it
    faults: [{ when: { operation: 'CreateItem' }, then: { is: 'delay', ms: sizes.writeMs } }],
  });
  closing.adopt(exchange, (started) => started.close());
  const all = closing.move();
  return {
    folder,
    dovecot,
    exchange,
    users,
    wrongAtTarget: () => users.flatMap((user) => wrongIn(exchange, user, sizes.messages)),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function foldersOf(user: string, messages: number) {
  const numbers = Array.from({ length: messages }, (_, number) => number);
  return [['INBOX'], ['Clients'], ['Clients', 'Old']].map((path, at) => ({
    path,
    messages: numbers.filter((number) => number % FOLDERS === at).map((number) => messageOf(user, number)),
  }));
}

function messageOf(user: string, number: number) {
  const text = [
    `Message-ID: <${number}.${user}>`,
    'Date: Thu, 1 Feb 2024 09:00:00 +0000',
    'From: Sender <sender@elsewhere.example>',
    `To: ${user}`,
    `Subject: ${PLANTED.subject} ${number}`,
    '',
    `${PLANTED.text} ${number}`,
    '',
  ];
  const receivedAt = instant(Date.UTC(2024, 1, 1, 9, 0, number));
  return {
    bytes: Buffer.from(text.join('\r\n')),
    receivedAt,
    flags: number % 2 === 0 ? (['seen'] as const) : [],
    keywords: [],
  };
}

function wrongIn(exchange: RunningExchange, user: string, messages: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const { messageId } of exchange.inspect(user).flatMap(({ items }) => items)) {
    counts.set(messageId ?? 'without an id', (counts.get(messageId ?? 'without an id') ?? 0) + 1);
  }
  const wanted = Array.from({ length: messages }, (_, number) => `<${number}.${user}>`);
  const lost = wanted.filter((id) => !counts.has(id)).map((id) => `lost: ${id}`);
  const doubled = [...counts].filter(([, count]) => count > 1).map(([id, count]) => `there ${count} times: ${id}`);
  const strange = [...counts.keys()].filter((id) => !wanted.includes(id)).map((id) => `strange in ${user}: ${id}`);
  return [...lost, ...doubled, ...strange];
}
