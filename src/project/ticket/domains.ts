/** The domains of a project whose programs will look for their new mailboxes by Autodiscover, and what was noted about each. */
import { Failure } from '../../base/problem.ts';
import type { Actor } from '../../model/event.ts';
import type { Project, ProjectId } from '../../model/project.ts';
import { PROJECT } from '../../model/project-states.ts';
import { beginningsOf, type Condition } from '../../model/states.ts';
import type { Tenant } from '../../model/store.ts';
import type { DomainNote } from '../../model/ticket.ts';
import type { ProjectDeps } from '../act.ts';

export interface ProjectDomain {
  readonly domain: string;
  readonly note: DomainNote | null;
}

/** Of the mailboxes that move, sorted. A mailbox whose name is no address has none. */
export function domainsOf(names: readonly string[]): readonly string[] {
  const domains = names.map((name) => (name.includes('@') ? name.slice(name.lastIndexOf('@') + 1).toLowerCase() : ''));
  return [...new Set(domains)].filter((domain) => domain !== '').sort();
}

export async function projectDomains(tenant: Tenant, project: ProjectId): Promise<readonly ProjectDomain[]> {
  const notes = new Map((await tenant.domainNotes(project)).map((note) => [note.domain, note]));
  const domains = domainsOf(await tenant.movingNames(project));
  return domains.map((domain) => ({ domain, note: notes.get(domain) ?? null }));
}

/** The condition of the table that does not hold. It is looked up only in states in which it matters. */
export async function unmetDomains(
  tenant: Tenant,
  { id, state }: Pick<Project, 'id' | 'state'>,
): Promise<readonly Condition[]> {
  if (!beginningsOf(PROJECT, 'request').includes(state)) return [];
  const domains = await projectDomains(tenant, id);
  return domains.some(({ note }) => note === null) ? ['domains-ready'] : [];
}

/** Throws `service.not-found` for a domain that no mailbox of the project has. */
export async function noteDomain(
  tenant: Tenant,
  project: ProjectId,
  { domain, is, reason }: Pick<DomainNote, 'domain' | 'is' | 'reason'>,
  by: Actor,
  { clock }: ProjectDeps,
): Promise<void> {
  if ((await tenant.lockProject(project)) === null) throw new Failure('service.not-found', { what: 'project' });
  const known = domainsOf(await tenant.movingNames(project));
  if (!known.includes(domain)) throw new Failure('service.not-found', { what: 'domain' });
  const at = clock.now();
  await tenant.noteDomain(project, { domain, is, reason, at, by });
  const about = { subject: 'project', subjectId: project, project, from: null, to: null } as const;
  tenant.append({ ...about, at, actor: by, name: 'note-domain', reason, facts: { domain, is } });
}
