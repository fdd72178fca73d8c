/** Where passwords come from: a file, the environment or a terminal. Never the command line, which every user of a machine can read. */
import { open } from 'node:fs/promises';
import { Failure } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';

export interface PasswordDeps {
  /** A password found here is taken out, so that no program started later inherits it. */
  readonly environment: Record<string, string | undefined>;
  /** Asks on the terminal without showing what is typed; null where there is no terminal. */
  readonly ask: ((question: string) => Promise<string>) | null;
  readonly warn: (sentence: string) => void;
}

/** No password or token is longer; a larger file is the wrong one. */
const PASSWORD_BYTES_MAX = 64 * 1024;
/** Permission bits of everybody but the owner. */
const OTHERS_MAY_READ = 0o044;

/**
 * Finds the passwords of one side. `who` is for whom, as the question says it: "alice@example.com at imap.example.com";
 * nobody is asked twice for the same. Throws usage.invalid when there is none, or when it cannot be one.
 */
export type FindPassword = (file: string | null, who: string) => Promise<Secret>;

export function passwordFinder(side: 'source' | 'target', deps: PasswordDeps): FindPassword {
  const variable = `GODWIT_${side.toUpperCase()}_PASSWORD`;
  const inherited = deps.environment[variable];
  delete deps.environment[variable];
  const typed = new Map<string, Secret>();
  return async (file, who) => {
    if (file !== null) return secretFromFile(file, `--${side}-password-file`, deps.warn);
    if (inherited !== undefined) return usable(inherited, `The variable ${variable}`);
    const known = typed.get(who);
    if (known !== undefined) return known;
    if (deps.ask === null) {
      throw new Failure('usage.invalid', {
        what: `There is no password for the ${side}.`,
        how: `Name a file with --${side}-password-file, or set ${variable}.`,
      });
    }
    const password = usable(await deps.ask(`Password of ${who}: `), 'What was typed');
    typed.set(who, password);
    return password;
  };
}

/** The one line of a file. Warns when others can read it. Throws usage.invalid when it cannot be a password or a key. */
export async function secretFromFile(path: string, option: string, warn: (sentence: string) => void): Promise<Secret> {
  const text = await readSecretFile(path, option, warn);
  return usable(text.replace(/\r?\n$/, ''), `The file of ${option}`);
}

/** A certificate and its private key. Warns when others can read them. Throws usage.invalid for what is no PEM of both. */
export async function pemFromFile(path: string, option: string, warn: (sentence: string) => void): Promise<Secret> {
  const text = await readSecretFile(path, option, warn);
  if (/-----BEGIN CERTIFICATE-----/.test(text) && /-----BEGIN (?:RSA )?PRIVATE KEY-----/.test(text))
    return new Secret(text);
  throw new Failure('usage.invalid', {
    what: `The file of ${option} holds no certificate with its private key.`,
    how: 'Write both into one file in PEM, the key without a password, and close the file with chmod 600.',
  });
}

async function readSecretFile(path: string, option: string, warn: (sentence: string) => void): Promise<string> {
  const { text, mode } = await readSmallFile(path, option);
  if (process.platform !== 'win32' && (mode & OTHERS_MAY_READ) !== 0) {
    warn(`Other users of this machine can read the file of ${option}. Close it with: chmod 600 ${path}`);
  }
  return text;
}

async function readSmallFile(path: string, option: string): Promise<{ readonly text: string; readonly mode: number }> {
  const how = `Check the path given with ${option}.`;
  try {
    await using file = await open(path, 'r');
    const { mode } = await file.stat();
    const { bytesRead, buffer } = await file.read(Buffer.alloc(PASSWORD_BYTES_MAX + 1), 0, PASSWORD_BYTES_MAX + 1, 0);
    if (bytesRead > PASSWORD_BYTES_MAX) {
      throw new Failure('usage.invalid', { what: `The file of ${option} is too large for a password.`, how });
    }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead)), mode };
  } catch (error) {
    if (error instanceof Failure) throw error;
    const reason = error instanceof TypeError ? 'it is not text' : reasonOf(error);
    throw new Failure(
      'usage.invalid',
      { what: `The file of ${option} could not be read: ${reason}.`, how },
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOENT':
      return 'there is none';
    case 'EACCES':
      return 'this user may not read it';
    case 'EISDIR':
      return 'it is a folder';
    default:
      return typeof code === 'string' ? code : 'the system gave no reason';
  }
}

/** Throws usage.invalid for what cannot be a password or a key. */
export function usable(text: string, where: string): Secret {
  const how = 'Give the password as one line of text.';
  if (text === '') throw new Failure('usage.invalid', { what: `${where} holds no password.`, how });
  if (/[\r\n\0]/.test(text)) throw new Failure('usage.invalid', { what: `${where} holds more than one line.`, how });
  return new Secret(text);
}
