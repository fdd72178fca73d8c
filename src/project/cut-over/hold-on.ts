/** What begins for a mailbox when it is proven: its user is let go, and its old side is looked after until the hold ends. */
import { type Instant, instant } from '../../base/clock.ts';
import type { Mailbox } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The lock has done its work: its user signs in to the new mailbox. Where there is no hold nothing is looked after. */
export async function holdOn(tenant: Tenant, { id, project }: Mailbox, at: Instant): Promise<void> {
  const lock = await tenant.lockOf(id);
  if (lock?.state === 'locked') await tenant.setLock(id, { ...lock, state: 'released', at });
  const { holdDays } = await tenant.arrangement(project);
  if (holdDays === 0) return;
  const { deltaEveryHours } = await tenant.projectSettings(project);
  await tenant.beginSweeps(id, instant(at + deltaEveryHours * HOUR_MS), instant(at + holdDays * DAY_MS));
}
