/** How an attempt to send something ends: it is noted, and tried again later and later, until it has been tried for days. */
import { type Instant, instant } from '../base/clock.ts';
import { Failure, type Problem } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import type { Delivery, DeliveryOutcome } from '../model/delivery.ts';
import type { Tenant } from '../model/store.ts';
import type { Webhook, WebhookId } from '../model/webhook.ts';
import type { ProjectDeps } from './act.ts';
import { announce } from './announce.ts';

const FIRST_PAUSE_MS = 60_000;
const PAUSE_MS_MAX = 4 * 3_600_000;
/** What nobody has taken for so long says nothing new any more. A weekend passes within it. */
const GIVE_UP_MS = 3 * 24 * 3_600_000;
/** A webhook that took nothing for so long has nobody who looks after it. */
export const WEBHOOK_SILENT_MS = GIVE_UP_MS;

/** Trying again changes nothing about these. */
const FINAL: readonly Problem['code'][] = [
  'mail.refused',
  'mail.link-gone',
  'mail.no-address',
  'webhook.off',
  'webhook.forbidden',
];

/** What becomes of an attempt that ended with this failure; `tries` counts it. */
export function outcomeOf(
  { askedAt, tries }: Pick<Delivery, 'askedAt' | 'tries'>,
  { code, facts }: Failure,
  now: Instant,
  random: Random,
): DeliveryOutcome {
  const problem = { code, facts };
  const dueAt = instant(now + pauseOf(tries, random));
  if (FINAL.includes(code) || dueAt > askedAt + GIVE_UP_MS) return { is: 'failed', problem };
  return { is: 'later', dueAt, problem, isAttempt: true };
}

/** Doubles with every attempt; by chance a fourth longer or shorter, so that not everything comes back at once. */
function pauseOf(tries: number, random: Random): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, tries - 1), PAUSE_MS_MAX);
  return pause * 0.75 + random.int(Math.ceil(pause / 2));
}

/**
 * Notes it, unless another program has claimed the delivery meanwhile. A webhook that has taken nothing for days is switched off,
 * and its administrators are told.
 */
export async function settleDelivery(
  tenant: Tenant,
  delivery: Delivery,
  outcome: DeliveryOutcome,
  holder: string,
  deps: ProjectDeps,
): Promise<void> {
  const now = deps.clock.now();
  if (!(await tenant.settleDelivery(delivery.id, holder, outcome, now)) || delivery.webhook === null) return;
  await noteWebhook(tenant, delivery, delivery.webhook, outcome, deps);
}

async function noteWebhook(
  tenant: Tenant,
  { project }: Delivery,
  id: WebhookId,
  outcome: DeliveryOutcome,
  deps: ProjectDeps,
): Promise<void> {
  // The order in which all others lock: the project first.
  const open = await tenant.lockProject(project);
  const webhook = await tenant.lockWebhook(id);
  if (open === null || webhook === null || webhook.disabledAt !== null) return;
  const changed = afterAttempt(webhook, outcome, deps.clock.now());
  if (changed === null) return;
  await tenant.changeWebhook(changed);
  if (changed.disabledAt === null) return;
  const since = new Date(changed.failingSince ?? changed.disabledAt).toISOString();
  const facts = { project: open.name, webhook: webhook.url, since };
  await announce(tenant, { kind: 'webhook-disabled', project, mailbox: null, facts }, deps);
}

/** Null where nothing changes. */
function afterAttempt(webhook: Webhook, outcome: DeliveryOutcome, now: Instant): Webhook | null {
  const { failingSince } = webhook;
  if (outcome.is === 'sent') return failingSince === null ? null : { ...webhook, failingSince: null };
  if (failingSince === null) return { ...webhook, failingSince: now };
  return now - failingSince < WEBHOOK_SILENT_MS ? null : { ...webhook, disabledAt: now };
}
