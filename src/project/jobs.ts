/** Jobs for mailboxes, and in which order. They are born nowhere else. */

import type { Instant } from '../base/clock.ts';
import type { MailboxAt } from '../model/mailbox-book.ts';
import { jobKindOf } from '../model/mailbox-job.ts';
import type { MailboxState } from '../model/mailbox-states.ts';
import type { Tenant } from '../model/store.ts';
import { USUAL_PRIORITY, WAVE_PRIORITIES, type Wave, type WaveId } from '../model/wave.ts';

/** They wait for their turn among the others; what else is begun goes on before all of them. */
const RANKED: readonly MailboxState[] = ['queued', 'in-step', 'final-queued'];

/**
 * Adds a job for each of these mailboxes that needs one and whose wave runs. The rank grows with the mailboxes that an
 * organisation has at work already: so the first ones of every organisation come before the hundredth of any. Those of less
 * urgent waves are not counted, so that an urgent one overtakes those of its own organisation. What was begun comes before
 * all else.
 */
export async function addJobs(
  tenant: Tenant,
  mailboxes: readonly MailboxAt[],
  notBefore: Instant | null = null,
): Promise<void> {
  addReturnJobs(
    tenant,
    mailboxes.filter(({ state }) => jobKindOf(state) === 'mailbox.return'),
    notBefore,
  );
  const waves = await wavesOf(tenant, mailboxes);
  for (const priority of WAVE_PRIORITIES) {
    const own = mailboxes.filter(({ wave }) => priorityOf(wave, waves) === priority);
    const waiting = own.filter(({ state }) => RANKED.includes(state));
    // They are counted among those at work themselves, but for those in step.
    const counted = waiting.filter(({ state }) => state !== 'in-step').length;
    const before = waiting.length === 0 ? 0 : Math.max(0, (await tenant.mailboxesAtWork(priority)) - counted);
    for (const { id, state, sourceHost, wave } of own) {
      const kind = jobKindOf(state);
      if (kind === null || kind === 'mailbox.return' || !isGoing(wave, waves)) continue;
      const rank = RANKED.includes(state) ? before + waiting.findIndex((one) => one.id === id) + 1 : 0;
      tenant.addJob({ kind, mailbox: id, rank, sourceHost, notBefore });
    }
  }
}

/** Adds a job for each of these mailboxes, whose users go back to the old system. They come before all others. */
export function addReturnJobs(
  tenant: Tenant,
  mailboxes: readonly Pick<MailboxAt, 'id' | 'sourceHost'>[],
  notBefore: Instant | null = null,
): void {
  for (const { id, sourceHost } of mailboxes) {
    tenant.addJob({ kind: 'mailbox.return', mailbox: id, rank: 0, sourceHost, notBefore });
  }
}

type Waves = ReadonlyMap<WaveId, Wave>;

async function wavesOf(tenant: Tenant, mailboxes: readonly MailboxAt[]): Promise<Waves> {
  const waves = new Map<WaveId, Wave>();
  for (const id of new Set(mailboxes.flatMap(({ wave }) => wave ?? []))) {
    const wave = await tenant.wave(id);
    if (wave !== null) waves.set(id, wave);
  }
  return waves;
}

function priorityOf(wave: WaveId | null, waves: Waves): Wave['priority'] {
  return (wave === null ? null : waves.get(wave))?.priority ?? USUAL_PRIORITY;
}

function isGoing(wave: WaveId | null, waves: Waves): boolean {
  return wave === null || waves.get(wave)?.state === 'running';
}
