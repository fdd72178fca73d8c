/** Personal distribution lists: a name and members, each of which is an address or a link to an item of the same mailbox. */
import { createHash } from 'node:crypto';
import { EMAIL_PROPERTIES, TEXT_PROPERTIES, textAt, without, withValue } from '../contacts/contact-properties.ts';
import { listOf, type Member, type MemberKind } from '../contacts/own.ts';
import { ItemRefusal } from '../errors.ts';
import { readId, writeId } from '../ids.ts';
import type { ItemState } from '../item.ts';
import type { ItemView } from '../item-view.ts';
import type { Mailbox } from '../mailbox.ts';
import { attributeOf, childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement, xmlText } from '../xml-write.ts';
import { type Field, field, optionalText } from './field.ts';
import { fieldName, type Kind, type Reading, words } from './kind.ts';

const DISPLAY_NAME = TEXT_PROPERTIES['DisplayName'] ?? '';
const FILE_AS = TEXT_PROPERTIES['FileAs'] ?? '';

const FIELDS: readonly Field[] = [
  field('contacts:DisplayName', 'Default', ({ state }) => optionalText('t:DisplayName', textAt(state, DISPLAY_NAME))),
  field('contacts:FileAs', 'Default', ({ state }) => optionalText('t:FileAs', textAt(state, FILE_AS))),
  field('contacts:ContactSource', null, () => xmlText('t:ContactSource', 'Store')),
  field('distributionlist:Members', 'AllProperties', membersElement),
];

export const DISTRIBUTION_LIST: Kind = {
  name: 'DistributionList',
  home: 'contacts',
  folderNeeded: { startsWith: 'IPF.Contact', refusal: 'ErrorCannotCreateContactInNonContactFolder' },
  mimeRefusal: 'ErrorUnsupportedMimeConversion',
  readOnly: words('ContactSource'),
  fields: FIELDS,
  searchable: new Map([
    ['contacts:DisplayName', (state: ItemState) => textAt(state, DISPLAY_NAME)],
    ['contacts:FileAs', (state: ItemState) => textAt(state, FILE_AS)],
  ]),
  begin: () => ({ itemClass: 'IPM.DistList', own: { is: 'DistributionList', members: [] } }),
  withElement,
  withoutField: (state, path) => {
    const name = fieldName(attributeOf(path, 'FieldURI') ?? '');
    if (name === 'Members') return withMembers(state, []);
    return name === 'FileAs' ? without(state, [FILE_AS]) : null;
  },
  settled: (state) => {
    const shown = textAt(state, DISPLAY_NAME) ?? '';
    const named = textAt(state, FILE_AS) === null ? withValue(state, FILE_AS, shown) : state;
    return { ...named, overrides: { ...named.overrides, subject: shown } };
  },
};

/** The members of an element replace those that were there. */
function withElement(state: ItemState, element: XmlElement, reading: Reading): ItemState | null {
  switch (element.local) {
    case 'DisplayName':
      return withValue(state, DISPLAY_NAME, element.text);
    case 'FileAs':
      return withValue(state, FILE_AS, element.text);
    case 'Members':
      return withMembers(
        state,
        element.children.map((member, place) => readMember(member, place, reading.mailbox)),
      );
    default:
      return null;
  }
}

function withMembers(state: ItemState, members: readonly Member[]): ItemState {
  return { ...state, own: { is: 'DistributionList', members } };
}

/** Throws `ItemRefusal` for a member that names nobody, or somebody who is not there. */
function readMember(element: XmlElement, place: number, mailbox: Mailbox): Member {
  const box = childOf(element, 'Mailbox');
  if (box === null) throw new ItemRefusal('ErrorInvalidMailbox', 'A member of a distribution list has no mailbox.');
  const text = (name: string): string => childOf(box, name)?.text.trim() ?? '';
  const kind = kindOf(text('MailboxType'));
  const said = { name: text('Name'), address: text('EmailAddress'), routing: text('RoutingType') || 'SMTP' };
  const key = createHash('sha256').update(`${place} ${said.name} ${said.address}`).digest('base64');
  if (kind === 'Contact' || kind === 'PrivateDL') {
    const view = linkedItem(childOf(box, 'ItemId'), kind, mailbox);
    return { key, kind, routing: said.routing, item: view.id, ...linkedWords(kind, view.state, said) };
  }
  if (said.address === '') {
    throw new ItemRefusal('ErrorMissingInformationEmailAddress', 'The e-mail address of a member is missing.');
  }
  if (said.routing === 'SMTP' && !said.address.includes('@')) {
    throw new ItemRefusal('ErrorInvalidContactEmailAddress', 'The e-mail address of a member is not valid.');
  }
  return { key, kind, ...said, name: said.name || said.address, item: null };
}

function kindOf(text: string): MemberKind {
  const kinds: readonly MemberKind[] = ['OneOff', 'Contact', 'PrivateDL', 'Mailbox', 'PublicDL', 'PublicFolder'];
  const kind = text === '' ? 'OneOff' : kinds.find((one) => one === text);
  if (kind === undefined) throw new ItemRefusal('ErrorInvalidMailbox', `A member cannot be of the type ${text}.`);
  return kind;
}

function linkedItem(
  itemId: XmlElement | null,
  kind: 'Contact' | 'PrivateDL',
  mailbox: Mailbox,
): { readonly id: number; readonly state: ItemState } {
  if (itemId === null) {
    throw new ItemRefusal('ErrorMissingInformationReferenceItemId', 'The item id of a member is missing.');
  }
  const { mailbox: number, number: id } = readId('item', attributeOf(itemId, 'Id') ?? '');
  if (number !== mailbox.number) {
    throw new ItemRefusal('ErrorItemNotFound', 'A member lies in another mailbox than its list.');
  }
  const entry = mailbox.item(id);
  if (entry.kind !== (kind === 'Contact' ? 'Contact' : 'DistributionList')) {
    throw new ItemRefusal('ErrorInvalidMailbox', `The item of a member is not a ${kind}.`);
  }
  return { id, state: mailbox.stateOf(entry) };
}

/** A contact is a member by one of its addresses: the one that is named, or else its first. */
function linkedWords(
  kind: 'Contact' | 'PrivateDL',
  state: ItemState,
  said: { readonly name: string; readonly address: string },
): { readonly name: string; readonly address: string } {
  const name = textAt(state, DISPLAY_NAME) ?? said.name;
  if (kind === 'PrivateDL') return { name, address: '' };
  const known = Object.values(EMAIL_PROPERTIES).flatMap(({ address }) => textAt(state, address) ?? []);
  const found = said.address === '' ? known[0] : known.find((one) => one.toLowerCase() === said.address.toLowerCase());
  if (found === undefined) {
    throw new ItemRefusal(
      'ErrorInvalidContactEmailIndex',
      'The contact of a member does not have that e-mail address.',
    );
  }
  return { name, address: found };
}

function membersElement({ state, mailbox }: ItemView): string {
  const members = listOf(state)?.members ?? [];
  const written = members.map(({ key, kind, name, address, routing, item }) => {
    const mail = address === '' ? '' : xmlText('t:EmailAddress', address) + xmlText('t:RoutingType', routing);
    const id = item === null ? '' : xmlElement('t:ItemId', { Id: writeId('item', mailbox.number, item) }, '');
    const box = xmlText('t:Name', name) + mail + xmlText('t:MailboxType', kind) + id;
    return xmlElement('t:Member', { Key: key }, xmlElement('t:Mailbox', {}, box) + xmlText('t:Status', 'Normal'));
  });
  return written.length === 0 ? '' : xmlElement('t:Members', {}, written.join(''));
}
