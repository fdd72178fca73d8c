/** The stage of the demo: simulated servers in one process of their own, and Godwit itself in another. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DemoNews, ServedMailbox } from '../../../sim/demo/serve.ts';
import { assert } from '../../base/assert.ts';
import type { DemoMailbox, DemoRun, DemoSet, DemoStage } from '../../cli/demo.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/godwit.mjs', import.meta.url));
const SERVERS = fileURLToPath(new URL('../../../sim/demo/serve.ts', import.meta.url));

export const demoStage: DemoStage = {
  open: async (wanted) => {
    const parent = wanted ?? tmpdir();
    await mkdir(parent, { recursive: true });
    // A new folder every time: a demo that was killed has left its own behind.
    const folder = await mkdtemp(join(parent, 'godwit-demo-'));
    return startSet(folder);
  },
};

type Ready = Extract<DemoNews, { is: 'ready' }>;

async function startSet(folder: string): Promise<DemoSet> {
  const servers = fork(SERVERS, [folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const stored = new Map<string, number>();
  let sentMail = 0;
  const runs = new Set<ChildProcess>();
  const ready = await new Promise<Ready>((resolve, reject) => {
    servers.on('message', (message) => {
      const news = message as DemoNews; // serve.ts sends nothing else
      if (news.is === 'ready') return resolve(news);
      stored.set(news.address, news.items);
      sentMail = news.sentMail;
    });
    servers.once('exit', (code) => reject(new Error(`the servers of the demo ended with ${code ?? 'a signal'}`)));
  });
  return {
    folder,
    mailboxes: ready.mailboxes,
    copy: (mailbox) => startCopy(folder, ready, mailbox, runs),
    storedItems: ({ address }) => stored.get(address) ?? 0,
    sentMail: () => sentMail,
    close: async (keep) => {
      await Promise.all([...runs].map(killed));
      await disconnected(servers);
      if (keep === 'everything') return;
      for (const part of ['exchange', 'exported', 'state', 'authority.pem'])
        await rm(join(folder, part), { recursive: true, force: true });
    },
  };
}

function startCopy(folder: string, ready: Ready, mailbox: DemoMailbox, runs: Set<ChildProcess>): DemoRun {
  const served = ready.mailboxes.find(({ address }) => address === mailbox.address);
  assert(served !== undefined, 'the demo moves what it serves');
  const environment = {
    ...process.env,
    GODWIT_SOURCE_PASSWORD: ready.password,
    GODWIT_TARGET_PASSWORD: ready.password,
  };
  // The channel ends the copy when the demo itself is killed.
  const run = spawn(process.execPath, [PROGRAM, ...copyArguments(folder, ready, served)], {
    env: { ...environment, GODWIT_TAKEN_OVER: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  runs.add(run);
  const [output, errors]: [Buffer[], Buffer[]] = [[], []];
  run.stdout?.on('data', (bytes: Buffer) => output.push(bytes));
  run.stderr?.on('data', (bytes: Buffer) => errors.push(bytes));
  const ended = new Promise<Awaited<DemoRun['ended']>>((resolve, reject) => {
    run.once('error', reject);
    run.once('close', (exitCode) => {
      runs.delete(run);
      resolve({ exitCode, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() });
    });
  });
  return { ended, kill: () => void run.kill('SIGKILL') };
}

function copyArguments(folder: string, ready: Ready, served: ServedMailbox): readonly string[] {
  const exchange = new URL(ready.exchangeUrl);
  exchange.searchParams.set('mailbox', served.address);
  const options = {
    source: `imaps://127.0.0.1:${served.imapPort}`,
    'source-user': served.address,
    target: `ews+${exchange.href}`,
    'target-user': ready.administrator,
    'ca-file': ready.authorityFile,
    state: join(folder, 'state'),
    report: join(folder, 'reports', served.address),
  };
  const more = served.exportFolder === null ? [] : ['--source', `archive:${served.exportFolder}`];
  return ['copy', '--json', ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]), ...more];
}

async function killed(run: ChildProcess): Promise<void> {
  if (run.exitCode !== null || run.signalCode !== null) return;
  const gone = new Promise((resolve) => run.once('exit', resolve));
  run.kill('SIGKILL');
  await gone;
}

/** The servers end when nobody is on the other end any more. */
async function disconnected(servers: ChildProcess): Promise<void> {
  if (servers.exitCode !== null || servers.signalCode !== null) return;
  servers.removeAllListeners('exit');
  const gone = new Promise((resolve) => servers.once('exit', resolve));
  if (servers.connected) servers.disconnect();
  await gone;
}
