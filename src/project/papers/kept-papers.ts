/** The answers and the inventory of a project as they were read in: documents that were good then, and are again. */
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import { type Answers, parseAnswers } from '../../plan/advice/answers.ts';
import { type KnownOrganisation, readKnownOrganisation } from '../../plan/known-organisation.ts';

/** What people call the two in a sentence about a fault in them. */
export const ANSWERS = 'the answers';
export const INVENTORY = 'the inventory';

/** Null where nobody answered. */
export async function keptAnswers(tenant: Tenant, project: ProjectId): Promise<Answers | null> {
  const document = (await tenant.paper(project, 'answers', ''))?.document ?? null;
  return document === null ? null : parseAnswers(JSON.stringify(document), ANSWERS);
}

/** Null where nobody took one. */
export async function keptInventory(tenant: Tenant, project: ProjectId): Promise<KnownOrganisation | null> {
  const document = (await tenant.paper(project, 'inventory', ''))?.document ?? null;
  return document === null ? null : readKnownOrganisation(JSON.stringify(document), INVENTORY);
}
