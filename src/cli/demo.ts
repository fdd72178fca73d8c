/** `godwit demo`: three sample mailboxes move between servers on this machine, and Godwit is killed in the middle once. */
import type { Clock } from '../base/clock.ts';
import type { Command } from './command.ts';
import { DemoStory } from './demo-story.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { MoveReport } from './move-report.ts';
import { listenForStop } from './stop.ts';

export interface DemoOptions {
  readonly state?: string;
}

/** Where the demo plays. `main.ts` builds it from the simulated servers. */
export interface DemoStage {
  /** Starts the servers in a process of their own. Takes the folder in which everything of the demo shall lie, or null. */
  open(folder: string | null): Promise<DemoSet>;
}

export interface DemoSet {
  readonly folder: string;
  readonly mailboxes: readonly DemoMailbox[];
  /** Starts `godwit copy` for the mailbox, as a process of its own. */
  copy(mailbox: DemoMailbox): DemoRun;
  /** Messages in the target mailbox by now. */
  storedItems(mailbox: DemoMailbox): number;
  /** Mails, receipts among them, that the target would have sent to somebody. */
  sentMail(): number;
  /** Ends the servers. What is not worth keeping is cleared away, unless somebody has to look at it; the reports stay. */
  close(keep: 'reports' | 'everything'): Promise<void>;
}

export interface DemoMailbox {
  readonly name: string;
  readonly about: string;
  readonly address: string;
  readonly itemsCount: number;
  readonly foldersCount: number;
  /** Subjects of messages that the target cannot take: the exceptions that the demo expects. */
  readonly tooLarge: readonly string[];
}

export interface DemoRun {
  /** The exit code and what the process wrote to standard output. The code is null when it was killed. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly output: string; readonly errors: string }>;
  /** SIGKILL: the process has no chance to do anything about it. */
  kill(): void;
}

/** The mailbox in whose middle Godwit is killed. */
const KILLED_AT = 1;
const LOOK_EVERY_MS = 50;

interface Scene {
  readonly set: DemoSet;
  readonly mailbox: DemoMailbox;
  readonly story: DemoStory;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
}

/** Exit code 0 when everything was proven but for exactly the exceptions that were planned. */
export async function runDemo(options: DemoOptions, stage: DemoStage, command: Command): Promise<ExitCode> {
  const { terminal, clock, onSignal } = command;
  const story = new DemoStory(terminal);
  const stop = listenForStop({ clock, onSignal, say: (line) => story.aside(line) });
  let keep: 'reports' | 'everything' = 'everything';
  story.begins();
  const set = await stage.open(options.state ?? null);
  try {
    story.isSet(set);
    const reports: MoveReport[] = [];
    for (const [at, mailbox] of set.mailboxes.entries()) {
      story.mailboxBegins(mailbox, at + 1, set.mailboxes.length);
      const startedAt = clock.now();
      const scene = { set, mailbox, story, clock, stopping: stop.stopping };
      const copied = at === KILLED_AT ? await copyKilledOnce(scene) : await copyOnce(scene);
      story.mailboxEnds(copied, clock.now() - startedAt);
      reports.push(copied);
    }
    const isAsPlanned = set.sentMail() === 0 && set.mailboxes.every((mailbox, at) => isPlanned(mailbox, reports[at]));
    story.ends(set, reports, isAsPlanned);
    if (isAsPlanned) keep = 'reports';
    return isAsPlanned ? EXIT.proven : EXIT.notDone;
  } finally {
    stop.close();
    await set.close(keep);
  }
}

async function copyOnce(scene: Scene): Promise<MoveReport> {
  const run = scene.set.copy(scene.mailbox);
  await watchUntil(run, scene, () => false);
  return reportOf(await run.ended);
}

async function copyKilledOnce(scene: Scene): Promise<MoveReport> {
  const { set, mailbox, story } = scene;
  const run = set.copy(mailbox);
  await watchUntil(run, scene, () => set.storedItems(mailbox) >= mailbox.itemsCount / 2);
  run.kill();
  const { exitCode } = await run.ended;
  if (exitCode === null) story.killed(set.storedItems(mailbox));
  return copyOnce(scene);
}

/** Shows how far the run is until it has ended or it is time. */
async function watchUntil(
  run: DemoRun,
  { set, mailbox, story, clock, stopping }: Scene,
  isTime: () => boolean,
): Promise<void> {
  const ended = new AbortController();
  void run.ended.finally(() => ended.abort()).catch(() => undefined); // looked at by who awaits the run
  while (!ended.signal.aborted && !isTime()) {
    stopping.throwIfAborted();
    story.goesOn(set.storedItems(mailbox), mailbox);
    await clock.sleep(LOOK_EVERY_MS, ended.signal).catch((reason: unknown) => {
      if (!ended.signal.aborted) throw reason;
    });
  }
  stopping.throwIfAborted();
}

function reportOf(ended: Awaited<DemoRun['ended']>): MoveReport {
  const { exitCode, output, errors } = ended;
  if (exitCode === EXIT.proven || exitCode === EXIT.withExceptions) {
    return JSON.parse(output) as MoveReport; // it is what `copy --json` of this very program writes
  }
  throw new Error(`a copy of the demo ended with ${exitCode ?? 'a signal'}: ${errors.trim()}`);
}

/** True when everything was proven, and the exceptions are those that are too large, and no others. */
function isPlanned({ itemsCount, tooLarge }: DemoMailbox, report: MoveReport | undefined): boolean {
  if (report === undefined) return false;
  const subjects = report.exceptions.map(({ subject }) => subject ?? '').sort();
  const isNamed = JSON.stringify(subjects) === JSON.stringify([...tooLarge].sort());
  return (
    isNamed && report.exceptionsCount === tooLarge.length && report.items.verified === itemsCount - tooLarge.length
  );
}
