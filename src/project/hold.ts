/** Whether anything of a project may move now. */
import type { Instant } from '../base/clock.ts';
import { type Hold, holdAt } from '../model/blackout.ts';
import type { ProjectId } from '../model/project.ts';
import type { Tenant } from '../model/store.ts';

/** Null when nothing stands against it; otherwise until when it waits, and why. */
export async function holdOf(tenant: Tenant, project: ProjectId, now: Instant): Promise<Hold | null> {
  const blackouts = await tenant.blackouts(project);
  if (blackouts.length === 0) return null;
  const { timeZone } = await tenant.projectSettings(project);
  return holdAt(blackouts, timeZone, now);
}
