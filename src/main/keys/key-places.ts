/** Where keys may come from besides the key file: the environment, a command, or a credential of systemd. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../base/problem.ts';
import { KEY_BYTES, SealingKey } from '../../base/sealing-key.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export const VARIABLE = 'GODWIT_SECRET_KEY';
const COMMAND = 'GODWIT_SECRET_KEY_COMMAND';
const CREDENTIAL = 'godwit-secret-key';
/** A vault that has not answered by then will not. */
const COMMAND_MS_MAX = 30_000;
/** Hundreds of keys. */
const BYTES_MAX = 64 * 1024;
/** One that seals, one that is being left, and some that were left long ago. */
const KEYS_MAX = 16;

export interface FoundKeys {
  readonly keys: readonly SealingKey[];
  /** In words, for whoever has to add a key there. */
  readonly where: string;
}

/** Null where none of them is set. The first that is set counts alone. Throws `secret.key-unusable`. */
export async function keysFromOutside(environment: Environment): Promise<FoundKeys | null> {
  const text = environment[VARIABLE] ?? '';
  if (text !== '') return { keys: keysOf(text, VARIABLE), where: VARIABLE };
  const command = environment[COMMAND] ?? '';
  if (command !== '') {
    const where = `the output of ${COMMAND}`;
    return { keys: keysOf(await outputOf(command, environment), where), where };
  }
  const folder = environment['CREDENTIALS_DIRECTORY'] ?? '';
  if (folder === '') return null;
  const where = `the credential ${CREDENTIAL} of systemd`;
  try {
    return { keys: keysOf(await readFile(join(folder, CREDENTIAL), 'utf8'), where), where };
  } catch (error) {
    // A unit may have credentials for other things.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Keys of 32 bytes in base64, the oldest first, each in a line or behind a blank; lines with # are remarks. Throws `secret.key-unusable`. */
export function keysOf(text: string, where: string): readonly SealingKey[] {
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  const words = lines.flatMap((line) => line.split(/\s+/)).filter((word) => word !== '');
  if (words.length === 0) throw unusable(`there is none in ${where}`);
  if (words.length > KEYS_MAX) throw unusable(`there are more than ${KEYS_MAX} in ${where}`);
  const keys = words.map((word) => {
    const bytes = Buffer.from(word, 'base64');
    if (bytes.length !== KEY_BYTES) throw unusable(`what is in ${where} is not ${KEY_BYTES} bytes in base64`);
    return new SealingKey(bytes);
  });
  return keys.filter(({ id }, at) => keys.findIndex((one) => one.id === id) === at);
}

/**
 * Run as it stands, without a shell: a program and its arguments as a list in JSON, or a program alone. Of what it says, only
 * that it failed is told: it may be a part of a secret.
 */
async function outputOf(command: string, environment: Environment): Promise<string> {
  const [program, ...args] = command.trimStart().startsWith('[') ? listIn(command) : [command];
  if (program === undefined) throw unusable(`the list in ${COMMAND} is empty`);
  const bounds = { timeout: COMMAND_MS_MAX, killSignal: 'SIGKILL', maxBuffer: BYTES_MAX, windowsHide: true } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { ...bounds, env: { ...environment } }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(unusable(`the command in ${COMMAND} ${howItFailed(error)}`));
    });
    child.stdin?.end();
  });
}

function howItFailed(error: Error & { readonly code?: unknown; readonly killed?: unknown }): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `said more than ${BYTES_MAX} bytes`;
  if (error.killed === true) return `did not end within ${COMMAND_MS_MAX / 1000} seconds`;
  return typeof error.code === 'number'
    ? `ended with the code ${error.code}`
    : `could not be run (${String(error.code)})`;
}

function listIn(command: string): readonly string[] {
  const list = parsed(command);
  if (Array.isArray(list) && list.every((word) => typeof word === 'string')) return list;
  throw unusable(`${COMMAND} is no list of texts in JSON`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function unusable(reason: string): Failure {
  return new Failure('secret.key-unusable', { reason });
}
