/** The properties of a card as a group: RFC 6350 §6.1.4, Apple, Evolution and Open-Xchange. */
import type { ContactGroup, GroupMember } from '../../model/contact.ts';
import { readMoment } from './card-dates.ts';
import type { CardProperty } from './card-property.ts';
import { isBlank, listed, unescaped, unique } from './card-text.ts';
import { CardContents } from './contact-draft.ts';
import { readUid } from './read-contact.ts';
import { oneLine } from './read-names.ts';

/** True when the card says of itself that it is a group, in one of the words for it. */
export function isGroup(properties: readonly CardProperty[]): boolean {
  return properties.some(({ name, text }) => {
    const value = text.trim().toLowerCase();
    if (name === 'KIND' || name === 'X-ADDRESSBOOKSERVER-KIND') return value === 'group';
    if (name === 'X-EVOLUTION-LIST') return value === 'true';
    if (name === 'X-OPEN-XCHANGE-CTYPE') return value === 'dlist';
    return MEMBER.has(name) && value !== '';
  });
}

const MEMBER: ReadonlySet<string> = new Set(['MEMBER', 'X-ADDRESSBOOKSERVER-MEMBER']);
/** What makes the card a group, and what is about the file and not about the group. */
const SPENT: ReadonlySet<string> = new Set([
  'VERSION',
  'PRODID',
  'X-PRODID',
  'KIND',
  'X-ADDRESSBOOKSERVER-KIND',
  'X-EVOLUTION-LIST',
  'X-EVOLUTION-LIST-SHOW-ADDRESSES',
  'X-OPEN-XCHANGE-CTYPE',
]);

export function readGroup(properties: readonly CardProperty[]): ContactGroup {
  const contents = new CardContents(properties);
  const left = new Set<CardProperty>();
  const group = { uid: '', displayName: '', name: '', note: '', members: new Map<string, GroupMember>() };
  const categories: string[] = [];
  let modified: ContactGroup['modified'] = null;
  // Evolution and older versions of Open-Xchange list the members as addresses of the group.
  const hasMailMembers = properties.some(({ name }) => name === 'X-EVOLUTION-LIST' || name === 'X-OPEN-XCHANGE-CTYPE');
  for (const property of contents.properties) {
    const text = unescaped(property.text).trim();
    const isMember = MEMBER.has(property.name) || (hasMailMembers && property.name === 'EMAIL');
    if (text === '' || SPENT.has(property.name)) continue;
    if (isMember) addMember(group.members, memberOf(property, text));
    else if (property.name === 'UID' && group.uid === '') group.uid = readUid(text);
    else if (property.name === 'FN' && group.displayName === '') group.displayName = oneLine(text);
    else if (property.name === 'N' && group.name === '') group.name = nameOf(property.text);
    else if (property.name === 'NOTE' && group.note === '') group.note = unescaped(property.text);
    else if (property.name === 'CATEGORIES') categories.push(...listed(property.text));
    else if (property.name === 'REV' && modified === null && readMoment(text) !== null) modified = readMoment(text);
    else left.add(property);
  }
  return {
    kind: 'contact-group',
    uid: group.uid,
    displayName: group.displayName === '' ? group.name : group.displayName,
    members: [...group.members.values()],
    note: isBlank(group.note) ? '' : group.note,
    categories: unique(categories),
    modified,
    others: contents.othersOf(left),
  };
}

/** The parts of N together, which only repeats the display name of a group. */
function nameOf(text: string): string {
  const parts = unescaped(text.replaceAll(/(?<!\\);/g, ' '));
  return parts.replace(/\s+/g, ' ').trim();
}

function addMember(members: Map<string, GroupMember>, member: GroupMember): void {
  const key = [member.uid, member.address.toLowerCase(), member.name].join('\n');
  if (!members.has(key)) members.set(key, member);
}

/** A member by UID, address or name; parameters of the programs add what the value does not say. */
function memberOf(property: CardProperty, text: string): GroupMember {
  const parameter = (...names: readonly string[]): string =>
    names.map((name) => property.parameters.get(name)?.join(',').trim() ?? '').find((value) => value !== '') ?? '';
  const name = parameter('X-CN', 'CN', 'X-OX-FN', 'X-EVOLUTION-DEST-NAME', 'FN');
  const address = parameter('X-EMAIL', 'EMAIL', 'X-EVOLUTION-DEST-EMAIL');
  const uid = parameter('X-EVOLUTION-DEST-CONTACT-UID', 'X-UID');
  const isText = parameter('VALUE').toLowerCase() === 'text';
  if (/^urn:uuid:/i.test(text)) return { uid: readUid(text), address, name };
  const mail = /^mailto:(.*)$/is.exec(text)?.[1];
  if (mail !== undefined) return withAddress(percentDecoded(mail.replace(/\?.*$/s, '')), { uid, address, name });
  if (property.name === 'EMAIL' || (text.includes('@') && !isText)) return withAddress(text, { uid, address, name });
  if (isText) return { uid, address, name: name === '' ? text : name };
  return { uid: uid === '' ? text : uid, address, name };
}

/** `Jane Doe <jane@example.org>` names somebody too. */
function withAddress(text: string, known: GroupMember): GroupMember {
  const named = /^(.*?)<\s*([^<>]*@[^<>]*)>\s*$/s.exec(text);
  const address = (named?.[2] ?? text).trim();
  const name = (named?.[1] ?? '').replace(/["\s]+/g, ' ').trim();
  return { uid: known.uid, address, name: known.name === '' ? name : known.name };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // An address with a percent sign that is no escape means itself.
    if (error instanceof URIError) return text;
    throw error;
  }
}
