/** The simulated Exchange as a process of its own, so that it survives the program under test. */
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SIMULATOR = join(import.meta.dirname, '../../sim/exchange/main.ts');
const MAILBOX = 'user@example.com';
const PASSWORD = 'correct horse';

export interface ExchangeProgram extends AsyncDisposable {
  readonly targetUrl: string;
  /** As a client without Godwit's kind of address wants it. */
  readonly url: string;
  readonly mailbox: string;
  readonly password: string;
  readonly passwordFile: string;
  /** The counters, and the items by folder path of the one mailbox; empty folders are left out. */
  state(): Promise<{ readonly sentMail: number; readonly itemsByFolder: Readonly<Record<string, number>> }>;
}

/** Starts it on a free loopback port with one mailbox; its store lies in `folder`. */
export async function startExchangeProgram(folder: string): Promise<ExchangeProgram> {
  await mkdir(folder, { recursive: true });
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, PASSWORD, { mode: 0o600 });
  const args = [
    '--folder',
    join(folder, 'store'),
    '--port',
    '0',
    '--account',
    `${MAILBOX}:${PASSWORD}`,
    '--mailbox',
    MAILBOX,
  ];
  const child = spawn(process.execPath, [SIMULATOR, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const first = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const { port } = JSON.parse(String(first.value)) as { port: number }; // the simulator says where it listens
  return {
    url: `http://127.0.0.1:${port}/EWS/Exchange.asmx`,
    mailbox: MAILBOX,
    password: PASSWORD,
    targetUrl: `ews+http://${encodeURIComponent(MAILBOX)}@127.0.0.1:${port}/EWS/Exchange.asmx?mailbox=${encodeURIComponent(MAILBOX)}`,
    passwordFile,
    state: async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/sim/state`);
      return stateOf((await answer.json()) as SimState); // the shape that the simulator documents
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

interface SimState {
  readonly counters: { readonly sentMail: number };
  readonly mailboxes: Readonly<
    Record<string, { readonly folders: readonly { readonly path: string; readonly items: number }[] }>
  >;
}

function stateOf({ counters, mailboxes }: SimState) {
  const folders = mailboxes[MAILBOX]?.folders ?? [];
  const filled = folders.filter((folder) => folder.items > 0);
  return {
    sentMail: counters.sentMail,
    itemsByFolder: Object.fromEntries(filled.map(({ path, items }) => [path, items])),
  };
}
