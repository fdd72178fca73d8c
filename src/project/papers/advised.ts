/** What a project is advised, and who in it has to do what: from its answers, its inventory, and what was found in its mailboxes. */
import { Failure } from '../../base/problem.ts';
import type { Project, ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import { type Advice, advise } from '../../plan/advice/advise.ts';
import type { Answers, Organisation } from '../../plan/advice/answers.ts';
import { adviceOf, answersOf, figuresOf } from '../../plan/document/known-project.ts';
import type { Offer } from '../../plan/offers/offer.ts';
import { type Preparation, prepare } from '../../plan/preparation/prepare.ts';
import type { ProjectDeps } from '../act.ts';
import { knownProject, movesOf } from '../ticket/draft-plan.ts';
import { keptAnswers, keptInventory } from './kept-papers.ts';

/** Throws `service.not-found` where the project is not there, or nobody answered. */
export async function adviseProject(
  tenant: Tenant,
  id: ProjectId,
  offers: readonly Offer[],
  { clock }: ProjectDeps,
): Promise<{ readonly answers: Answers; readonly advice: Advice }> {
  const project = await projectAt(tenant, id);
  const answers = await keptAnswers(tenant, id);
  if (answers === null) throw new Failure('service.not-found', { what: 'answers' });
  const now = clock.now();
  const surveys = figuresOf(await movesOf(tenant, project, now));
  const known = { inventory: await keptInventory(tenant, id), surveys, yearNow: new Date(now).getUTCFullYear() };
  return { answers, advice: advise(answers, offers, known) };
}

/** No forecast is made of it. */
const NO_CREW = { workers: 1, atOnce: 1 } as const;

/** Of everybody whose mailbox moves with the project. Throws `service.not-found`. */
export async function prepareProject(
  tenant: Tenant,
  id: ProjectId,
  deps: ProjectDeps,
): Promise<{ readonly organisation: Organisation; readonly preparation: Preparation }> {
  const known = await knownProject(tenant, await projectAt(tenant, id), { crew: NO_CREW }, deps);
  const answers = answersOf(known);
  return {
    organisation: answers.organisation,
    preparation: prepare(adviceOf(answers), figuresOf(known.moves)),
  };
}

async function projectAt(tenant: Tenant, id: ProjectId): Promise<Project> {
  const project = await tenant.project(id);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  return project;
}
