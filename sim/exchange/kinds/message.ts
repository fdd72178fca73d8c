/** Messages: who sent them to whom, whether they were read, and the receipts they ask for. */
import type { Address, ItemState, Overrides } from '../item.ts';
import type { ItemView } from '../item-view.ts';
import { isTrue } from '../shape.ts';
import { childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement, xmlText } from '../xml-write.ts';
import { type Field, field, optionalText } from './field.ts';
import { type Kind, words } from './kind.ts';

const FIELDS: readonly Field[] = [
  field('message:Sender', 'AllProperties', (view) => recipient('t:Sender', view.senders)),
  field('message:ToRecipients', 'AllProperties', (view) => recipients('t:ToRecipients', view.addresses('to'))),
  field('message:CcRecipients', 'AllProperties', (view) => recipients('t:CcRecipients', view.addresses('cc'))),
  field('message:BccRecipients', 'AllProperties', (view) => recipients('t:BccRecipients', view.addresses('bcc'))),
  field('message:IsReadReceiptRequested', 'AllProperties', ({ state }) => {
    return xmlText('t:IsReadReceiptRequested', state.readReceipt);
  }),
  field('message:IsDeliveryReceiptRequested', 'AllProperties', ({ state }) => {
    return xmlText('t:IsDeliveryReceiptRequested', state.deliveryReceipt);
  }),
  field('message:ConversationTopic', 'AllProperties', (view) =>
    optionalText('t:ConversationTopic', conversationTopic(view)),
  ),
  field('message:From', 'Default', (view) => recipient('t:From', view.addresses('from'))),
  field('message:InternetMessageId', 'AllProperties', (view) => optionalText('t:InternetMessageId', view.messageId)),
  field('message:IsRead', 'Default', ({ state }) => xmlText('t:IsRead', state.isRead)),
  field('message:IsResponseRequested', 'AllProperties', () => xmlText('t:IsResponseRequested', false)),
  field('message:References', 'AllProperties', (view) => optionalText('t:References', view.references)),
  field('message:ReplyTo', 'AllProperties', (view) => recipients('t:ReplyTo', view.addresses('replyTo'))),
];

export const MESSAGE: Kind = {
  name: 'Message',
  home: 'drafts',
  folderNeeded: null,
  mimeRefusal: null,
  readOnly: words('ConversationIndex ConversationTopic ReceivedBy ReceivedRepresenting'),
  fields: FIELDS,
  searchable: new Map([['message:IsRead', (state) => String(state.isRead)]]),
  begin: () => ({ itemClass: 'IPM.Note', own: { is: 'Message' } }),
  withElement,
  withoutField: () => null,
  settled: (state) => state,
};

function withElement(state: ItemState, element: XmlElement): ItemState | null {
  const set = (overrides: Overrides): ItemState => ({ ...state, overrides: { ...state.overrides, ...overrides } });
  const { text } = element;
  switch (element.local) {
    case 'IsRead':
      return { ...state, isRead: isTrue(text) };
    case 'IsReadReceiptRequested':
      return { ...state, readReceipt: isTrue(text) };
    case 'IsDeliveryReceiptRequested':
      return { ...state, deliveryReceipt: isTrue(text) };
    case 'InternetMessageId':
      return set({ messageId: text });
    case 'References':
      return set({ references: text });
    case 'From':
      return set({ from: readRecipients(element) });
    case 'Sender':
      return set({ sender: readRecipients(element) });
    case 'ToRecipients':
      return set({ to: readRecipients(element) });
    case 'CcRecipients':
      return set({ cc: readRecipients(element) });
    case 'BccRecipients':
      return set({ bcc: readRecipients(element) });
    case 'ReplyTo':
      return set({ replyTo: readRecipients(element) });
    case 'IsResponseRequested':
      // Taken and not kept: nothing asks for it back.
      return state;
    default:
      return null;
  }
}

function readRecipients(element: XmlElement): readonly Address[] {
  return element.children.map((mailbox) => {
    const email = childOf(mailbox, 'EmailAddress')?.text ?? '';
    return { name: childOf(mailbox, 'Name')?.text ?? email, email };
  });
}

function conversationTopic(view: ItemView): string | null {
  const topic = view.text('Thread-Topic') ?? view.subject.replace(/^(?:\w{1,3}:\s*)+/, '');
  return topic === '' ? null : topic;
}

function recipient(element: string, addresses: readonly Address[]): string {
  const [first] = addresses;
  return first === undefined ? '' : xmlElement(element, {}, mailboxElement(first));
}

function recipients(element: string, addresses: readonly Address[]): string {
  return addresses.length === 0 ? '' : xmlElement(element, {}, addresses.map(mailboxElement).join(''));
}

/** An address as answers show it. */
export function mailboxElement({ name, email }: Address): string {
  const address = email === '' ? '' : xmlText('t:EmailAddress', email) + xmlText('t:RoutingType', 'SMTP');
  return xmlElement('t:Mailbox', {}, xmlText('t:Name', name) + address + xmlText('t:MailboxType', 'OneOff'));
}
