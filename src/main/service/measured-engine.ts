/** An engine whose work is counted: what this program copied and proved, and how long servers made it wait. */
import type { Clock } from '../../base/clock.ts';
import type { MailboxProgress } from '../../model/project.ts';
import type { Engine, EngineControl, Task } from '../../work/engine.ts';

export interface WorkCounters {
  /** What the ledgers count more than when they were looked at last; never less than nothing. */
  readonly moved: (more: MailboxProgress) => void;
  /** A server asked to wait for so long. */
  readonly waited: (ms: number) => void;
  /** So many mailboxes are copied or proved by this program. */
  readonly atWork: (mailboxes: number) => void;
}

/**
 * The ledgers are looked at when work on a mailbox begins and ends, and whenever its worker asks how far it is: what is found there
 * beside what was there before was done here, since nobody else may write in them meanwhile.
 */
export function measuredEngine(engine: Engine, counters: WorkCounters, clock: Clock): Engine {
  const seen = new Map<string, MailboxProgress>();
  const note = async (task: Task): Promise<MailboxProgress> => {
    const now = await engine.progress(task);
    const before = seen.get(task.mailbox.id);
    if (before !== undefined) {
      counters.moved(moreOf(now, before));
      seen.set(task.mailbox.id, now);
    }
    return now;
  };
  const during = async <T>(task: Task, work: () => Promise<T>): Promise<T> => {
    const { id } = task.mailbox;
    seen.set(id, await engine.progress(task));
    counters.atWork(seen.size);
    try {
      return await work();
    } finally {
      // What became of the work counts, and not whether its end could be measured.
      await note(task).catch(() => undefined);
      seen.delete(id);
      counters.atWork(seen.size);
    }
  };
  const heard = (control: EngineControl): EngineControl => ({
    ...control,
    watch: (progress) => {
      if (progress.is === 'waiting') counters.waited(Math.max(0, progress.untilMs - clock.now()));
      control.watch(progress);
    },
  });
  return {
    copy: (task, pass, control) => during(task, () => engine.copy(task, pass, heard(control))),
    verify: (task, control) => during(task, () => engine.verify(task, heard(control))),
    sweep: (task, control) => during(task, () => engine.sweep(task, heard(control))),
    bringBack: (task, since, control) => engine.bringBack(task, since, heard(control)),
    lock: (task, asked, control) => engine.lock(task, asked, control),
    survey: (task, control) => engine.survey(task, heard(control)),
    check: (task, control) => engine.check(task, heard(control)),
    progress: note,
  };
}

function moreOf(now: MailboxProgress, before: MailboxProgress): MailboxProgress {
  const more = (name: keyof MailboxProgress): number => Math.max(0, now[name] - before[name]);
  return {
    itemsFound: more('itemsFound'),
    itemsCopied: more('itemsCopied'),
    itemsVerified: more('itemsVerified'),
    itemsFailed: more('itemsFailed'),
    bytesFound: more('bytesFound'),
    bytesCopied: more('bytesCopied'),
    bytesVerified: more('bytesVerified'),
    bytesFailed: more('bytesFailed'),
  };
}
