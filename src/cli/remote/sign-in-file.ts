/** Who is signed in at which service, in a file that its owner alone can read. */
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';

export interface SignIn {
  /** Origin of the service. */
  readonly url: string;
  readonly by: 'session' | 'token';
  readonly secret: Secret;
  /** Files of authorities that are trusted beside those of the machine; absolute paths. */
  readonly authorities: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Below a folder of the user's own (XDG Base Directory Specification). */
export function signInFileOf(environment: Environment): string {
  const base = environment['XDG_CONFIG_HOME'] ?? environment['APPDATA'] ?? '';
  return join(base === '' ? join(homedir(), '.config') : base, 'godwit', 'sign-in.json');
}

/** Null where nobody is signed in. Throws `usage.invalid` for a file that others can read, or that is no such file. */
export async function readSignIn(path: string): Promise<SignIn | null> {
  let text: string;
  try {
    await refuseOpenFile(path);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  return parsed(text, path);
}

/** Written beside its place and put there whole, so that nobody ever reads a half of it. */
export async function writeSignIn(path: string, { url, by, secret, authorities }: SignIn): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.new`;
  await rm(beside, { force: true });
  await writeFile(beside, `${JSON.stringify({ url, by, secret: secret.reveal(), authorities })}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  await chmod(beside, 0o600);
  await rename(beside, path);
}

export async function forgetSignIn(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Whoever shares this machine could have taken it: it is not used any more. Windows has no such bits. */
async function refuseOpenFile(path: string): Promise<void> {
  const { mode } = await stat(path);
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new Failure('usage.invalid', {
    what: `Others on this machine can read ${path}, which says who you are.`,
    how: 'End the sessions of the account in the service, delete the file, and sign in again with godwit login.',
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function parsed(text: string, path: string): SignIn {
  const { url, by, secret, authorities } = fieldsOf(text);
  const isBy = by === 'session' || by === 'token';
  const areFiles = Array.isArray(authorities) && authorities.every((file) => typeof file === 'string');
  if (typeof url === 'string' && typeof secret === 'string' && isBy && areFiles) {
    return { url, by, secret: new Secret(secret), authorities };
  }
  throw new Failure('usage.invalid', {
    what: `The file ${path} does not say who is signed in.`,
    how: 'Sign in again with godwit login.',
  });
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}
