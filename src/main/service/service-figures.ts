/** Numbers of the whole installation out of the database: looked at when somebody asks, and not more often than every five seconds. */
import type { Clock, Instant } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { Failure } from '../../base/problem.ts';
import type { Database } from '../../db/db.ts';
import { mailboxesByState } from '../../db/service/house-figures.ts';
import { listPrograms } from '../../db/service/programs.ts';
import { MAILBOX } from '../../model/mailbox-states.ts';
import { PROGRAM_SILENT_MS } from '../../model/program.ts';
import type { Queue } from '../../work/queue.ts';

export interface FigureDeps {
  readonly db: Database;
  readonly queue: Pick<Queue, 'counts'>;
  readonly clock: Clock;
  readonly log: Log;
}

type ByState = Readonly<Record<string, number>>;

export interface Figures {
  readonly mailboxes: ByState;
  readonly jobs: ByState;
  readonly programs: ByState;
}

const HOLDS_MS = 5000;
/** Prometheus gives up after ten. */
const LOOK_MS_MAX = 4000;

/** Gives what looks: null where the database does not answer in time. However many ask, one look is under way. */
export function openFigures(deps: FigureDeps): () => Promise<Figures | null> {
  let last: { readonly at: Instant; readonly found: Promise<Figures | null> } | null = null;
  let isLooking = false;
  return () => {
    const now = deps.clock.now();
    if (last !== null && (isLooking || now - last.at < HOLDS_MS)) return last.found;
    isLooking = true;
    const looking = look(deps).finally(() => {
      isLooking = false;
    });
    last = { at: now, found: inTime(looking, deps) };
    return last.found;
  };
}

async function look({ db, queue }: FigureDeps): Promise<Figures> {
  const mailboxes = await mailboxesByState(db);
  const { waiting, later, atWork } = await queue.counts();
  const programs = await listPrograms(db);
  const silent = programs.filter(({ silentMs }) => silentMs > PROGRAM_SILENT_MS).length;
  return {
    // Each state is there always: a number that comes and goes is none that somebody can be warned by.
    mailboxes: Object.fromEntries(MAILBOX.states.map((state) => [state, mailboxes.get(state) ?? 0])),
    jobs: { waiting, later, 'at-work': atWork },
    programs: { alive: programs.length - silent, silent },
  };
}

async function inTime(looking: Promise<Figures>, { clock, log }: FigureDeps): Promise<Figures | null> {
  const over = new AbortController();
  const late = clock.sleep(LOOK_MS_MAX, over.signal).then(
    () => null,
    () => null,
  );
  const found = looking.catch((error: unknown) => {
    log.warn('the database could not be measured', { reason: error instanceof Failure ? error.code : String(error) });
    return null;
  });
  try {
    return await Promise.race([found, late]);
  } finally {
    over.abort();
  }
}
