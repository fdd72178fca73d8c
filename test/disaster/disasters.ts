/**
 * A whole organisation moves while everything goes wrong: a worker is killed, another one stands still past its lease and goes on,
 * the database is restarted in both ways, and the network to the source is cut. What came of it is measured at the target, in the
 * logs and by whoever follows the events.
 */
import { assert } from '../../src/base/assert.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { StopMode } from '../servers/postgres.ts';
import type { ServiceProgram } from '../walk/service-program.ts';
import { type Claim, claimsIn, heldBy, logOf, takenOver } from './claims.ts';
import { type EventReader, readEvents } from './event-reader.ts';
import { judge, type Verdict } from './judge-disasters.ts';
import { addMove, type Move, type MoveScene, openMoveScene, type SceneSize, until } from './move-scene.ts';
import { type ServiceWatch, watchService } from './service-watch.ts';

export interface DisasterSize extends SceneSize {
  readonly cutMs: number;
  /** How long the database is away, each time. */
  readonly databaseAwayMs: number;
  /** All at the same time, which is over sooner; otherwise each waits until the one before is got over. */
  readonly isTogether: boolean;
}

/** What happened, for the judge. */
export interface Course {
  readonly scene: MoveScene;
  readonly move: Move;
  readonly programs: ReadonlyMap<string, ServiceProgram>;
  readonly reader: EventReader;
  readonly watch: ServiceWatch;
  readonly sourceBefore: string;
  readonly claims: readonly Claim[];
  readonly beganAt: number;
  readonly endedAt: number;
  readonly killed: Fallen;
  readonly stopped: Fallen & { readonly continuedAt: number };
  readonly databaseAway: readonly Span[];
  readonly cut: Span;
}

/** A worker that does not work any more, and what it had in hand. */
export interface Fallen {
  readonly name: string;
  readonly at: number;
  readonly had: readonly string[];
}

export interface Span {
  readonly from: number;
  readonly until: number;
}

type Say = (line: string) => void;
/** Far more than any of the steps takes. */
const STEP_MS_MAX = 240_000;
const TAKEN_MS_MAX = 150_000;
/** Longer than any lease. */
const STANDSTILL_MS_MIN = 45_000;

export async function runDisasters(size: DisasterSize, say: Say): Promise<Verdict> {
  await using scene = await openMoveScene(size);
  const sourceBefore = await scene.sourceState();
  const serve = await scene.start('serve', 'serve');
  const move = await addMove(scene, serve);
  const programs = new Map([['serve', serve]]);
  for (const name of ['first worker', 'second worker']) programs.set(name, await scene.start(name, 'worker'));
  const url = serve.url ?? '';
  const reader = readEvents(() => `${url}${move.home}/events/stream`, move.admin.cookie);
  const watch = watchService(serve.pid, `${url}${move.project}`, move.admin.cookie);
  const beganAt = systemClock.now();
  const stage: Stage = { scene, move, programs, url, beganAt, say };
  try {
    await startMove(stage);
    const course = await disasters(stage, size);
    await until('the project is complete', sizeMs(size), async () => (await look(stage)).state === 'completed');
    const endedAt = systemClock.now();
    say(`${seconds(endedAt - beganAt)} s: complete`);
    // Events come at most two seconds late.
    await until('the last event is read', 10_000, () => reader.events.some(({ name }) => name === 'all-settled'));
    const claims = claimsOf(stage);
    const verdict = await judge({ ...stage, ...course, reader, watch, sourceBefore, claims, endedAt });
    return withEnds(verdict, await Promise.all([...programs].map(endOf)));
  } catch (error) {
    say(await stateText(stage));
    throw error;
  } finally {
    await Promise.all([reader.close(), watch.close()]);
  }
}

/** How a program ends that is asked to; nothing of one that is dead already. */
async function endOf([name, program]: readonly [string, ServiceProgram]): Promise<string | null> {
  if (!program.isAlive()) return null;
  const code = await program.stop();
  return code === 0 ? null : `${name} ended with ${code}: ${program.said().slice(-500)}`;
}

function withEnds({ rows, broken }: Verdict, ends: readonly (string | null)[]): Verdict {
  const bad = ends.filter((end) => end !== null);
  const row = ['programs that did not end well when they were asked to', String(bad.length)] as const;
  return { rows: [...rows, row], broken: [...broken, ...bad] };
}

interface Stage {
  readonly scene: MoveScene;
  readonly move: Move;
  readonly programs: ReadonlyMap<string, ServiceProgram>;
  readonly url: string;
  readonly beganAt: number;
  readonly say: Say;
}

async function startMove({ move, url }: Stage): Promise<void> {
  const { status, body } = await move.operator.ask('POST', `${url}${move.project}/acts`, { act: 'start' });
  assert(status === 200, `the move starts, and not ${JSON.stringify(body)}`);
}

type Disasters = Pick<Course, 'killed' | 'stopped' | 'databaseAway' | 'cut'>;

async function disasters(stage: Stage, size: DisasterSize): Promise<Disasters> {
  await until('every program has mailboxes and some mail is copied', STEP_MS_MAX, async () => {
    const had = await Promise.all([...stage.programs.keys()].map(async (name) => (await inHand(name, stage)).length));
    return had.every((count) => count > 0) && stage.scene.exchange.counters.itemsCreated > size.mailboxes;
  });
  const killed = await fell('first worker', 'SIGKILL', stage);
  const replaced = untilTaken(killed, stage);
  if (!size.isTogether) await replaced;
  const stopped = await fell('second worker', 'SIGSTOP', stage);
  const goneOn = Promise.all([replaced, untilTaken(stopped, stage)]).then(() => goOn(stopped, stage));
  if (!size.isTogether) await goneOn;
  const databaseAway = [await restart('fast', stage, size), await restart('immediate', stage, size)];
  const cut = await cutLine(stage, size);
  return { killed, stopped: await goneOn, databaseAway, cut };
}

async function fell(name: string, signal: 'SIGKILL' | 'SIGSTOP', stage: Stage): Promise<Fallen> {
  // One that has just ended its last mailbox would show nothing.
  await until(`the ${name} has mailboxes`, STEP_MS_MAX, async () => (await inHand(name, stage)).length > 0);
  const pid = stage.programs.get(name)?.pid ?? 0;
  // It stands still before it is killed, and knows nothing of it: of the dead nobody can tell which connections were theirs.
  process.kill(pid, 'SIGSTOP');
  if (signal === 'SIGKILL') {
    await stage.scene.journal.seen();
    process.kill(pid, signal);
  }
  const at = systemClock.now();
  const had = await inHand(name, stage);
  stage.say(`${seconds(at - stage.beganAt)} s: ${signal} to the ${name}, which had ${had.length} mailboxes`);
  return { name, at, had };
}

async function untilTaken({ name, at, had }: Fallen, stage: Stage): Promise<void> {
  await until(`the mailboxes of the ${name} are taken over`, TAKEN_MS_MAX, () =>
    takenOver(name, had, at, claimsOf(stage)).every((ms) => ms !== null),
  );
  stage.say(`${seconds(systemClock.now() - stage.beganAt)} s: all mailboxes of the ${name} are with others`);
}

/** Claimed is not moved: while its worker stands still the others must be able to finish what it had. */
async function goOn(stopped: Fallen, stage: Stage): Promise<Course['stopped']> {
  const isDone = async (id: string): Promise<boolean> => {
    const { body } = await stage.move.admin.ask('GET', `${stage.url}${stage.move.project}/mailboxes/${id}`);
    return body.state === 'verified';
  };
  await until(`others finish what the ${stopped.name} had`, STEP_MS_MAX, async () =>
    (await Promise.all(stopped.had.map(isDone))).every((done) => done),
  );
  stage.say(`${seconds(systemClock.now() - stage.beganAt)} s: others have finished what the ${stopped.name} had`);
  const rest = STANDSTILL_MS_MIN - (systemClock.now() - stopped.at);
  await systemClock.sleep(Math.max(0, rest), new AbortController().signal);
  process.kill(stage.programs.get(stopped.name)?.pid ?? 0, 'SIGCONT');
  const continuedAt = systemClock.now();
  stage.say(`${seconds(continuedAt - stage.beganAt)} s: the ${stopped.name} goes on`);
  return { ...stopped, continuedAt };
}

async function restart(
  mode: StopMode,
  { scene, beganAt, say }: Stage,
  { databaseAwayMs }: DisasterSize,
): Promise<Span> {
  const from = systemClock.now();
  say(`${seconds(from - beganAt)} s: the database ends, ${mode}`);
  scene.postgres.halt(mode);
  await systemClock.sleep(databaseAwayMs, new AbortController().signal);
  await scene.postgres.startAgain();
  return { from, until: systemClock.now() };
}

async function cutLine({ scene, beganAt, say }: Stage, { cutMs }: DisasterSize): Promise<Span> {
  const from = systemClock.now();
  say(`${seconds(from - beganAt)} s: the network to the source is cut`);
  scene.line.cut();
  await systemClock.sleep(cutMs, new AbortController().signal);
  scene.line.mend();
  say(`${seconds(systemClock.now() - beganAt)} s: the network is back`);
  return { from, until: systemClock.now() };
}

/** The mailboxes of this program that are being worked on; none while nobody can say. */
async function inHand(name: string, stage: Stage): Promise<readonly string[]> {
  const states = ['copying', 'following', 'catching-up', 'verifying'].map((state) => `state=${state}`).join('&');
  const listed = await stage.move.admin.ask('GET', `${stage.url}${stage.move.project}/mailboxes?limit=500&${states}`);
  if (listed.status !== 200) return [];
  return heldBy(
    name,
    claimsOf(stage),
    listed.body.items.map(({ id }) => id),
  );
}

function claimsOf({ scene, programs }: Stage): readonly Claim[] {
  return claimsIn(new Map([...programs.keys()].map((name) => [name, scene.stateOf(name)])));
}

async function look({ move, url }: Stage) {
  return (await move.admin.ask('GET', `${url}${move.project}`)).body;
}

/** What somebody wants to see when it came to nothing. */
async function stateText(stage: Stage): Promise<string> {
  const { scene, programs } = stage;
  const seen = await look(stage).catch((error: unknown) => ({ mailboxes: String(error) }));
  const logs = [...programs.keys()].map((name) => {
    const warned = logOf(scene.stateOf(name)).filter(({ level }) => level === 'warn');
    return [name, ...warned.slice(-15).map((line) => JSON.stringify(line))].join('\n');
  });
  return [JSON.stringify(seen.mailboxes), ...logs].join('\n');
}

/** The move by itself takes some seconds a mailbox; this is for a slow machine and all disasters together. */
function sizeMs({ mailboxes, cutMs }: DisasterSize): number {
  return 600_000 + 6000 * mailboxes + cutMs;
}

export function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
