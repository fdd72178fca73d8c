/** The answer to a plan, whole or piece by piece: what was given is kept, and what is missing is named until nothing is. */
import { Failure } from '../../base/problem.ts';
import type { ProjectId } from '../../model/project.ts';
import { PROJECT } from '../../model/project-states.ts';
import { refusalOf } from '../../model/states.ts';
import type { Tenant } from '../../model/store.ts';
import type { EntryPart, TicketState, WishedTime } from '../../model/ticket.ts';
import { readWishedTime } from '../../plan/calendar/wished-time.ts';
import { type ProjectDeps, unmetOf, whoIs } from '../act.ts';
import { type Missing, missingOf } from './answer-parts.ts';
import { YEARS_AHEAD } from './date-rules-of.ts';
import { settleDate } from './settle-date.ts';
import { keepState, lockedProject, refused, say, tell, type Word } from './ticket-entry.ts';

/** Null where nothing is said about that part now; what was said before then stays. */
export interface GivenAnswer {
  readonly acknowledged: { readonly version: number; readonly name: string } | null;
  readonly wished: { readonly written: string | null; readonly zone: string | null } | null;
  readonly addresses: 'all' | readonly string[] | null;
}

/**
 * Takes an answer. Once it is complete, the project moves: to `answered`, and on from there as the date and the arrangement have it.
 * Throws `service.not-found`, `service.request-invalid` for a date that is none, and `project.move-refused` where there is
 * nothing to answer to, and for what would make a complete answer incomplete.
 */
export async function answerPlan(
  tenant: Tenant,
  id: ProjectId,
  given: GivenAnswer,
  word: Word,
  deps: ProjectDeps,
): Promise<void> {
  const project = await lockedProject(tenant, id);
  const { by } = word;
  const asked = { state: project.state, event: 'answer', who: whoIs(by), inTicket: true } as const;
  const why = refusalOf(PROJECT, asked, unmetOf(project, await tenant.counts(id)));
  if (why !== null) throw refused('answer', why);
  const now = deps.clock.now();
  const before = await tenant.ticketState(id);
  const state = merged(before, given, deps);
  const names = await tenant.movingNames(id);
  const missing = missingOf(state, names);
  if (missing.length > 0 && project.state !== 'plan-sent') {
    throw refused('be answered so', `The answer would not be complete any more. ${wordsOf(missing)}`);
  }
  await say(tenant, id, word, partOf(state, missing, names), deps);
  // Whoever says the same date again takes back no confirmation, and lets nobody wait longer.
  const isSettled = project.state === 'answered' || project.state === 'scheduled';
  if (isSettled && state.wished?.at === before.wished?.at) return keepState(tenant, id, state, now);
  if (missing.length === 0) return settleDate(tenant, project, state, word, deps);
  await keepState(tenant, id, state, now);
  await tell(tenant, project, 'answer-incomplete', { missing: wordsOf(missing) }, deps);
}

export function wordsOf(missing: readonly Missing[]): string {
  return missing.map(({ why }) => why).join(' ');
}

function merged(before: TicketState, given: GivenAnswer, deps: ProjectDeps): TicketState {
  const { acknowledged, wished, addresses } = given;
  if (acknowledged === null && wished === null && addresses === null) {
    throw new Failure('service.request-invalid', { what: 'An answer has at least one of its parts.' });
  }
  if (acknowledged !== null && acknowledged.version > (before.planVersion ?? 0)) {
    throw refused('be answered so', `No version ${acknowledged.version} of the plan was sent.`);
  }
  return {
    ...before,
    acknowledged: acknowledged === null ? before.acknowledged : { ...acknowledged, at: deps.clock.now() },
    wished: wished === null ? before.wished : wishedOf(before.wished, wished, deps),
    addresses: addresses ?? before.addresses,
  };
}

const YEAR_MS = 366 * 86_400_000;

/** A zone that was said once holds for a date that comes without one. */
function wishedOf(
  before: WishedTime | null,
  { written: text, zone: named }: NonNullable<GivenAnswer['wished']>,
  { clock }: ProjectDeps,
): WishedTime {
  const written = text ?? before?.written ?? null;
  const zone = named ?? before?.zone ?? null;
  if (written === null) throw new Failure('service.request-invalid', { what: 'A time zone needs its date and time.' });
  const read = readWishedTime(written, zone);
  if (read.is === 'no-time') throw new Failure('service.request-invalid', { what: read.why });
  if (read.is === 'zone-missing') return { written, zone: null, at: null };
  if (read.at > clock.now() + YEARS_AHEAD * YEAR_MS) {
    throw new Failure('service.request-invalid', { what: `${written} is more than ${YEARS_AHEAD} years ahead.` });
  }
  return { written, zone, at: read.at };
}

/** The whole answer as it stands now, so that nobody has to put it together from its pieces. */
function partOf(state: TicketState, missing: readonly Missing[], names: readonly string[]): EntryPart {
  const { acknowledged, wished, addresses } = state;
  return {
    is: 'answer',
    acknowledged: acknowledged === null ? null : { version: acknowledged.version, name: acknowledged.name },
    wishedAt: wished?.at ?? null,
    addresses: addresses === 'all' ? names : (addresses ?? []),
    missing: [...new Set(missing.map(({ part }) => part))],
  };
}
