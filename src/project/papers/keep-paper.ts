/** What people and programs do with the papers of a project: hand one in, ask for one, and put down what was found. */
import type { Instant } from '../../base/clock.ts';
import { Failure, type Problem } from '../../base/problem.ts';
import type { CheckResult } from '../../model/check-result.ts';
import type { Actor } from '../../model/event.ts';
import type { PaperAsked, PaperKind } from '../../model/paper.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import { advise } from '../../plan/advice/advise.ts';
import { parseAnswers } from '../../plan/advice/answers.ts';
import { isOfAutodiscover } from '../../plan/document/known-project.ts';
import { inventoryDocument } from '../../plan/known-inventory.ts';
import { type KnownOrganisation, readKnownOrganisation } from '../../plan/known-organisation.ts';
import type { Offer } from '../../plan/offers/offer.ts';
import type { ProjectDeps } from '../act.ts';
import { domainsOf, noteDomain } from '../ticket/domains.ts';
import { ANSWERS, INVENTORY } from './kept-papers.ts';

/** In the place of earlier ones. Throws `usage.invalid` with the place of a fault, and `service.not-found`. */
export async function setAnswers(
  tenant: Tenant,
  project: ProjectId,
  document: object,
  { by, offers }: { readonly by: Actor; readonly offers: readonly Offer[] },
  { clock }: ProjectDeps,
): Promise<void> {
  const answers = parseAnswers(JSON.stringify(document), ANSWERS);
  // A decision that names no offer is refused now, and not when somebody wants to read the advice.
  advise(answers, offers, { inventory: null, surveys: [], yearNow: 0 });
  const at = clock.now();
  await lock(tenant, project);
  await tenant.keepPaper(project, 'answers', { about: '', document, at });
  const people = answers.groups.reduce((sum, group) => sum + group.people.length, 0);
  said(tenant, project, 'set-answers', { groups: answers.groups.length, people }, by, at);
}

/** As `godwit inventory --json` wrote it. Throws `usage.invalid` and `service.not-found`. */
export async function handInInventory(
  tenant: Tenant,
  project: ProjectId,
  document: object,
  by: Actor,
  deps: ProjectDeps,
): Promise<void> {
  await keepInventory(tenant, project, readKnownOrganisation(JSON.stringify(document), INVENTORY), by, deps);
}

/** Throws `service.not-found`. */
export async function keepInventory(
  tenant: Tenant,
  project: ProjectId,
  known: KnownOrganisation,
  by: Actor,
  { clock }: ProjectDeps,
): Promise<void> {
  const at = clock.now();
  await lock(tenant, project);
  await tenant.keepPaper(project, 'inventory', { about: '', document: inventoryDocument(known), at });
  const { mailboxes, lists, exceptions } = known;
  const facts = { mailboxes: mailboxes.length, lists: lists.length, exceptions: exceptions.length };
  said(tenant, project, 'set-inventory', facts, by, at);
}

/** From the admin API, by whichever program looks first. Throws `service.not-found` where the project has no connection to one. */
export async function askInventory(tenant: Tenant, project: ProjectId, by: Actor, deps: ProjectDeps): Promise<void> {
  await lock(tenant, project);
  if ((await tenant.connection(project)) === null) throw new Failure('service.not-found', { what: 'connection' });
  await ask(tenant, project, { kind: 'inventory', about: '', target: null }, by, deps);
}

/** Throws `service.not-found` for a domain that no mailbox of the project has. */
export async function askDomainCheck(
  tenant: Tenant,
  project: ProjectId,
  { domain, target }: PaperAsked & { readonly domain: string },
  by: Actor,
  deps: ProjectDeps,
): Promise<void> {
  await lock(tenant, project);
  const known = domainsOf(await tenant.movingNames(project));
  if (!known.includes(domain)) throw new Failure('service.not-found', { what: 'domain' });
  await ask(tenant, project, { kind: 'domain-check', about: domain, target }, by, deps);
}

/** What was found; where Autodiscover is right, that is noted at the domain, so that the move can be asked for. */
export async function keepDomainCheck(
  tenant: Tenant,
  project: ProjectId,
  { domain, results }: { readonly domain: string; readonly results: readonly CheckResult[] },
  by: Actor,
  deps: ProjectDeps,
): Promise<void> {
  const at = deps.clock.now();
  await lock(tenant, project);
  await tenant.keepPaper(project, 'domain-check', { about: domain, document: results, at });
  const worst = ['block', 'warn', 'pass'].find((verdict) => results.some((one) => one.verdict === verdict)) ?? 'pass';
  said(tenant, project, 'check-domain', { domain, worst }, by, at);
  const isRight = results.some(({ id }) => id === 'C1') && results.filter(isOfAutodiscover).every(isNoBlock);
  const isMoving = domainsOf(await tenant.movingNames(project)).includes(domain);
  const note = { domain, is: 'passed', reason: 'Godwit asked its name servers and web hosts.' } as const;
  if (isRight && isMoving) await noteDomain(tenant, project, note, by, deps);
}

function isNoBlock({ verdict }: CheckResult): boolean {
  return verdict !== 'block';
}

/** Why nothing was found. */
export async function failPaper(
  tenant: Tenant,
  project: ProjectId,
  { kind, about }: { readonly kind: PaperKind; readonly about: string },
  problem: Problem,
): Promise<void> {
  await tenant.failPaper(project, kind, about, problem);
}

async function ask(
  tenant: Tenant,
  project: ProjectId,
  { kind, about, target }: PaperAsked & { readonly kind: PaperKind; readonly about: string },
  by: Actor,
  { clock }: ProjectDeps,
): Promise<void> {
  const at = clock.now();
  await tenant.askPaper(project, kind, about, { target }, at);
  said(tenant, project, `ask-${kind}`, about === '' ? {} : { domain: about }, by, at);
}

async function lock(tenant: Tenant, project: ProjectId): Promise<void> {
  if ((await tenant.lockProject(project)) === null) throw new Failure('service.not-found', { what: 'project' });
}

function said(
  tenant: Tenant,
  project: ProjectId,
  name: string,
  facts: Readonly<Record<string, string | number>>,
  by: Actor,
  at: Instant,
): void {
  const about = { subject: 'project', subjectId: project, project, from: null, to: null, reason: null } as const;
  tenant.append({ ...about, at, actor: by, name, facts });
}
