/**
 * `serve` with its own database is killed at random moments, again and again, while mailboxes move. Each time it must start again
 * and go on; at the end nothing is lost or doubled, the stream of events is whole, and no database is left behind.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { assert } from '../../src/base/assert.ts';
import { systemClock } from '../../src/base/clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { type ServiceProgram, startService } from '../walk/service-program.ts';
import { Client } from './client.ts';
import { type EventReader, type ReadEvent, readEvents } from './event-reader.ts';
import type { Verdict } from './judge-disasters.ts';
import { beginMove, type Move, mailboxesNow } from './move.ts';
import { buildStage, type Stage, type StageSizes } from './stage.ts';
import { brokenChains } from './whole-events.ts';

export interface KillsSizes extends StageSizes {
  readonly kills: number;
  readonly seed: number;
  /** After a start the next kill comes within so much. */
  readonly aliveMsMax: number;
  /** After the last kill: until all is moved, or, where that takes too long, until more is moved. */
  readonly until: 'all' | 'more';
  /** In which it must be so. */
  readonly msMax: number;
}

/** So that some mailboxes are left for each start. */
const AT_ONCE = 2;

const never = new AbortController().signal;
const LOOK_EVERY_MS = 200;
/** With a recovery of the database. */
const START_MS_MAX = 30_000;

export async function tellKillsStory(sizes: KillsSizes, say: (line: string) => void): Promise<Verdict> {
  await using closing = new AsyncDisposableStack();
  const stage = closing.use(await buildStage(sizes));
  const state = join(stage.folder, 'state');
  const options = [
    'serve',
    '--listen',
    '127.0.0.1:0',
    '--mailboxes',
    String(AT_ONCE),
    '--allow-insecure-loopback',
    '--state',
    state,
  ];
  const service: { now: ServiceProgram } = { now: await startService(options) };
  closing.defer(() => service.now.kill());
  const client = new Client(() => service.now.url ?? '');
  const move = await beginMove(client, service.now.link ?? '', stage, stage.exchange.port);
  const reader = readEvents(() => `${service.now.url}${move.home}/events/stream`, client.asker.cookie);
  closing.defer(() => reader.close());
  const wrong: string[] = [];
  const startsMs: number[] = [];
  await killAgainAndAgain({ sizes, options, state, service, stage, startsMs, wrong, say });
  const createdByThen = stage.exchange.counters.itemsCreated;
  const isMore = async (): Promise<boolean> => stage.exchange.counters.itemsCreated > createdByThen;
  await until(sizes.until === 'all' ? () => isComplete(client, move) : isMore, sizes.msMax);
  const audit = await quietAudit(client, reader, move);
  await reader.close();
  if (!isDeepStrictEqual(reader.events.slice(0, audit.length), audit))
    wrong.push(`the stream told ${reader.events.length} events, the list has ${audit.length}`);
  const isLost = (one: string): boolean => one.startsWith('lost');
  wrong.push(...stage.wrongAtTarget().filter((one) => sizes.until === 'all' || !isLost(one)));
  if (sizes.until === 'all') wrong.push(...(await notVerified(client, move)));
  wrong.push(...brokenChains(audit));
  const slowest = Math.max(...startsMs);
  if (slowest > START_MS_MAX) wrong.push(`a start took ${slowest} ms`);
  const code = await service.now.stop();
  if (code !== 0) wrong.push(`it ended with ${code}`);
  const left = serversOf(state);
  if (left.length > 0) wrong.push(`databases were left behind: ${left.join(', ')}`);
  const rows = tableOf({ sizes, stage, startsMs, reader, audit, createdByThen });
  return { rows, broken: wrong };
}

interface Killing {
  readonly sizes: KillsSizes;
  readonly options: readonly string[];
  readonly state: string;
  /** The one that runs now. */
  readonly service: { now: ServiceProgram };
  readonly stage: Stage;
  readonly startsMs: number[];
  readonly wrong: string[];
  readonly say: (line: string) => void;
}

async function killAgainAndAgain({
  sizes,
  options,
  state,
  service,
  stage,
  startsMs,
  wrong,
  say,
}: Killing): Promise<void> {
  const random = seededRandom(sizes.seed);
  for (let kills = 0; kills < sizes.kills; kills++) {
    await systemClock.sleep(random.int(sizes.aliveMsMax), never);
    await service.now.kill();
    const from = systemClock.now();
    service.now = await startService(options);
    startsMs.push(systemClock.now() - from);
    say(
      `kill ${kills + 1}: started again after ${startsMs.at(-1)} ms, ${stage.exchange.counters.itemsCreated} items are there`,
    );
    const servers = serversOf(state);
    if (servers.length > 1) wrong.push(`${servers.length} databases run after kill ${kills + 1}`);
  }
}

function tableOf(seen: {
  readonly sizes: KillsSizes;
  readonly stage: Stage;
  readonly startsMs: readonly number[];
  readonly reader: EventReader;
  readonly audit: readonly ReadEvent[];
  readonly createdByThen: number;
}): Verdict['rows'] {
  const { sizes, stage, startsMs, reader, audit, createdByThen } = seen;
  const messages = sizes.mailboxes * sizes.messages;
  return [
    ['kills, and the seed of their moments', `${sizes.kills}, ${sizes.seed}`],
    ['started again after', `${Math.min(...startsMs)} to ${Math.max(...startsMs)} ms`],
    ['items there at the last kill', `${createdByThen} of ${messages}`],
    ['items there at the end', `${stage.exchange.counters.itemsCreated} of ${messages}`],
    ['events told by the stream, of those in the list', `${reader.events.length} of ${audit.length}`],
    ['times that the stream was opened', String(reader.openings())],
  ];
}

async function isComplete(client: Client, { project }: Move): Promise<boolean> {
  return (await client.ask('GET', project)).body.state === 'completed';
}

async function until(isSo: () => Promise<boolean>, msMax: number): Promise<void> {
  const end = systemClock.now() + msMax;
  while (!(await isSo())) {
    assert(systemClock.now() < end, 'it goes on in time');
    await systemClock.sleep(LOOK_EVERY_MS, never);
  }
}

/** The list and the stream at a moment when they could say the same: while mailboxes move, both go on. */
async function quietAudit(client: Client, reader: EventReader, { home }: Move): Promise<readonly ReadEvent[]> {
  const audit = await client.audit(home);
  const last = audit.at(-1)?.number ?? 0;
  await until(async () => (reader.events.at(-1)?.number ?? 0) >= last, START_MS_MAX);
  return audit;
}

async function notVerified(client: Client, move: Move): Promise<readonly string[]> {
  const left = (await mailboxesNow(client, move)).filter(({ state }) => state !== 'verified');
  return left.map(({ name, state, problem }) => `${name} is ${state}: ${problem?.code ?? 'no problem'}`);
}

/** The processes of databases whose files lie there, by what Linux tells. */
function serversOf(state: string): readonly number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const servers = all.filter(
    (pid) => commandOf(pid).some((one) => one.startsWith(state)) && commandOf(pid)[0]?.endsWith('/postgres') === true,
  );
  // What a server has just begun for a connection bears its name for a moment.
  return servers.filter((pid) => !servers.includes(parentOf(pid))).map(Number);
}

function parentOf(pid: string): string {
  return /^PPid:\s+(\d+)$/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? '';
}

function commandOf(pid: string): readonly string[] {
  return textOf(`/proc/${pid}/cmdline`).split('\0');
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    assert(error instanceof Error, 'a file system call fails with an error');
    return ''; // the process has just ended
  }
}
