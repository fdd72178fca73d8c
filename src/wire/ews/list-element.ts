/**
 * What a `DistributionList` has beyond what every item has (types.xsd, DistributionListType), in both directions.
 * https://learn.microsoft.com/exchange/client-developer/web-service-reference/distributionlist
 */
import { childOf, textOf, type XmlElement } from '../xml.ts';
import { escapeXml } from '../xml-text.ts';

export type ListMember =
  /** An address without an item behind it. */
  | { readonly is: 'OneOff'; readonly name: string; readonly address: string }
  /** A contact of the same mailbox, by one of its addresses. */
  | { readonly is: 'Contact'; readonly name: string; readonly address: string; readonly itemId: string }
  /** Another list of the same mailbox. */
  | { readonly is: 'PrivateDL'; readonly name: string; readonly itemId: string };

/** The elements of its own, in the order of the schema. They follow those of every item. */
export function listElementXml(displayName: string, members: readonly ListMember[]): string {
  return `<t:DisplayName>${escapeXml(displayName)}</t:DisplayName>${members.length === 0 ? '' : membersXml(members)}`;
}

/** All members: those that are there are replaced by them. */
export function membersXml(members: readonly ListMember[]): string {
  return `<t:Members>${members.map(memberXml).join('')}</t:Members>`;
}

export const LIST_FIELDS: readonly string[] = ['contacts:DisplayName', 'distributionlist:Members'];

export interface FoundMember {
  /** '' where the server says none; so with the others. */
  readonly kind: string;
  readonly name: string;
  readonly address: string;
  readonly itemId: string;
}

export function readMembers(element: XmlElement): readonly FoundMember[] {
  return (childOf(element, 'Members')?.children ?? []).map((member) => {
    const box = childOf(member, 'Mailbox');
    return {
      kind: textOf(box, 'MailboxType') ?? '',
      name: textOf(box, 'Name') ?? '',
      address: textOf(box, 'EmailAddress') ?? '',
      itemId: childOf(box, 'ItemId')?.attributes.get('Id') ?? '',
    };
  });
}

function memberXml(member: ListMember): string {
  const name = member.name === '' ? '' : `<t:Name>${escapeXml(member.name)}</t:Name>`;
  const address =
    member.is === 'PrivateDL'
      ? ''
      : `<t:EmailAddress>${escapeXml(member.address)}</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType>`;
  const link = member.is === 'OneOff' ? '' : `<t:ItemId Id="${escapeXml(member.itemId)}"/>`;
  return `<t:Member><t:Mailbox>${name}${address}<t:MailboxType>${member.is}</t:MailboxType>${link}</t:Mailbox></t:Member>`;
}
