/** The connection of a project to the admin API of its old system. Its keys are sealed, and told to nobody. */
import { Failure } from '../../base/problem.ts';
import type { Connection } from '../../model/cut-over.ts';
import type { Actor } from '../../model/event.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../act.ts';

/** In the place of an earlier one. Throws `service.not-found`. */
export async function setConnection(
  tenant: Tenant,
  project: ProjectId,
  connection: Connection,
  by: Actor,
  { clock }: ProjectDeps,
): Promise<void> {
  if ((await tenant.lockProject(project)) === null) throw new Failure('service.not-found', { what: 'project' });
  await tenant.keepConnection(project, connection);
  const { url, account } = connection;
  const about = { subject: 'project', subjectId: project, project, from: null, to: null, reason: null } as const;
  tenant.append({ ...about, at: clock.now(), actor: by, name: 'connect', facts: { url, account } });
}

/** Throws `service.not-found` where there is none. */
export async function takeConnectionAway(
  tenant: Tenant,
  project: ProjectId,
  by: Actor,
  { clock }: ProjectDeps,
): Promise<void> {
  if (!(await tenant.forgetConnection(project))) throw new Failure('service.not-found', { what: 'connection' });
  const about = { subject: 'project', subjectId: project, project, from: null, to: null, reason: null } as const;
  tenant.append({ ...about, at: clock.now(), actor: by, name: 'disconnect', facts: {} });
}
