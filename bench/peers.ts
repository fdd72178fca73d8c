/** The programs that are compared, each at its best settings, and how each is started. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One copy to be made: from where, to where, and a folder for whatever the program keeps. */
export interface Place {
  readonly source: { readonly port: number; readonly user: string };
  readonly target: { readonly port: number; readonly user: string };
  readonly password: string;
  readonly caFile: string;
  readonly folder: string;
}

export interface Peer {
  readonly name: string;
  readonly what: string;
  /** True when it only copies: it cannot tell what is there already. */
  readonly isPump: boolean;
  /** Its version as it says it; null when it is not installed. */
  version(): string | null;
  /** Writes its settings into the folder. */
  prepare(place: Place): void;
  command(place: Place, run: { readonly isProven: boolean }): readonly [string, ...string[]];
}

const ROOT = join(import.meta.dirname, '..');

export const PEERS: readonly Peer[] = [
  pumpPeer(1),
  pumpPeer(2),
  {
    name: 'godwit',
    what: 'this program, its ledger durable',
    isPump: false,
    version: () => versionOf(process.execPath, [join(ROOT, 'bin/godwit.mjs'), '--version']),
    prepare: ({ folder, password }) => writeFileSync(join(folder, 'password'), password, { mode: 0o600 }),
    command: ({ source, target, caFile, folder }, { isProven }) => [
      process.execPath,
      join(ROOT, 'bin/godwit.mjs'),
      'copy',
      `--source=imaps://${source.user}@localhost:${source.port}`,
      `--target=imaps://${target.user}@localhost:${target.port}`,
      `--source-password-file=${join(folder, 'password')}`,
      `--target-password-file=${join(folder, 'password')}`,
      `--ca-file=${caFile}`,
      `--state=${join(folder, 'state')}`,
      '--json',
      ...(isProven ? [] : ['--no-verify']),
    ],
  },
  mbsyncPeer('mbsync', 'isync, as it is installed: it compresses where it can', []),
  mbsyncPeer('mbsync-plain', 'isync without compression: its best setting on a fast line', [
    'DisableExtension COMPRESS=DEFLATE',
  ]),
  {
    name: 'interimap',
    what: 'without compression: its best setting on a fast line',
    isPump: false,
    version: () => versionOf('interimap', ['--version']),
    prepare: (place) => writeFileSync(join(place.folder, 'config'), interimapConfig(place), { mode: 0o600 }),
    command: ({ folder }) => ['interimap', `--config=${join(folder, 'config')}`, '-q'],
  },
];

function pumpPeer(pairs: number): Peer {
  return {
    name: `pump-${pairs}`,
    what: `the ceiling: FETCH into MULTIAPPEND and nothing else, ${pairs} pair${pairs > 1 ? 's' : ''} of connections`,
    isPump: true,
    version: () => 'of this repository',
    prepare: () => undefined,
    command: ({ source, target, password, caFile }) => [
      process.execPath,
      join(import.meta.dirname, 'pump.ts'),
      `--source=${source.port}:${source.user}`,
      `--target=${target.port}:${target.user}`,
      `--password=${password}`,
      `--ca=${caFile}`,
      `--pairs=${pairs}`,
    ],
  };
}

function mbsyncPeer(name: string, what: string, accountLines: readonly string[]): Peer {
  return {
    name,
    what,
    isPump: false,
    version: () => versionOf('mbsync', ['--version']),
    prepare: (place) => {
      mkdirSync(join(place.folder, 'sync'), { recursive: true });
      writeFileSync(join(place.folder, 'mbsyncrc'), mbsyncConfig(place, accountLines), { mode: 0o600 });
    },
    command: ({ folder }) => ['mbsync', '-q', '-c', join(folder, 'mbsyncrc'), 'move'],
  };
}

function mbsyncConfig({ source, target, password, caFile, folder }: Place, accountLines: readonly string[]): string {
  const account = (name: string, end: Place['source']): readonly string[] => [
    `IMAPAccount ${name}`,
    'Host localhost',
    `Port ${end.port}`,
    `User ${end.user}`,
    `Pass ${password}`,
    'SSLType IMAPS',
    'SystemCertificates no',
    `CertificateFile ${caFile}`,
    ...accountLines,
    '',
    `IMAPStore ${name}`,
    `Account ${name}`,
    '',
  ];
  const channel = ['Channel move', 'Far :source:', 'Near :target:', 'Patterns *', 'Create Near', 'Sync Pull'];
  const rest = ['Expunge None', 'CopyArrivalDate yes', `SyncState ${folder}/sync/`, ''];
  return [...account('source', source), ...account('target', target), ...channel, ...rest].join('\n');
}

function interimapConfig({ source, target, password, caFile, folder }: Place): string {
  const side = (name: string, end: Place['source']): readonly string[] => [
    `[${name}]`,
    'type = imaps',
    'host = localhost',
    `port = ${end.port}`,
    `username = ${end.user}`,
    `password = ${password}`,
    'compress = NO',
    `SSL_CAfile = ${caFile}`,
    '',
  ];
  const general = [`database = ${folder}/state.db`, `logfile = ${folder}/log`, ''];
  return [...general, ...side('local', target), ...side('remote', source)].join('\n');
}

/** The first line that the program says about itself; null when there is no such program. */
function versionOf(command: string, args: readonly string[]): string | null {
  try {
    return (
      execFileSync(command, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n')[0] ?? ''
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // starting a program fails with a system error
    throw error;
  }
}
