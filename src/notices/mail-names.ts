/** The names by which a mail of ours is known again: its Message-ID, and the address that its replies go to. */
import { mailTokensIn } from '../base/mail-token.ts';
import type { Secret } from '../base/secret.ts';
import type { DeliveryId } from '../model/delivery.ts';
import type { MailSettings } from '../model/mail-settings.ts';
import type { ProjectId } from '../model/project.ts';

/** The same for every attempt to send it, so that readers and servers know one that comes twice (RFC 5322 §3.6.4). */
export function messageIdOf(id: DeliveryId, token: Secret, { from }: MailSettings): string {
  return `<godwit.${id}.${token.reveal()}@${domainOf(from.address)}>`;
}

/** What all mails of a ticket refer to, so that readers show them as one conversation. There is no mail of that name. */
export function threadIdOf(project: ProjectId, { from }: MailSettings): string {
  return `<godwit.ticket.${project}@${domainOf(from.address)}>`;
}

/** With the token behind a plus where the server knows that (RFC 5233). */
export function replyAddressOf(token: Secret, { replyTo, from, plusAddress }: MailSettings): string {
  const address = replyTo ?? from.address;
  const at = address.lastIndexOf('@');
  return plusAddress ? `${address.slice(0, at)}+${token.reveal()}${address.slice(at)}` : address;
}

export interface NamedDelivery {
  readonly id: DeliveryId;
  readonly token: string;
}

const OURS = /godwit\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([a-z2-7]{32})@/gi;
/** A thread has some; a hostile mail may name thousands. */
const NAMES_MAX = 20;

/** The deliveries whose Message-IDs stand in the text, the last ones first. */
export function deliveriesIn(text: string): readonly NamedDelivery[] {
  const found = [...text.matchAll(OURS)].slice(-NAMES_MAX).reverse();
  return found.map(([, id = '', token = '']) => ({
    id: id.toLowerCase() as DeliveryId, // any id may be asked for; what is not there is not found
    token: token.toLowerCase(),
  }));
}

/** Tokens of replies in the addresses and references of a mail, the surest first. */
export function replyTokensIn(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.flatMap((text) => mailTokensIn(text, NAMES_MAX)))].slice(0, NAMES_MAX);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
