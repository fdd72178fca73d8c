/**
 * Real IMAP servers for tests and benchmarks: private Dovecot instances in a temporary folder, on free loopback ports,
 * with TLS. They touch no system service. Any user name is valid and all have one password.
 */
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Authority, makeAuthority } from '../../sim/tls.ts';
import { assert } from '../../src/base/assert.ts';
import { systemClock } from '../../src/base/clock.ts';
import { type DovecotSettings, type DovecotVersion, dovecotConfig } from './dovecot-config.ts';
import { claimFolder, removeStale, stopMaster } from './instances.ts';
import { lastingPort } from './lasting-port.ts';

export interface DovecotOptions {
  readonly separator?: '/' | '.';
  /** `INBOX.` makes a server as old Cyrus and Courier ones were: every folder lies below the inbox. */
  readonly prefix?: string;
  readonly format?: 'maildir' | 'sdbox';
  /** Where mail lies; an own temporary folder without it. A benchmark puts it on tmpfs. */
  readonly folder?: string;
  readonly quotaMb?: number;
  /** As every real server has it. Dovecot 2.3.19 crashes with it on names that listescape spells anew, so tests do not. */
  readonly listIndex?: boolean;
  /** Each user has a password of its own, which can change, and nobody may sign in who has none. */
  readonly ownPasswords?: boolean;
  /** Signs the certificate; an own one without it. Two servers with one authority can be trusted by one file. */
  readonly authority?: Authority;
  /** `never` by default: nothing here outlives a test, and a test machine's disk is slow. Real servers are `optimized`. */
  readonly fsync?: 'never' | 'optimized';
}

export interface RunningDovecot {
  readonly version: string;
  /** The certificate is good for it and for `localhost`. */
  readonly host: '127.0.0.1';
  readonly imapPort: number;
  readonly imapsPort: number;
  /** A PEM file with the authority that signed the server's certificate. */
  readonly caFile: string;
  readonly caPem: string;
  readonly password: string;
  readonly separator: '/' | '.';
  readonly prefix: string;
  readonly mailRoot: string;
  /** Who must own files that a test puts into a mailbox by itself. */
  readonly mailUid: number;
  readonly mailGid: number;
  /** The process whose descendants are the whole server: for measuring what it uses. */
  readonly masterPid: number;
  /** Any name without a slash is a user; its mailbox comes to be when it first signs in. */
  user(name: string): DovecotUser;
  /** Where users have own passwords: from now on, or a second later, it is this one; null keeps the user out. */
  setPassword(user: string, password: string | null): void;
  log(): Promise<string>;
  /** Ends the server and removes its folder and mail. Safe to call twice. */
  stop(): Promise<void>;
}

export interface DovecotUser {
  readonly name: string;
  readonly password: string;
  /** The folder of its mail on disk: a Maildir++ tree, or sdbox. */
  readonly mailFolder: string;
}

/** Starts a server and resolves when it answers. Throws with Dovecot's own words when it does not start. */
export async function startDovecot(options: DovecotOptions = {}): Promise<RunningDovecot> {
  const found = findDovecot();
  assert(found.is === 'usable', 'a test asks for Dovecot only where it is installed');
  await removeStale();
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnFreePorts(found, options);
    } catch (error) {
      // Another process may take a port between its choice and its use; that is the one failure worth another try.
      if (attempt === START_ATTEMPTS_MAX || !String(error).includes('Address already in use')) throw error;
    }
  }
}

export type FoundDovecot =
  | { readonly is: 'usable'; readonly path: string; readonly version: DovecotVersion; readonly fullVersion: string }
  | { readonly is: 'missing'; readonly why: string };

/** Looks for the program where packages put it, which an ordinary user's PATH often leaves out. */
export function findDovecot(): FoundDovecot {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const path = folders.map((folder) => join(folder, 'dovecot')).find(isExecutable);
  if (path === undefined) return { is: 'missing', why: 'dovecot is not installed' };
  const fullVersion = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
  const version = /^2\.[34]/.exec(fullVersion)?.[0];
  if (version === '2.3' || version === '2.4') return { is: 'usable', path, version, fullVersion };
  return { is: 'missing', why: `dovecot ${fullVersion} is installed, and the tests know 2.3 and 2.4 only` };
}

const START_ATTEMPTS_MAX = 3;
const START_SECONDS_MAX = 20;
const PASSWORD = 'pass-of-all-users';

type Usable = Extract<FoundDovecot, { is: 'usable' }>;

async function startOnFreePorts(found: Usable, options: DovecotOptions): Promise<RunningDovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-dovecot-'));
  await claimFolder(folder);
  try {
    const settings = await prepare(folder, options);
    const configFile = join(folder, 'dovecot.conf');
    await writeFile(configFile, dovecotConfig(found.version, settings));
    await launch(found.path, configFile, folder);
    const masterPid = await untilReady(folder);
    return running(found, settings, masterPid, options);
  } catch (error) {
    await stopMaster(folder);
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function prepare(folder: string, options: DovecotOptions): Promise<DovecotSettings> {
  const root = userInfo().uid === 0;
  const mail = root ? await mailAccount() : { uid: userInfo().uid, gid: userInfo().gid };
  const mailRoot = options.folder ?? join(folder, 'mail');
  await chmod(folder, 0o755); // the mail account must be able to enter it
  await Promise.all(
    [mailRoot, join(folder, 'state'), join(folder, 'run')].map((path) => mkdir(path, { recursive: true })),
  );
  if (root) await chown(mailRoot, mail.uid, mail.gid);
  const authority = options.authority ?? makeAuthority('Godwit test authority');
  const server = authority.issue({ names: ['localhost', '127.0.0.1'] });
  await writeFile(join(folder, 'ca.pem'), authority.certPem);
  await writeFile(join(folder, 'server.pem'), server.certPem);
  await writeFile(join(folder, 'passwords'), '');
  await writeFile(join(folder, 'server.key'), server.keyPem, { mode: 0o600 });
  const [imapPort, imapsPort] = [await lastingPort(), await lastingPort()];
  return {
    folder,
    mailRoot,
    caPem: authority.certPem,
    imapPort,
    imapsPort,
    certFile: join(folder, 'server.pem'),
    keyFile: join(folder, 'server.key'),
    password: PASSWORD,
    passwordFile: options.ownPasswords === true ? join(folder, 'passwords') : null,
    separator: options.separator ?? '/',
    prefix: options.prefix ?? '',
    format: options.format ?? 'maildir',
    quotaMb: options.quotaMb ?? null,
    listIndex: options.listIndex ?? false,
    fsync: options.fsync ?? 'never',
    mailUid: mail.uid,
    mailGid: mail.gid,
    onlyUser: root ? null : { user: userInfo().username, group: groupName(userInfo().gid) },
  };
}

/** Mail must not belong to root: Dovecot refuses to serve it. */
async function mailAccount(): Promise<{ readonly uid: number; readonly gid: number }> {
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['mail', 'nobody', 'daemon']) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account !== undefined) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new Error('none of the accounts mail, nobody and daemon is there to own the mail of the tests');
}

function groupName(gid: number): string {
  return execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim() || String(gid);
}

/** Dovecot checks its configuration, goes into the background and leaves its pid in the folder. */
async function launch(program: string, configFile: string, folder: string): Promise<void> {
  const child = spawn(program, ['-c', configFile], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => said.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => said.push(bytes));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) {
    const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '');
    throw new Error(`Dovecot did not start (exit code ${code}): ${Buffer.concat(said).toString()}${log}`);
  }
}

async function untilReady(folder: string): Promise<number> {
  const pauseMs = 20;
  for (let waited = 0; waited < START_SECONDS_MAX * 1000; waited += pauseMs) {
    const names = await readdir(join(folder, 'run'));
    if (names.includes('master.pid')) {
      const pid = Number((await readFile(join(folder, 'run', 'master.pid'), 'utf8')).trim());
      if (pid > 0) return pid;
    }
    await systemClock.sleep(pauseMs, new AbortController().signal); // a real server starts in real time
  }
  throw new Error(`Dovecot wrote no pid within ${START_SECONDS_MAX} seconds`);
}

function running(found: Usable, settings: DovecotSettings, masterPid: number, options: DovecotOptions): RunningDovecot {
  const { folder, imapPort, imapsPort, password, separator, prefix, mailRoot, mailUid, mailGid } = settings;
  const own = { imapPort, imapsPort, password, separator, prefix, mailRoot, mailUid, mailGid, masterPid };
  return {
    ...own,
    version: found.fullVersion,
    host: '127.0.0.1',
    caFile: join(folder, 'ca.pem'),
    caPem: settings.caPem,
    user: (name) => {
      assert(name !== '' && !name.includes('/'), 'a user name is one path element');
      return { name, password, mailFolder: join(mailRoot, name, 'Maildir') };
    },
    setPassword: passwordSetter(join(folder, 'passwords')),
    log: () => readFile(join(folder, 'log'), 'utf8').catch(() => ''),
    stop: async () => {
      await stopMaster(folder);
      await rm(folder, { recursive: true, force: true });
      if (options.folder !== undefined) await rm(options.folder, { recursive: true, force: true });
    },
  };
}

/** The file takes the place of the one before, so that nobody reads half of it. */
function passwordSetter(file: string): RunningDovecot['setPassword'] {
  const passwords = new Map<string, string>();
  let changes = 1;
  return (user, password) => {
    assert(!/[:\s]/.test(`${user}${password ?? ''}`), 'neither holds what ends a field of the file');
    if (password === null) passwords.delete(user);
    else passwords.set(user, password);
    const lines = [...passwords].map(([name, secret]) => `${name}:{PLAIN}${secret}\n`);
    writeFileSync(`${file}.new`, lines.join(''), { mode: 0o644 });
    // Dovecot looks at the second and the size: two changes in one second are two seconds here.
    utimesSync(`${file}.new`, changes, changes);
    changes += 1;
    renameSync(`${file}.new`, file);
  };
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
