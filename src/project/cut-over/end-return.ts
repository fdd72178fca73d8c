/** What becomes of a mailbox when a pass has brought back what reached the new one. */
import type { Instant } from '../../base/clock.ts';
import { settledAt } from '../../model/cut-over.ts';
import type { MailboxState } from '../../model/mailbox-states.ts';
import type { MailboxId } from '../../model/project.ts';
import type { Returned } from '../../model/returned.ts';
import type { Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../act.ts';
import { announce } from '../announce.ts';
import { locked, moveByWorker } from '../move-mailbox.ts';

export interface ReturnPass {
  readonly term: number;
  readonly worker: string;
  readonly returned: Returned;
  readonly beganAt: Instant;
  /** When there is another one, while mail may still reach the new side. */
  readonly again: Instant;
}

/**
 * It is rolled back where no mail can reach the new side any more: this pass began after the last cached answer of the name
 * servers had ended, or the route of the mail is not being switched back. Null where it does not matter any more.
 */
export async function endReturnPass(
  tenant: Tenant,
  id: MailboxId,
  { term, worker, returned, beganAt, again }: ReturnPass,
  deps: ProjectDeps,
): Promise<MailboxState | null> {
  const { project, mailbox } = await locked(tenant, id, null);
  const now = deps.clock.now();
  const route = await tenant.cutOverPart(project.id, 'switch');
  // Where the route of a whole domain stays with the new system, somebody else sees to this one address.
  const settled = route?.direction === 'back' ? settledAt(route) : beganAt;
  const isLast = settled !== null && settled <= beganAt;
  await tenant.keepReturned(id, returned, now);
  const facts = { items: returned.items, exceptions: returned.exceptions, stays: staying(returned) };
  const move = { term, worker, problem: null, facts };
  if (!isLast) return moveByWorker(tenant, id, { ...move, event: 'return-put-off', goesOnAt: again }, deps);
  const state = await moveByWorker(tenant, id, { ...move, event: 'returned', goesOnAt: null }, deps);
  if (state !== null && project.state !== 'rolling-back') {
    const told = { project: project.name, mailboxes: mailbox.name, returned: String(returned.items) };
    await announce(tenant, { kind: 'rolled-back', project: project.id, mailbox: id, facts: told }, deps);
  }
  return state;
}

function staying({ stays }: Returned): string {
  return stays.map(({ path, items }) => `${path.join(' / ')}: ${items}`).join(', ');
}
