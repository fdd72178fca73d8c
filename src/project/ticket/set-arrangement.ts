/** How a project is led, as people decide it: what is the team's to say is said by operators, and what is past stays. */
import { isDeepStrictEqual } from 'node:util';
import type { Facts } from '../../base/log.ts';
import { Failure } from '../../base/problem.ts';
import type { Arrangement } from '../../model/arrangement.ts';
import type { Actor } from '../../model/event.ts';
import type { ProjectId } from '../../model/project.ts';
import { PROJECT, type ProjectState } from '../../model/project-states.ts';
import { inWords } from '../../model/states.ts';
import type { Tenant } from '../../model/store.ts';
import { holidayTrouble } from '../../plan/calendar/public-holidays.ts';
import { type ProjectDeps, whoIs } from '../act.ts';
import { domainsOf } from './domains.ts';
import { lockedProject } from './ticket-entry.ts';

export type ArrangementPart = keyof Arrangement;

/** What the team promises and asks for: no customer shortens the notice. */
const TEAMS: readonly ArrangementPart[] = ['noticeDays', 'answerDays', 'confirms', 'startDays', 'mailboxesPerDay'];
/** What leads to the beginning is decided once it has begun. */
const BEFORE_START: readonly ArrangementPart[] = [...TEAMS, 'way', 'holidays'];
const BEGUN: readonly ProjectState[] = PROJECT.states.slice(PROJECT.states.indexOf('starting')).filter(isNoEnd);
/** The licences are being given back. */
const AFTER_HOLD: readonly ProjectState[] = ['decommissioning'];

function isNoEnd(state: ProjectState): boolean {
  return state !== 'cancelled' && state !== 'rolled-back' && state !== 'closed';
}

/**
 * Throws `service.not-found`, `service.request-invalid` for holidays that nobody knows, and `project.move-refused` for what
 * cannot be changed any more, what only operators change, and a contact that moves.
 */
export async function setArrangement(
  tenant: Tenant,
  id: ProjectId,
  arrangement: Arrangement,
  { by, reason }: { readonly by: Actor; readonly reason: string | null },
  { clock }: ProjectDeps,
): Promise<void> {
  const { state } = await lockedProject(tenant, id);
  const before = await tenant.arrangement(id);
  const changed = partsOf(arrangement).filter((part) => !isDeepStrictEqual(before[part], arrangement[part]));
  if (changed.length === 0) return;
  const trouble = await holidayTrouble(arrangement.holidays);
  if (trouble !== null) throw new Failure('service.request-invalid', { what: trouble });
  const why =
    whyFixed(state, changed) ??
    whyNotTheirs(whoIs(by), changed) ??
    (changed.includes('contacts') ? await whyNoContact(tenant, id, arrangement.contacts) : null);
  if (why !== null) throw new Failure('project.move-refused', { what: 'project', event: 'be arranged so', why });
  await tenant.setArrangement(id, arrangement);
  const about = { subject: 'project', subjectId: id, project: id, from: null, to: null } as const;
  const facts: Facts = Object.fromEntries(
    changed.map((part) => [part, `${worded(before[part])} → ${worded(arrangement[part])}`]),
  );
  tenant.append({ ...about, at: clock.now(), actor: by, name: 'arrange', reason, facts });
}

function partsOf(arrangement: Arrangement): readonly ArrangementPart[] {
  return Object.keys(arrangement) as ArrangementPart[]; // the keys of an arrangement are its parts
}

function whyFixed(state: ProjectState, changed: readonly ArrangementPart[]): string | null {
  if (PROJECT.final.includes(state)) return `It is ${inWords(state)}, and that is final.`;
  const late = BEGUN.includes(state) ? changed.filter((part) => BEFORE_START.includes(part)) : [];
  if (late.length > 0) return `It has begun: ${late.join(', ')} cannot be changed any more.`;
  const isOver = AFTER_HOLD.includes(state) && changed.includes('holdDays');
  return isOver ? 'The old licences are being given back: holdDays cannot be changed any more.' : null;
}

function whyNotTheirs(who: string, changed: readonly ArrangementPart[]): string | null {
  if (who === 'operator') return null;
  const theirs = changed.filter((part) => TEAMS.includes(part));
  return theirs.length === 0 ? null : `Only an operator changes ${theirs.join(', ')}.`;
}

async function whyNoContact(tenant: Tenant, id: ProjectId, contacts: readonly string[]): Promise<string | null> {
  const moving = movingContacts(contacts, await tenant.movingNames(id));
  if (moving.length === 0) return null;
  return `${moving.join(', ')}: this address lies in a domain that moves, and cannot be reached meanwhile. Name one of another domain.`;
}

/** Those that lie in a domain of the mailboxes that move: a mailbox, or an alias of one, which nobody reads while it moves. */
export function movingContacts(contacts: readonly string[], names: readonly string[]): readonly string[] {
  const domains = domainsOf(names);
  return contacts.filter((contact) => {
    const place = contact.slice(contact.lastIndexOf('@') + 1).toLowerCase();
    return domains.some((domain) => place === domain || place.endsWith(`.${domain}`));
  });
}

function worded(value: Arrangement[ArrangementPart]): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
