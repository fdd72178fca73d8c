/**
 * `npm run bench`: times Godwit beside other programs and beside the bare pump, on generated mailboxes, between two private
 * Dovecot servers with TLS, in interleaved rounds. Prints what it does, what is missing, medians, ratios and verdicts.
 */
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeAuthority } from '../sim/tls.ts';
import { type RunningDovecot, startDovecot } from '../test/servers/dovecot.ts';
import { whyMissing } from '../test/servers/with-dovecot.ts';
import { PROFILES, type ProfileName } from './corpus.ts';
import { benchExchange } from './exchange.ts';
import { fillMailbox, indexMailbox } from './mailbox.ts';
import { PEERS, type Peer } from './peers.ts';
import { PHASES, type Phase, type Row, runRounds } from './rounds.ts';
import { benchService } from './service.ts';
import { tablesOf, verdictsOf } from './tables.ts';

const USAGE = `npm run bench -- [--profile S,M,L] [--rounds 3] [--phases ${PHASES.join(',')}] [--only names]
                 [--round-trip 40] [--seconds-max 900] [--exchange yes|no|only] [--out FILE.json]
npm run bench -- service`;

/** What the service promises is measured so. */
const SERVICE = { mailboxes: 5000, running: 200, clients: 12, streams: 90, seconds: 30 };

interface Settings {
  readonly profiles: readonly ProfileName[];
  readonly phases: readonly Phase[];
  readonly rounds: number;
  readonly only: readonly string[];
  readonly roundTripMs: number;
  readonly secondsMax: number;
  readonly exchange: 'yes' | 'no' | 'only';
  readonly out: string | null;
}

async function main(): Promise<number> {
  if (process.argv[2] === 'service') return (await benchService({ ...SERVICE, say })) ? 0 : 1;
  const settings = readSettings();
  if (settings === null) {
    console.error(USAGE);
    return 1;
  }
  const why = whyMissing();
  if (why !== null) {
    console.error(`The benchmark needs Dovecot: ${why}`);
    return 3;
  }
  const all: Record<string, readonly Row[]> = {};
  if (settings.exchange !== 'only') {
    const peers = availablePeers(settings);
    for (const profile of settings.profiles) all[profile] = await benchProfile(profile, peers, settings);
  }
  if (settings.exchange !== 'no')
    await benchExchange({ rounds: settings.rounds, secondsMax: settings.secondsMax, say });
  if (settings.out !== null) writeFileSync(settings.out, `${JSON.stringify(all, null, 1)}\n`);
  return 0;
}

async function benchProfile(profile: ProfileName, peers: readonly Peer[], settings: Settings): Promise<readonly Row[]> {
  const authority = makeAuthority('Godwit benchmark authority');
  const start = (): Promise<RunningDovecot> =>
    startDovecot({ authority, listIndex: true, fsync: 'optimized', folder: mailFolder() });
  const source = await start();
  const target = await start();
  try {
    const filled = fillMailbox(source, profile, profile);
    say(`\n${profile} (${PROFILES[profile].what}): ${filled.messages} messages, ${(filled.bytes / 1e6).toFixed(1)} MB`);
    await indexMailbox(source, profile, profile);
    const rows = await runRounds({ source, target, filled, profile, peers, say, ...settings });
    say(`\n${tablesOf(profile, filled, rows)}`);
    for (const verdict of verdictsOf(profile, rows)) say(verdict);
    return rows;
  } finally {
    await source.stop();
    await target.stop();
  }
}

/** On tmpfs where there is one: there the disk does not decide. */
function mailFolder(): string {
  const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  return mkdtempSync(join(base, 'godwit-bench-mail-'));
}

function availablePeers({ only }: Settings): readonly Peer[] {
  say(
    `Node ${process.version}, ${availableParallelism()} cores; mail lies on ${existsSync('/dev/shm') ? 'tmpfs' : 'disk'}`,
  );
  return PEERS.filter((peer) => {
    if (only.length > 0 && !only.includes(peer.name)) return false;
    const version = peer.version();
    say(`  ${peer.name.padEnd(13)} ${version === null ? 'NOT INSTALLED, left out' : `${version}; ${peer.what}`}`);
    return version !== null;
  });
}

function readSettings(): Settings | null {
  const { values } = parseArgs({
    options: {
      profile: { type: 'string', default: 'S,M' },
      rounds: { type: 'string', default: '3' },
      phases: { type: 'string', default: PHASES.join(',') },
      only: { type: 'string', default: '' },
      'round-trip': { type: 'string', default: '40' },
      'seconds-max': { type: 'string', default: '900' },
      exchange: { type: 'string', default: 'yes' },
      out: { type: 'string' },
    },
  });
  const profiles = values.profile.split(',').filter((name): name is ProfileName => name in PROFILES);
  const phases = PHASES.filter((phase) => values.phases.split(',').includes(phase));
  const exchange = (['yes', 'no', 'only'] as const).find((choice) => choice === values.exchange);
  const numbers = [values.rounds, values['round-trip'], values['seconds-max']].map(Number);
  const [rounds = 0, roundTripMs = 0, secondsMax = 0] = numbers;
  const isWrong =
    profiles.length === 0 || phases.length === 0 || exchange === undefined || !numbers.every((one) => one > 0);
  if (isWrong) return null;
  const only = values.only.split(',').filter((name) => name !== '');
  return { profiles, phases, rounds, only, roundTripMs, secondsMax, exchange, out: values.out ?? null };
}

function say(line: string): void {
  console.log(line);
}

process.exitCode = await main();
