/** The job that brings back what reached the new mailbox, for a user who goes back to the old one. */
import { type Instant, instant } from '../base/clock.ts';
import { ALL_EVENTS } from '../model/event.ts';
import type { MailboxId } from '../model/project.ts';
import type { Returned } from '../model/returned.ts';
import type { Tenant } from '../model/store.ts';
import { endReturnPass } from '../project/cut-over/end-return.ts';
import { type JobDeps, withPasswords } from './do-job.ts';
import { type Held, inTurn } from './turn.ts';

/** While mail still reaches the new side, and after whatever failed. */
export const RETURN_AGAIN_MS = 10 * 60_000;
/** The clocks of two servers are apart by less. */
const SKEW_MS_MAX = 5 * 60_000;

/** Goes on, pass by pass, until no more mail can reach the new side. A mailbox of which nothing moved has nothing there. */
export async function bringBack(claimed: Held, deps: JobDeps): Promise<void> {
  const { store, worker } = deps;
  const { organisation, mailbox } = claimed.task;
  const since = await store.inTenant(organisation, (tenant) => movedSince(tenant, mailbox.id));
  const beganAt = deps.clock.now();
  const nothing = { items: 0, exceptions: 0, stays: [] };
  const returned = since === null ? nothing : await brought(claimed, since, deps);
  const pass = { term: claimed.term, worker, returned, beganAt, again: instant(deps.clock.now() + RETURN_AGAIN_MS) };
  await store.inTenant(organisation, (tenant) => endReturnPass(tenant, mailbox.id, pass, deps));
}

async function brought(claimed: Held, since: Instant, deps: JobDeps): Promise<Returned> {
  const held = await withPasswords(claimed, deps);
  const from = instant(since - SKEW_MS_MAX);
  return inTurn(held, ['returning'], deps, (control) => deps.engine.bringBack(held.task, from, control));
}

/** When its first copy began; null where none did. */
async function movedSince(tenant: Tenant, mailbox: MailboxId): Promise<Instant | null> {
  const filter = { ...ALL_EVENTS, subject: 'mailbox', subjectId: mailbox, name: 'copy-began' } as const;
  const { items } = await tenant.eventPage(filter, { by: 'number', isDescending: false, after: null, limit: 1 });
  return items[0]?.at ?? null;
}
