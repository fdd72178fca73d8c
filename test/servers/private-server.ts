/**
 * A server as a child process on a free loopback port, with its files in a temporary folder. It ends when it is stopped,
 * and also when the process that started it is killed: a shell beside it waits for the end of a pipe.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { assert } from '../../src/base/assert.ts';
import { systemClock } from '../../src/base/clock.ts';
import { lastingPort } from './lasting-port.ts';

const START_SECONDS_MAX = 30;
const START_ATTEMPTS_MAX = 3;
const PAUSE_MS = 20;

export interface PrivateServer {
  readonly port: number;
  readonly folder: string;
  log(): Promise<string>;
  /** After it was ended by other means than `stop`: waits for its end and starts it again, with the same files, on the same port. */
  startAgain(): Promise<void>;
  /** Safe to call twice. */
  stop(): Promise<void>;
}

/** The program where packages put it; null where there is none. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

/** `prepare` writes what the server needs into its folder and gives its command line. Resolves when the port answers. */
export async function startPrivateServer(
  name: string,
  prepare: (folder: string, port: number) => Promise<readonly string[]>,
): Promise<PrivateServer> {
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmpdir(), `godwit-${name}-`));
    const port = await lastingPort();
    const command = await prepare(folder, port);
    let running = launch(command, folder);
    const stop = async (): Promise<void> => {
      await running.end();
      await rm(folder, { recursive: true, force: true });
    };
    const log = (): Promise<string> => readFile(join(folder, 'log'), 'utf8').catch(() => '');
    const startAgain = async (): Promise<void> => {
      await running.ended;
      running = launch(command, folder);
      if (!(await answers(port, running.child))) throw new Error(`${name} did not start again: ${await log()}`);
    };
    if (await answers(port, running.child)) return { port, folder, log, startAgain, stop };
    const said = await log();
    await stop();
    // Another process may take the port between its choice and its use; that is the one failure worth another try.
    if (attempt === START_ATTEMPTS_MAX || !said.includes('in use')) throw new Error(`${name} did not start: ${said}`);
  }
}

/** Ends with the server. When the pipe ends first it ends the server, and its files are of no use to anybody. */
const GUARD = [
  'log=$1; shift; here=$PWD',
  '"$@" >>"$log" 2>&1 </dev/null & child=$!',
  'cat <&0 >/dev/null & pipe=$!',
  'wait -n $child $pipe',
  'if kill -9 $child 2>/dev/null; then wait $child; cd /; rm -rf -- "$here"; fi',
  'kill -9 $pipe 2>/dev/null',
].join('\n');

interface Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  end(): Promise<void>;
}

function launch(command: readonly string[], folder: string): Launched {
  const guarded = ['-c', GUARD, 'guard', join(folder, 'log'), ...command];
  const child = spawn('bash', guarded, { stdio: ['pipe', 'ignore', 'ignore'], cwd: folder });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const end = async (): Promise<void> => {
    child.stdin?.end();
    await ended;
  };
  return { child, ended, end };
}

async function answers(port: number, child: ChildProcess): Promise<boolean> {
  const never = new AbortController().signal;
  for (let waitedMs = 0; waitedMs < START_SECONDS_MAX * 1000; waitedMs += PAUSE_MS) {
    if (child.exitCode !== null) return false;
    if (await isOpen(port)) return true;
    await systemClock.sleep(PAUSE_MS, never); // a real server starts in real time
  }
  return false;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A file that nobody else may read. */
export async function writeOwn(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    assert(error instanceof Error, 'a file system call fails with an error');
    return false;
  }
}
