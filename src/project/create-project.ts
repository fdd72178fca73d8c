/** A new project of an organisation. */
import { Failure } from '../base/problem.ts';
import type { Actor } from '../model/event.ts';
import type { ProjectId } from '../model/project.ts';
import { PROJECT } from '../model/project-states.ts';
import type { Tenant } from '../model/store.ts';
import type { ProjectDeps } from './act.ts';

/** Throws `service.taken` for a name that another project of the organisation has. */
export async function createProject(tenant: Tenant, name: string, by: Actor, deps: ProjectDeps): Promise<ProjectId> {
  const id = deps.random.id() as ProjectId; // a fresh id is what a ProjectId is
  const at = deps.clock.now();
  if ((await tenant.addProject({ id, name, createdAt: at })) === 'taken') {
    throw new Failure('service.taken', { what: 'project', name });
  }
  const about = { subject: 'project', subjectId: id, project: id } as const;
  tenant.append({ ...about, at, actor: by, name: 'create', from: null, to: PROJECT.initial, reason: null, facts: {} });
  return id;
}
