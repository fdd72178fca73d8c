/** Runs every peer through every phase, in rounds that begin with another peer each time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningDovecot } from '../test/servers/dovecot.ts';
import { ImapSession } from '../test/servers/imap-session.ts';
import type { ProfileName } from './corpus.ts';
import { type Distance, startDistance } from './distance.ts';
import { addLater, type Filled, removeLater, removeMailbox } from './mailbox.ts';
import { type Measured, measure } from './measure.ts';
import type { Peer, Place } from './peers.ts';

export const PHASES = ['full', 'noop', 'new', 'far'] as const;
/** full: into an empty mailbox. noop: again, nothing changed. new: again, 1 % came. far: full, over a long line. */
export type Phase = (typeof PHASES)[number];

export interface Row {
  readonly peer: string;
  readonly phase: Phase;
  readonly round: number;
  readonly measured: Measured;
  /** What the program says of itself; the copy is from the first connection to the last settled item. */
  readonly own: { readonly startMs: number | null; readonly copyMs: number | null; readonly verifyMs: number | null };
  /** Messages that the source holds, and that the target holds afterwards. */
  readonly expected: number;
  readonly found: number;
}

export interface Bench {
  readonly source: RunningDovecot;
  readonly target: RunningDovecot;
  readonly profile: ProfileName;
  readonly filled: Filled;
  readonly peers: readonly Peer[];
  readonly phases: readonly Phase[];
  readonly rounds: number;
  readonly roundTripMs: number;
  readonly secondsMax: number;
  readonly say: (line: string) => void;
}

export async function runRounds(bench: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let round = 1; round <= bench.rounds; round++) {
    const turn = (round - 1) % bench.peers.length;
    for (const peer of [...bench.peers.slice(turn), ...bench.peers.slice(0, turn)]) {
      rows.push(...(await runPeer(bench, peer, round)));
    }
  }
  return rows;
}

async function runPeer(bench: Bench, peer: Peer, round: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const near = bench.phases.filter((phase) => phase !== 'far' && (phase === 'full' || !peer.isPump));
  const place = placeFor(bench, `${peer.name}-${round}`);
  peer.prepare(place);
  for (const phase of near) rows.push(await runPhase(bench, peer, { phase, round, place }));
  remove(bench, place);
  if (bench.phases.includes('far')) {
    const distance = await startDistance([bench.source.imapsPort, bench.target.imapsPort], bench.roundTripMs);
    const far = placeFor(bench, `${peer.name}-${round}-far`, distance);
    peer.prepare(far);
    rows.push(await runPhase(bench, peer, { phase: 'far', round, place: far }));
    await distance.stop();
    remove(bench, far);
  }
  return rows;
}

interface Turn {
  readonly phase: Phase;
  readonly round: number;
  readonly place: Place;
}

async function runPhase(bench: Bench, peer: Peer, { phase, round, place }: Turn): Promise<Row> {
  const { source, target, profile, filled } = bench;
  const part = round * 100 + bench.peers.indexOf(peer) + 1;
  const later =
    phase === 'new' ? addLater(source, profile, profile, part, Math.ceil(filled.messages / 100)).messages : 0;
  const [command, ...args] = peer.command(place, { isProven: phase === 'full' && round === 1 });
  const measured = await measure({ command, args, folder: place.folder, secondsMax: bench.secondsMax });
  const found = await countMessages(target, place.target.user);
  const row: Row = {
    peer: peer.name,
    phase,
    round,
    measured,
    own: ownFigures(measured),
    expected: filled.messages + later,
    found,
  };
  if (phase === 'new') removeLater(source, profile, profile, part);
  bench.say(lineOf(bench, row));
  return row;
}

function placeFor({ source, target, profile }: Bench, name: string, distance?: Distance): Place {
  return {
    source: { port: distance?.ports[0] ?? source.imapsPort, user: profile },
    target: { port: distance?.ports[1] ?? target.imapsPort, user: `${profile}-${name}` },
    password: source.password,
    caFile: source.caFile,
    folder: mkdtempSync(join(tmpdir(), 'godwit-bench-')),
  };
}

function remove(bench: Bench, place: Place): void {
  removeMailbox(bench.target, place.target.user);
  rmSync(place.folder, { recursive: true, force: true });
}

/** What a program printed as JSON about its own times. Those that print none are measured from outside only. */
function ownFigures({ stdout }: Measured): Row['own'] {
  const begin = stdout.indexOf('{');
  const said: unknown = begin < 0 ? {} : JSON.parse(stdout.slice(begin));
  const figure = (name: string): number | null => {
    const value = (said as Record<string, unknown>)[name]; // JSON that begins with a brace is a record
    return typeof value === 'number' ? value : null;
  };
  return { startMs: figure('startMs'), copyMs: figure('copyMs'), verifyMs: figure('verifyMs') };
}

async function countMessages(server: RunningDovecot, user: string): Promise<number> {
  const session = await ImapSession.open(server, user, server.password);
  const said = await session.command('LIST "" "*" RETURN (STATUS (MESSAGES))');
  await session.close();
  return [...said.matchAll(/\(MESSAGES (\d+)\)/g)].reduce((sum, match) => sum + Number(match[1]), 0);
}

function lineOf({ profile }: Bench, { peer, phase, round, measured, own, expected, found }: Row): string {
  const seconds = ((own.copyMs ?? measured.wallMs) / 1000).toFixed(2);
  const ended =
    measured.exitCode === 0 ? '' : ` ENDED WITH ${measured.exitCode}: ${measured.stderr.trim().slice(-300)}`;
  const count = found === expected ? '' : ` HOLDS ${found} OF ${expected}`;
  return `${profile} round ${round} ${phase.padEnd(4)} ${peer.padEnd(12)} ${seconds.padStart(7)} s${count}${ended}`;
}
