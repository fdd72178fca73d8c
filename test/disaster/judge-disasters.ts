/** What the disasters came to, held against what is promised. */
import { logOf, takenOver } from './claims.ts';
import { type Course, type Fallen, type Span, seconds } from './disasters.ts';
import type { ReadEvent } from './event-reader.ts';
import { lateWrites } from './late-writes.ts';
import { brokenChains, missedEvents } from './whole-events.ts';

export interface Verdict {
  /** What is to be read, with its value. */
  readonly rows: readonly (readonly [string, string])[];
  /** What is not as promised; empty when all is. */
  readonly broken: readonly string[];
}

const TAKEN_OVER_MS_MAX = 90_000;
const MEMORY_MB_MAX = 400;
/** A database that does not answer is given ten seconds. */
const ANSWER_MS_MAX = 15_000;
/** In one outage of the database a program says once that it is away; the rest is left to what each mailbox ends with. */
const LINES_PER_OUTAGE_MAX = 8;
const ON_ITS_WAY_MS = 1000;

type Row = (what: string, is: string | number, isWell?: boolean) => void;

export async function judge(course: Course): Promise<Verdict> {
  const rows: [string, string][] = [];
  const broken: string[] = [];
  const row: Row = (what, is, isWell = true) => {
    rows.push([what, `${is}${isWell ? '' : '   <-- not as promised'}`]);
    if (!isWell) broken.push(`${what.trim()}: ${is}`);
  };
  judgeWorkers(course, row);
  await judgeItems(course, row);
  await judgeEvents(course, row);
  judgePrograms(course, row);
  return { rows, broken };
}

function judgeWorkers(course: Course, row: Row): void {
  const { scene, endedAt, beganAt, killed, stopped } = course;
  const { size, journal } = scene;
  row('mailboxes, with items each', `${size.mailboxes} × ${size.foldersEach * size.messagesEach}`);
  row('the whole move', `${seconds(endedAt - beganAt)} s`);
  for (const fallen of [killed, stopped]) {
    const times = takenOver(fallen.name, fallen.had, fallen.at, course.claims);
    const slowest = Math.max(...times.map((ms) => ms ?? Number.POSITIVE_INFINITY));
    const what = `${fallen === killed ? 'killed' : 'stopped'}: its ${times.length} mailboxes taken over, the last`;
    row(what, `after ${seconds(slowest)} s`, slowest <= TAKEN_OVER_MS_MAX && times.length > 0);
  }
  row('stopped for', `${seconds(stopped.continuedAt - stopped.at)} s`);
  judgeLate(course, row);
  // What a process had sent is still on its way when it dies.
  const ghosts = journal.written.filter((one) => isOf(killed, one.pid, course) && one.at > killed.at + ON_ITS_WAY_MS);
  row('writes of the killed worker after its death', ghosts.length, ghosts.length === 0);
  judgeUnknown(course, row);
}

/** Whoever waits for an answer can be found. */
function judgeUnknown({ scene, killed }: Course, row: Row): void {
  const unknown = scene.journal.written.filter(({ pid }) => pid === null);
  row('writes that nobody could be found for', unknown.length, unknown.length === 0);
  for (const { at, operation, mailbox } of unknown.slice(0, SHOWN_MAX)) {
    row(`  ${operation} into ${mailbox}`, `${seconds(at - killed.at)} s after the first worker was killed`);
  }
}

async function judgeItems(course: Course, row: Row): Promise<void> {
  const { scene, cut, reader } = course;
  const { size, exchange } = scene;
  const states = statesOf(course);
  row('mailboxes verified', states.get('verified') ?? 0, states.get('verified') === size.mailboxes);
  const { lost, doubled, foreign } = arrived(course);
  row('items lost', lost, lost === 0);
  row('items doubled', doubled, doubled === 0);
  row('items that belong elsewhere', foreign, foreign === 0);
  row('mails sent', exchange.counters.sentMail, exchange.counters.sentMail === 0);
  row('receipts armed', exchange.receiptsArmed(), exchange.receiptsArmed() === 0);
  const isSame = (await scene.sourceState()) === course.sourceBefore;
  row('the source is as it was', isSame ? 'yes' : 'no', isSame);
  const stranded = reader.events.filter(({ to }) => to === 'attention');
  row('mailboxes that ever needed somebody', stranded.length, stranded.length === 0);
  for (const problem of new Set(stranded.map(({ facts }) => String(facts['problem'])))) row('  because of', problem);
  row('copied again after the network was back', backAfter(course, cut));
}

async function judgeEvents(course: Course, row: Row): Promise<void> {
  const { reader } = course;
  const missed = await missedEvents(course);
  row('events read, over so many openings of the stream', `${reader.events.length}, ${reader.openings()}`);
  row('events missed, doubled or out of order', missed, missed === 0);
  const gaps = brokenChains(reader.events);
  row('events that do not follow from the one before', gaps.length, gaps.length === 0);
}

function judgePrograms(course: Course, row: Row): void {
  const { watch, killed } = course;
  const odd = [...watch.others].filter((what) => what !== '503 database.unreachable');
  const counts = [...watch.statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
  row('answers while it moved', counts, odd.length === 0);
  for (const what of odd) row('  among them', what);
  row('slowest answer', `${seconds(watch.slowestMs())} s`, watch.slowestMs() <= ANSWER_MS_MAX);
  row('memory of serve, at most', `${Math.round(watch.memoryMbMax())} MB`, watch.memoryMbMax() < MEMORY_MB_MAX);
  for (const [name, program] of course.programs) {
    if (name === killed.name) continue;
    row(
      `${name} lived through it`,
      program.isAlive() ? 'yes' : `no: ${program.said().slice(-1500)}`,
      program.isAlive(),
    );
    const lines = Math.max(...course.databaseAway.map((span) => warnedIn(course, name, span)));
    row('  warnings in one outage of the database', lines, lines <= LINES_PER_OUTAGE_MAX);
  }
}

function isOf({ name }: Fallen, pid: number | null, { programs }: Course): boolean {
  return pid !== null && programs.get(name)?.pid === pid;
}

/** Of the stopped worker, before it was stopped as well as after: each is a hole in its lease. */
function judgeLate({ stopped, claims, scene, move, programs }: Course, row: Row): void {
  const writer = { name: stopped.name, pid: programs.get(stopped.name)?.pid ?? 0 };
  const { written } = scene.journal;
  const late = lateWrites(writer, written, claims, move.addressOf);
  const own = written.filter(({ pid }) => pid === writer.pid).length;
  row('writes of the stopped worker after others had its mailboxes', `${late.length} of ${own}`, late.length === 0);
  row('writes of the stopped worker at all', own, own > 0);
  for (const { write, last } of late.slice(0, SHOWN_MAX)) {
    const since = last === null ? 'which nobody had' : `${seconds(write.at - last.at)} s after ${last.by} had it`;
    row(`  ${write.operation} into ${write.mailbox}`, `${since}, ${seconds(write.at - stopped.at)} s after the stop`);
  }
}

const SHOWN_MAX = 5;

function statesOf({ reader }: Course): ReadonlyMap<string, number> {
  const last = new Map<string, ReadEvent>();
  for (const event of reader.events)
    if (event.subject === 'mailbox' && event.to !== null) last.set(event.subjectId, event);
  const states = new Map<string, number>();
  for (const { to } of last.values()) states.set(to ?? '', (states.get(to ?? '') ?? 0) + 1);
  return states;
}

function arrived({ scene }: Course): { readonly lost: number; readonly doubled: number; readonly foreign: number } {
  const each = scene.size.foldersEach * scene.size.messagesEach;
  const counts = { lost: 0, doubled: 0, foreign: 0 };
  for (const address of scene.mailboxes) {
    const items = scene.exchange.inspect(address).flatMap((folder) => folder.items);
    const ids = items.map(({ messageId }) => messageId ?? 'none');
    const own = new Set(ids.filter((id) => id.includes(address)));
    counts.lost += each - own.size;
    counts.doubled += ids.length - new Set(ids).size;
    counts.foreign += ids.filter((id) => !id.includes(address)).length;
  }
  return counts;
}

function backAfter({ scene }: Course, cut: Span): string {
  const first = scene.journal.written.find(({ at, operation }) => at > cut.until && operation === 'CreateItem');
  return first === undefined ? 'nothing was left to copy' : `${seconds(first.at - cut.until)} s`;
}

function warnedIn({ scene }: Course, name: string, span: Span): number {
  const within = logOf(scene.stateOf(name)).filter(({ at, level }) => {
    const ms = Date.parse(at);
    return level === 'warn' && ms >= span.from && ms <= span.until;
  });
  return within.length;
}
