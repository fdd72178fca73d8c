/** Runs the real program as an administrator does, in a process of its own that can be killed. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/godwit.mjs');

export interface GodwitEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GodwitOptions {
  /** SIGKILL after so many milliseconds. */
  readonly killAfterMs?: number;
  /** SIGKILL as soon as it aborts. */
  readonly killOn?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
}

/** Resolves when the program has ended, whatever ended it. Never reads from the terminal. */
export function runGodwit(args: readonly string[], options: GodwitOptions = {}): Promise<GodwitEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env: { ...process.env, NO_COLOR: '1', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const ended = new AbortController();
    // A killed process is what these tests are about, so real time is what they need here.
    if (options.killAfterMs !== undefined) {
      systemClock.sleep(options.killAfterMs, ended.signal).then(() => child.kill('SIGKILL'), ignored);
    }
    options.killOn?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true, signal: ended.signal });
    child.once('error', reject);
    child.once('close', (code) => {
      ended.abort();
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    });
  });
}

/** The program ended before its time to be killed came. */
function ignored(): void {}
