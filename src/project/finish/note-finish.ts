/** What is noted before the end of a project: the last copy, and what a licence costs. */
import { Failure } from '../../base/problem.ts';
import type { Actor } from '../../model/event.ts';
import type { Finish, LastCopy } from '../../model/finish.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../act.ts';

/** In the place of what was noted before. Throws `service.not-found`. */
export async function noteLastCopy(
  tenant: Tenant,
  project: ProjectId,
  lastCopy: LastCopy,
  by: Actor,
  { clock }: ProjectDeps,
): Promise<void> {
  await lock(tenant, project);
  const at = clock.now();
  await tenant.setFinish(project, { ...(await tenant.finish(project)), lastCopy: { ...lastCopy, at, by } });
  const { is } = lastCopy;
  const [reason, facts] = is === 'waived' ? [lastCopy.reason, { is }] : [null, { is, where: lastCopy.where }];
  tenant.append({ ...about(project), at, actor: by, name: 'note-last-copy', reason, facts });
}

/** Throws `service.not-found`. */
export async function noteLicence(
  tenant: Tenant,
  project: ProjectId,
  licence: Finish['licence'],
  by: Actor,
  { clock }: ProjectDeps,
): Promise<void> {
  await lock(tenant, project);
  await tenant.setFinish(project, { ...(await tenant.finish(project)), licence });
  const price = licence === null ? 'unknown' : `${licence.pricePerMonth} ${licence.currency}`;
  const done = { at: clock.now(), actor: by, name: 'note-licence', reason: null, facts: { price } };
  tenant.append({ ...about(project), ...done });
}

async function lock(tenant: Tenant, project: ProjectId): Promise<void> {
  if ((await tenant.lockProject(project)) === null) throw new Failure('service.not-found', { what: 'project' });
}

function about(project: ProjectId) {
  return { subject: 'project', subjectId: project, project, from: null, to: null } as const;
}
