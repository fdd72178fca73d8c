/**
 * The one way in for mail, however it came: a reply goes into its ticket, a report to what came back, and all else onto a list,
 * with the reason why. Where it belongs is said by the token in it and by nothing else: whoever it claims to be from does not count.
 */
import { createHash } from 'node:crypto';
import { type Clock, instant } from '../../base/clock.ts';
import type { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { tokenHash } from '../../base/token.ts';
import { type RepliedMail, readRepliedMail } from '../../content/replied-mail.ts';
import type { IncomingId, IncomingMail, IncomingOutcome, ReplyPlace } from '../../model/incoming-mail.ts';
import type { Store } from '../../model/store.ts';
import { addEntryAndTell, newReply } from '../../project/tell.ts';
import { deliveriesIn, replyTokensIn } from '../mail-names.ts';

export interface TakeDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
}

/** `again`: it was taken before, and nothing has changed. */
export type Taken = IncomingOutcome | 'again';

/** What mail servers usually allow is more; people answer with words. */
export const MAIL_BYTES_MAX = 10 * 1024 * 1024;
/** In one ticket: more is a loop of two machines. */
const REPLIES_PER_HOUR_MAX = 60;
const HOUR_MS = 3_600_000;

/** Takes a mail once, however often it comes. Throws what the database throws. */
export async function takeMail(raw: Buffer, deps: TakeDeps): Promise<Taken> {
  const digest = createHash('sha256').update(raw).digest();
  // Of a mail that is too large the header is enough to say whose it was.
  const mail = readRepliedMail(raw.subarray(0, MAIL_BYTES_MAX));
  const took = (outcome: IncomingOutcome, text: string): IncomingMail => {
    const id = deps.random.id() as IncomingId; // a fresh id is what an IncomingId is
    return { id, digest, at: deps.clock.now(), outcome, from: mail.from, subject: mail.subject, text };
  };
  const unplaced = async (outcome: IncomingOutcome): Promise<Taken> => {
    const isNew = await deps.store.inHouse((house) => house.takeUnplaced(took(outcome, mail.words)));
    return isNew ? outcome : 'again';
  };
  if (mail.report !== null) return (await takeReport(mail, took('bounce', ''), deps)) ?? unplaced('unknown-ticket');
  if (raw.length > MAIL_BYTES_MAX) return unplaced('too-large');
  if (deliveriesIn(mail.messageId).length > 0) return unplaced('own');
  if (mail.isAutomatic) return unplaced('automatic');
  const place = await placeOf(mail, deps);
  if (place === null) return unplaced('unknown-ticket');
  if (!place.isStillThere) return unplaced('person-gone');
  if (mail.words === '') return unplaced('empty');
  return (await takeReply(mail, place, took('entry', ''), deps)) ?? unplaced('too-many');
}

/** Addresses go before references: a mail may be forwarded from one ticket to another. */
async function placeOf(mail: RepliedMail, { store }: TakeDeps): Promise<ReplyPlace | null> {
  for (const token of replyTokensIn([mail.recipients, mail.references])) {
    const place = await store.inHouse((house) => house.replyPlace(tokenHash(token)));
    if (place !== null) return place;
  }
  return null;
}

/** Null where there were too many. */
async function takeReply(
  mail: RepliedMail,
  { organisation, project, author, address }: ReplyPlace,
  taken: IncomingMail,
  deps: TakeDeps,
): Promise<Taken | null> {
  return deps.store.inTenant(organisation, async (tenant) => {
    await tenant.lockProject(project);
    const since = instant(taken.at - HOUR_MS);
    if ((await tenant.repliesSince(project, since)) >= REPLIES_PER_HOUR_MAX) return null;
    if (!(await tenant.takeIncoming(project, taken))) return 'again';
    const text = [mail.words, ...remarksOn(mail, address)].join('\n\n');
    await addEntryAndTell(tenant, newReply(project, author, text, deps), deps);
    return 'entry';
  });
}

/** What a reader of the ticket should know: the token says whose word it is, and the mail may have come from somebody else. */
function remarksOn({ attachments, fromAddress }: RepliedMail, address: string): readonly string[] {
  return [
    attachments.length === 0 ? [] : [`[Attachments are not kept in the ticket: ${attachments.join(', ')}]`],
    fromAddress === address
      ? []
      : [`[Sent from ${fromAddress ?? 'an address that could not be read'}, not from ${address}]`],
  ].flat();
}

/** Null where it speaks of no mail of ours. */
async function takeReport(mail: RepliedMail, taken: IncomingMail, deps: TakeDeps): Promise<Taken | null> {
  const { report } = mail;
  if (report === null) return null;
  for (const { id, token } of deliveriesIn(`${mail.references}\n${report.original}`)) {
    const organisation = await deps.store.inHouse((house) => house.placeOfDelivery(id, tokenHash(token)));
    if (organisation === null) continue;
    return deps.store.inTenant(organisation, async (tenant) => {
      const delivery = await tenant.delivery(id);
      if (delivery === null) return null;
      await tenant.lockProject(delivery.project);
      if (!(await tenant.takeIncoming(delivery.project, taken))) return 'again';
      const problem = problemOf(report.action, report.diagnosis);
      if (problem !== null) await tenant.noteBounce(id, problem, taken.at);
      return 'bounce';
    });
  }
  return null;
}

function problemOf(action: 'failed' | 'delayed' | 'delivered', answer: string): Problem | null {
  if (action === 'delivered') return null;
  return { code: action === 'failed' ? 'mail.bounced' : 'mail.late', facts: { answer } };
}
