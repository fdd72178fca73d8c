/** A look into the sources of a mailbox that somebody asks for. It changes no state: it may be asked for before and between moves. */
import { assert } from '../base/assert.ts';
import { Failure } from '../base/problem.ts';
import type { Actor } from '../model/event.ts';
import { IN_HAND, MAILBOX } from '../model/mailbox-states.ts';
import type { Mailbox, MailboxId, Project, ProjectId } from '../model/project.ts';
import { OVER } from '../model/project-states.ts';
import { CONDITIONS } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import type { ProjectDeps } from './act.ts';

/** Throws `service.not-found`, and `project.move-refused` with the reason of `surveyRefusal`. */
export async function askSurvey(
  tenant: Tenant,
  { project: projectId, mailbox: id }: { readonly project: ProjectId; readonly mailbox: MailboxId },
  by: Actor,
  { clock }: ProjectDeps,
): Promise<void> {
  const project = await tenant.lockProject(projectId);
  const mailbox = await tenant.lockMailbox(id);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  if (mailbox?.project !== projectId) throw new Failure('service.not-found', { what: 'mailbox' });
  const why = surveyRefusal(project, mailbox);
  if (why !== null) throw new Failure('project.move-refused', { what: 'mailbox', event: 'be surveyed', why });
  const at = clock.now();
  assert(await tenant.askSurvey(id, at), 'a locked mailbox is there');
  const about = { subject: 'mailbox', subjectId: id, project: projectId } as const;
  tenant.append({ ...about, at, actor: by, name: 'ask-survey', from: null, to: null, reason: null, facts: {} });
  // As with moves: the first ones of every organisation come before the hundredth of any.
  const { sourceHost } = mailbox;
  tenant.addJob({
    kind: 'mailbox.survey',
    mailbox: id,
    rank: await tenant.surveysAsked(),
    sourceHost,
    notBefore: null,
  });
}

/** Why its sources may not be looked into now; null when they may. */
export function surveyRefusal({ state: projectState }: Project, { state }: Mailbox): string | null {
  if (OVER.includes(projectState)) return CONDITIONS['project-open'];
  if (MAILBOX.final.includes(state)) return 'Nothing more is done with it.';
  const isMoving = IN_HAND.some((one) => one === state);
  return isMoving ? 'It is moving: what it holds is counted on the way.' : null;
}
