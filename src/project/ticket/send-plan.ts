/** The plan goes out in the ticket, as a version that stays as it is. A changed one has to be acknowledged anew. */
import { isoSeconds } from '../../base/clock.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import { storedText } from '../../plan/document/plan-version.ts';
import type { ProjectDeps } from '../act.ts';
import { wordsOf } from './answer.ts';
import { missingOf } from './answer-parts.ts';
import { type DraftAsked, draftPlan } from './draft-plan.ts';
import { keepState, lockedProject, moveByTicket, refused, say, tell, type Word } from './ticket-entry.ts';

/**
 * Sends what the plan would be now. What was answered is kept, but an acknowledgement of an earlier version does not count any
 * more, and no date is confirmed until it is acknowledged again. Throws `service.not-found`, and `project.move-refused` before
 * the move was asked for, and where nothing changed since the last version.
 */
export async function sendPlan(
  tenant: Tenant,
  id: ProjectId,
  asked: DraftAsked,
  word: Word,
  deps: ProjectDeps,
): Promise<void> {
  const project = await lockedProject(tenant, id);
  await moveByTicket(tenant, id, 'send-plan', word, deps);
  const now = deps.clock.now();
  const state = await tenant.ticketState(id);
  const { plan, requestedOn, isNew } = await draftPlan(tenant, project, asked, deps);
  const { version } = plan;
  if (!isNew && state.planVersion === version) {
    throw refused('have the plan sent', `Nothing changed since version ${version} was sent at ${isoSeconds(now)}.`);
  }
  if (isNew) await tenant.addPlan(id, { version, at: now, document: storedText({ plan, requestedOn }) });
  await say(tenant, id, word, { is: 'plan', version }, deps);
  const sent = { ...state, planVersion: version, answered: null, offered: null, confirmedAt: null };
  await keepState(tenant, id, sent, now);
  await tell(tenant, project, 'plan', { version: String(version) }, deps);
  if (state.acknowledged === null) return;
  const missing = missingOf(sent, await tenant.movingNames(id));
  await tell(tenant, project, 'answer-incomplete', { missing: wordsOf(missing) }, deps);
}
