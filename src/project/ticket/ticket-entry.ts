/** What all entries in a ticket have in common: the project is locked, the entry is kept, and the clock hears of what follows. */
import type { Instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Actor } from '../../model/event.ts';
import type { Notice, NoticeKind, NoticeOf } from '../../model/notice.ts';
import type { Project, ProjectId } from '../../model/project.ts';
import type { ProjectEvent } from '../../model/project-states.ts';
import type { Tenant } from '../../model/store.ts';
import type { EntryId, EntryPart, TicketState } from '../../model/ticket.ts';
import type { ProjectDeps } from '../act.ts';
import { announce } from '../announce.ts';
import { moveProject } from '../move-project.ts';
import { addEntryAndTell } from '../tell.ts';
import { marksOf, nextDue } from './due.ts';

/** What somebody says. */
export interface Word {
  readonly by: Actor;
  readonly text: string;
}

/** Godwit itself, where nothing but the ticket is meant. */
export const GODWIT: Actor = { is: 'godwit', worker: 'service' };

/** Throws `service.not-found`. */
export async function lockedProject(tenant: Tenant, id: ProjectId): Promise<Project> {
  const project = await tenant.lockProject(id);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  return project;
}

export async function say(
  tenant: Tenant,
  project: ProjectId,
  { by, text }: Word,
  part: EntryPart,
  deps: ProjectDeps,
): Promise<void> {
  const id = deps.random.id() as EntryId; // a fresh id is what an EntryId is
  await addEntryAndTell(tenant, { id, project, at: deps.clock.now(), author: by, text, part }, deps);
}

/** Moves the project by what stands in the ticket. Throws as `moveProject`. */
export function moveByTicket(
  tenant: Tenant,
  project: ProjectId,
  event: ProjectEvent,
  { by, text }: Word,
  deps: ProjectDeps,
): Promise<void> {
  const reason = text.trim() === '' ? null : text.trim().slice(0, REASON_LENGTH_MAX);
  return moveProject(tenant, project, { event, by, reason, inTicket: true }, deps);
}

/** The whole text stands in the ticket. */
const REASON_LENGTH_MAX = 200;

/** Keeps where the ticket stands. What lies in the past by now is told already, or need not be. */
export async function keepState(
  tenant: Tenant,
  id: ProjectId,
  state: Omit<TicketState, 'toldUntil'>,
  now: Instant,
): Promise<void> {
  const project = await lockedProject(tenant, id);
  const { timeZone } = await tenant.projectSettings(id);
  const kept = { ...state, toldUntil: now };
  await tenant.setTicketState(id, kept, nextDue(marksOf(kept, project.state, timeZone), now));
}

/** Tells those who are led by the ticket; the name of the project is a fact of every notice. */
export async function tell<Kind extends NoticeKind>(
  tenant: Tenant,
  { id, name }: Pick<Project, 'id' | 'name'>,
  kind: Kind,
  facts: Omit<NoticeOf<Kind>['facts'], 'project'>,
  deps: ProjectDeps,
): Promise<void> {
  const notice = { kind, project: id, mailbox: null, facts: { project: name, ...facts } };
  await announce(tenant, notice as unknown as Notice, deps); // the kind and its facts belong together by the type of this function
}

/** Why something is not said or done now. */
export function refused(event: string, why: string): Failure {
  return new Failure('project.move-refused', { what: 'project', event, why });
}
