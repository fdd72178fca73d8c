/**
 * What people and workers may do with projects and mailboxes. This room asks the tables of states, and writes the new state,
 * what happened and the jobs that follow, in one transaction. It moves no mail and knows no protocol.
 */
import { unreachable } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import type { Actor } from '../model/event.ts';
import { CONFIRMED } from '../model/finish.ts';
import { SETTLED } from '../model/mailbox-states.ts';
import type { Project, StateCounts } from '../model/project.ts';
import { OVER } from '../model/project-states.ts';
import { type Condition, inWords, type Machine, refusalOf, type Who } from '../model/states.ts';
import type { Wave } from '../model/wave.ts';
import { isCutOverAhead } from '../model/wave-states.ts';

export interface ProjectDeps {
  readonly clock: Clock;
  readonly random: Random;
}

/** An event that somebody wants to happen. */
export interface Act<Event extends string> {
  readonly event: Event;
  readonly by: Actor;
  /** Why; null when nobody said. */
  readonly reason: string | null;
  /** It is said in the ticket, with what it needs. */
  readonly inTicket?: true;
}

/** Nothing is open about such a mailbox but its licence. */
const DONE_WITH = [...CONFIRMED, 'cancelled', 'rolled-back'];

/** Which conditions of the tables do not hold for a project with these mailboxes, and with `more` that was looked up. */
export function unmetOf(
  project: Project,
  { mailboxes }: StateCounts,
  more: readonly Condition[] = [],
): (condition: Condition) => boolean {
  const counts = Object.entries(mailboxes);
  const isOpen = ([state, count]: readonly [string, number]): boolean =>
    count > 0 && !DONE_WITH.some((done) => done === state);
  const isMovable = ([state]: readonly [string, number]): boolean => !SETTLED.some((settled) => settled === state);
  return (condition) => {
    switch (condition) {
      case 'has-mailboxes':
        return !counts.some(isMovable);
      case 'all-prepared':
        return counts.length === 0 || (mailboxes.listed ?? 0) + (mailboxes.preparing ?? 0) > 0;
      case 'domains-ready':
      case 'no-open-cases':
      case 'hold-over':
      case 'last-copy':
        return more.includes(condition);
      case 'all-confirmed':
        return counts.length === 0 || counts.some(isOpen);
      case 'licence-asked':
        return project.state !== 'decommissioning';
      case 'project-open':
        return OVER.includes(project.state);
      case 'pre-flight-passed':
        return project.preFlightPassedAt === null;
      case 'project-runs':
        return project.state !== 'running';
      case 'wave-is-complete':
      case 'cut-over-ahead':
        return true; // no event of a project or a mailbox needs them
      default:
        return unreachable(condition);
    }
  };
}

/** As `unmetOf`, for a wave of the project with these mailboxes in it. */
export function unmetOfWave(project: Project, wave: Wave, sums: StateCounts): (condition: Condition) => boolean {
  const isUnmet = unmetOf(project, sums);
  return (condition) => {
    if (condition === 'wave-is-complete') return wave.startsAt === null || isUnmet('has-mailboxes');
    return condition === 'cut-over-ahead' ? !isCutOverAhead(wave) : isUnmet(condition);
  };
}

/** Throws `project.move-refused` or `project.reason-missing` for what the table does not allow now. */
export function refuseUnlessAllowed<State extends string, Event extends string>(
  what: 'project' | 'wave' | 'mailbox',
  table: Machine<State, Event>,
  { event, by, reason, inTicket }: Act<Event>,
  state: State,
  isUnmet: (condition: Condition) => boolean,
): void {
  const why = refusalOf(table, { state, event, who: whoIs(by), inTicket }, isUnmet);
  if (why !== null) throw new Failure('project.move-refused', { what, event: inWords(event), why });
  const isReasonMissing = table.events[event].needsReason === true && (reason ?? '').trim() === '';
  if (isReasonMissing) throw new Failure('project.reason-missing', { what, event: inWords(event) });
}

/** Who causes what follows by itself from what somebody did. That one stands with the event just before. */
export function byItself(by: Actor): Actor {
  return by.is === 'godwit' ? by : { is: 'godwit', worker: 'service' };
}

export function whoIs(actor: Actor): Who {
  return actor.is === 'godwit' || actor.is === 'mailbox-user' ? actor.is : actor.role;
}
