/** What begins in a ticket with words alone: the request of the move, questions, and replies to them. */
import type { ProjectId } from '../../model/project.ts';
import { PROJECT } from '../../model/project-states.ts';
import { after } from '../../model/states.ts';
import type { Tenant } from '../../model/store.ts';
import { dayWords } from '../../plan/document/day-words.ts';
import type { ProjectDeps } from '../act.ts';
import { dateRulesOf } from './date-rules-of.ts';
import { keepState, lockedProject, moveByTicket, say, tell, type Word } from './ticket-entry.ts';

/**
 * Asks for the move: the notice runs from the first time on which somebody did. Throws `service.not-found`, and
 * `project.move-refused` while not every mailbox is prepared or waived, or a domain not ready.
 */
export async function requestMove(tenant: Tenant, id: ProjectId, word: Word, deps: ProjectDeps): Promise<void> {
  const now = deps.clock.now();
  await moveByTicket(tenant, id, 'request', word, deps);
  const project = await lockedProject(tenant, id);
  const state = await tenant.ticketState(id);
  const requestedAt = state.requestedAt ?? now;
  await say(tenant, id, word, { is: 'request' }, deps);
  await keepState(tenant, id, { ...state, requestedAt }, now);
  const { earliest } = await dateRulesOf(tenant, id, { now, requestedAt, until: null });
  await tell(tenant, project, 'request-received', { earliest: dayWords(earliest) }, deps);
}

/** May be asked at any time; what is asked about a plan is an event of the project. Throws `service.not-found`. */
export async function askQuestion(tenant: Tenant, id: ProjectId, word: Word, deps: ProjectDeps): Promise<void> {
  const { state } = await lockedProject(tenant, id);
  const isOfPeople = word.by.is !== 'godwit' && word.by.is !== 'mailbox-user';
  if (isOfPeople && after(PROJECT, state, 'ask') !== null) await moveByTicket(tenant, id, 'ask', word, deps);
  await say(tenant, id, word, { is: 'question' }, deps);
}

/** Throws `service.not-found`. */
export async function reply(tenant: Tenant, id: ProjectId, word: Word, deps: ProjectDeps): Promise<void> {
  await lockedProject(tenant, id);
  await say(tenant, id, word, { is: 'reply' }, deps);
}
