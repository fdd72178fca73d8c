/** The real `godwit serve` or `godwit worker`, in a process of its own that can be killed, and people who ask it over HTTP. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '../../bin/godwit.mjs');

export interface ServiceProgram {
  /** `http://127.0.0.1:…`; null for a worker. */
  readonly url: string | null;
  /** Where the first operator makes an account; null when there is one. */
  readonly link: string | null;
  readonly pid: number;
  /** False once it has ended, whatever ended it. */
  isAlive(): boolean;
  /** Everything that it has said so far, on both ways out. */
  said(): string;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** Ctrl-C; gives the exit code. */
  stop(): Promise<number | null>;
  /** Resolves with the exit code whenever and however it ends; null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Resolves when it says that it runs. */
export async function startService(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ServiceProgram> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...process.env, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ended = once(child, 'close');
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('Ctrl-C ends it.')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('close', () => reject(new Error(`the service ended: ${said}`)));
  });
  return {
    url: /serves at (\S+),/.exec(said)?.[1] ?? null,
    link: /^ {2}(http\S+invitations\S+)$/m.exec(said)?.[1] ?? null,
    pid: child.pid ?? 0,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    said: () => said,
    ended: ended.then(() => child.exitCode),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      child.kill('SIGINT');
      await ended;
      return child.exitCode;
    },
  };
}

export interface HttpAnswer {
  readonly status: number;
  /** Parsed; what it holds is looked at by the test. */
  readonly body: Answered;
}

/** Somebody who asks the service, with a session once he has one. */
export class HttpAsker {
  /** Everything that was ever answered, to be searched. */
  readonly answers: string[] = [];
  cookie = '';

  async ask(method: 'GET' | 'POST' | 'PUT', url: string, body?: object): Promise<HttpAnswer> {
    const answer = await fetch(url, {
      method,
      headers: { cookie: this.cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    this.answers.push(text);
    const [cookie] = answer.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.split(';')[0] ?? '';
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  }
}

/** What the walks look at, of all answers together. */
export interface Answered {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  /** Of a list. */
  readonly items: readonly { readonly id: string }[];
  readonly state: string;
  readonly code: string;
  readonly mailboxes: Readonly<Record<string, number>>;
  readonly progress: Readonly<Record<'itemsFound' | 'itemsCopied' | 'itemsVerified' | 'itemsFailed', number>>;
  readonly total: { readonly items: number } | null;
  readonly moves: { readonly items: number };
  readonly folders: readonly { readonly name: string; readonly items: number }[];
  readonly end: { readonly earliest: string; readonly latest: string } | null;
  readonly results: readonly { readonly id: string; readonly verdict: string }[];
}
