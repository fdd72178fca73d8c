/**
 * Sends what is due, of every organisation. Every program does so: a delivery is claimed for a while before it is sent, so that no two
 * send it. A program that ends between the server's yes and its own note leaves a doubt, and then the mail goes again under
 * the same Message-ID, the webhook under the same id.
 */
import { type Clock, type Instant, instant } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import type { ClaimedDelivery, DeliveryOutcome, Letter } from '../model/delivery.ts';
import type { MailSettings } from '../model/mail-settings.ts';
import type { Store } from '../model/store.ts';
import { quietUntil } from '../project/quiet-hours.ts';
import { outcomeOf, settleDelivery } from '../project/settle-delivery.ts';
import type { SmtpClient } from '../wire/smtp/send-mail.ts';
import { letterMail } from './letter-mail.ts';
import { openMailServer, smtpFailure } from './mail-server.ts';
import { postWebhook, type WebhookDeps } from './post-webhook.ts';

export interface SendDeps extends WebhookDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The name of this program among all on the database. */
  readonly worker: string;
}

/** At once; webhooks among them wait for their hosts beside each other. */
const CLAIM_MAX = 10;
/** Longer than two mails, one after the other on one line, to a server that takes as long as it may for each of its answers. */
const CLAIM_MS = 20 * 60_000;
/** Batches of one round, so that whoever asked for it gets an end. */
const BATCHES_MAX = 100;
/** Without a mail server nothing is tried; somebody who sets one makes all of it due. */
const NOT_SET_PAUSE_MS = 3_600_000;

/** Until nothing is due. Throws what the database throws. */
export async function sendDue(deps: SendDeps, signal: AbortSignal): Promise<void> {
  for (let batch = 0; batch < BATCHES_MAX && !signal.aborted; batch++) {
    const now = deps.clock.now();
    const claim = { holder: deps.worker, now, until: instant(now + CLAIM_MS), limit: CLAIM_MAX };
    const claimed = await deps.store.inHouse((house) => house.claimDeliveries(claim));
    if (claimed.length > 0) await sendBatch(claimed, deps, signal);
    if (claimed.length < CLAIM_MAX) return;
  }
}

async function sendBatch(claimed: readonly ClaimedDelivery[], deps: SendDeps, signal: AbortSignal): Promise<void> {
  const server = await openMailServer(deps);
  const close = () => server?.client.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    const ended = await Promise.allSettled(claimed.map((one) => sendOne(one, server, deps, signal)));
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

interface OpenServer {
  readonly client: SmtpClient;
  readonly settings: MailSettings;
}

async function sendOne(
  { organisation, id }: ClaimedDelivery,
  server: OpenServer | null,
  deps: SendDeps,
  signal: AbortSignal,
): Promise<void> {
  const { store, log, worker } = deps;
  const letter = await store.inTenant(organisation, (tenant) => tenant.letter(id));
  if (letter === null) return;
  const outcome = await outcomeOfSending(letter, server, deps, signal);
  // Nobody knows what became of it: the next program finds out by trying, once this claim is over.
  if (outcome === null) return;
  await store.inTenant(organisation, (tenant) => settleDelivery(tenant, letter.delivery, outcome, worker, deps));
  const { kind, channel } = letter.delivery;
  const facts = { delivery: id, kind, channel };
  if (outcome.is === 'sent') log.info('told', facts);
  else log.warn('not told', { ...facts, reason: outcome.problem.code, outcome: outcome.is });
}

/** Null where this program is ended in the middle of it. */
async function outcomeOfSending(
  letter: Letter,
  server: OpenServer | null,
  deps: SendDeps,
  signal: AbortSignal,
): Promise<DeliveryOutcome | null> {
  const { clock, random } = deps;
  const { delivery } = letter;
  try {
    const postponed = delivery.channel === 'mail' ? postponedOf(letter, server, clock.now()) : null;
    if (postponed !== null) return postponed;
    if (delivery.channel === 'webhook') await postWebhook(letter, deps, signal);
    else if (server !== null) await sendMail(letter, server);
    return { is: 'sent' };
  } catch (error) {
    if (signal.aborted) return null;
    if (!(error instanceof Failure)) throw error;
    return outcomeOf(delivery, error, clock.now(), random);
  }
}

function postponedOf(letter: Letter, server: OpenServer | null, now: Instant): DeliveryOutcome | null {
  const { arrangement, timeZone, delivery } = letter;
  const quiet = delivery.isUrgent ? null : quietUntil(arrangement, timeZone, now);
  if (quiet !== null) return later(quiet, 'mail.quiet-hours');
  if (server !== null) return null;
  const outcome = outcomeOf(delivery, new Failure('mail.not-set', {}), now, NO_CHANCE);
  return outcome.is === 'failed' ? outcome : later(instant(now + NOT_SET_PAUSE_MS), 'mail.not-set');
}

const NO_CHANCE: Random = { id: () => '', int: () => 0 };

/** It was not even tried. */
function later(dueAt: Instant, code: 'mail.quiet-hours' | 'mail.not-set'): DeliveryOutcome {
  return { is: 'later', dueAt, problem: { code, facts: {} }, isAttempt: false };
}

async function sendMail(letter: Letter, { client, settings }: OpenServer): Promise<void> {
  const mail = letterMail(letter, settings);
  try {
    await client.send(mail);
  } catch (error) {
    throw smtpFailure(error, settings);
  }
}
