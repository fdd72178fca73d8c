/** The conditions of the table of projects that are looked up, of all parts of its way. */
import type { Instant } from '../base/clock.ts';
import type { Project } from '../model/project.ts';
import type { Condition } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import { unmetFinish } from './finish/unmet-finish.ts';
import { unmetDomains } from './ticket/domains.ts';

/** Those that do not hold. */
export async function unmetLookedUp(tenant: Tenant, project: Project, now: Instant): Promise<readonly Condition[]> {
  return [...(await unmetDomains(tenant, project)), ...(await unmetFinish(tenant, project, now))];
}
