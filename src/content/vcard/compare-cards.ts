/** How a copy of a contact or group differs from its original, by meaning. */
import type { Contact, ContactGroup, GroupMember, PartialDate, Photo } from '../../model/contact.ts';
import type { Difference, DifferenceKind, DifferenceLevel } from '../difference.ts';
import { withoutKept } from '../kept-below.ts';
import { type ContactFinding, compareLabelled, compareSets, type Keyed } from './compare-values.ts';
import type { ContactField } from './contact-fields.ts';
import { isNamedMemberLine, memberKeys, namedMemberKeys } from './group-member.ts';
import { nameOfOther } from './other-line.ts';
import { addressKey, emailKey, linkKey, phoneKey, plain, plainLines } from './same-text.ts';

/**
 * Empty when the copy means the same. `lostFields` are those that the target has announced as lost: what differs there is
 * 'may'. The field of each difference is a `ContactField`.
 */
export function compareCards(
  source: Contact | ContactGroup,
  copy: Contact | ContactGroup,
  lostFields: ReadonlySet<string>,
): readonly Difference[] {
  return findings(source, copy).flatMap(({ field, how, name }): readonly Difference[] => {
    const level = levelOf(field, how);
    if (level === 'ignored') return [];
    return [{ field, how, name, level: lostFields.has(field) && !isTold(field, how, copy) ? 'may' : level }];
  });
}

/** A copy that names the members it could not take says thereby that it has all the others. */
function isTold(field: ContactField, how: DifferenceKind, copy: Contact | ContactGroup): boolean {
  return field === 'members' && how === 'missing' && copy.kind === 'contact-group' && namedMemberKeys(copy).size > 0;
}

function findings(source: Contact | ContactGroup, copy: Contact | ContactGroup): readonly ContactFinding[] {
  if (source.kind === 'contact' && copy.kind === 'contact') return compareContacts(source, copy);
  if (source.kind === 'contact-group' && copy.kind === 'contact-group') return compareGroups(source, copy);
  return [{ field: 'kind', how: 'changed', name: null }];
}

/** How much a difference counts that nobody has announced. */
function levelOf(field: ContactField, how: DifferenceKind): DifferenceLevel | 'ignored' {
  // A server stamps what it stores, and may name what came without name or UID.
  if (field === 'last change') return 'ignored';
  if (how === 'added' && (field === 'display name' || field === 'identifier')) return 'ignored';
  if (how === 'added' && (field === 'custom fields' || field === 'other properties')) return 'may';
  // Somebody without an e-mail address, whom the copy of the group names.
  if (how === 'partial' && field === 'members') return 'may';
  return how === 'rewritten' || how === 'unclear' ? 'may' : 'must';
}

function compareContacts(source: Contact, copy: Contact): readonly ContactFinding[] {
  return [
    ...TEXTS.flatMap(([field, name]) => compareTexts(field, plain(source[name]), plain(copy[name]))),
    ...compareLists('nicknames', source.nicknames, copy.nicknames),
    ...compareLists('department', source.units, copy.units),
    ...compareLists('children', source.children, copy.children),
    ...compareContacted(source, copy),
    ...compareDays('birthday', source.birthday, copy.birthday),
    ...compareDays('anniversary', source.anniversary, copy.anniversary),
    ...comparePhotos(source.photo, copy.photo),
    ...comparePrivacy(source, copy),
    ...compareRest(source, copy),
  ];
}

type TextName = { [K in keyof Contact]: Contact[K] extends string ? K : never }[Exclude<keyof Contact, 'kind'>];
const TEXTS: readonly (readonly [ContactField, TextName])[] = [
  ['display name', 'displayName'],
  ['name', 'familyName'],
  ['name', 'givenName'],
  ['name', 'middleName'],
  ['name', 'prefix'],
  ['name', 'suffix'],
  ['phonetic name', 'phoneticFamilyName'],
  ['phonetic name', 'phoneticGivenName'],
  ['organisation', 'organisation'],
  ['phonetic organisation', 'phoneticOrganisation'],
  ['job title', 'title'],
  ['profession', 'role'],
  ['spouse', 'spouse'],
  ['manager of the person', 'manager'],
  ['assistant', 'assistant'],
];

/** What somebody is reached by. */
function compareContacted(source: Contact, copy: Contact): readonly ContactFinding[] {
  const keyed =
    <T extends { readonly value: string }>(key: (value: string) => string) =>
    (value: T): Keyed & { readonly label: T } => ({ key: key(value.value), shown: value.value, label: value });
  return [
    ...compareLabelled('e-mail addresses', source.emails.map(keyed(emailKey)), copy.emails.map(keyed(emailKey))),
    ...compareLabelled('phone numbers', source.phones.map(keyed(phoneKey)), copy.phones.map(keyed(phoneKey))),
    ...compareLabelled('web pages', source.urls.map(keyed(linkKey)), copy.urls.map(keyed(linkKey))),
    ...compareLabelled(
      'instant messaging',
      source.messengers.map(keyed(emailKey)),
      copy.messengers.map(keyed(emailKey)),
    ),
    ...compareAddresses(source, copy),
  ];
}

function compareAddresses(source: Contact, copy: Contact): readonly ContactFinding[] {
  const keyed = (address: Contact['addresses'][number]) => {
    const { poBox, extended, street, city, region, postalCode, country } = address;
    const parts = [poBox, extended, street, city, region, postalCode, country];
    const shown = plain(parts.filter((part) => part !== '').join(', '));
    return { key: addressKey(parts), shown, label: address, exact: parts.map(plain).join('\n') };
  };
  const [from, to] = [source.addresses.map(keyed), copy.addresses.map(keyed)];
  const exact = new Set(to.map((one) => one.exact));
  const keys = new Set(to.map(({ key }) => key));
  const moved = from.filter((one) => keys.has(one.key) && !exact.has(one.exact));
  return [
    ...compareLabelled('postal addresses', from, to),
    ...moved.map(({ shown }) => ({ field: 'postal addresses', how: 'rewritten', name: shown }) as const),
  ];
}

function compareTexts(field: ContactField, source: string, copy: string): readonly ContactFinding[] {
  if (source === copy) return [];
  const how = source === '' ? 'added' : copy === '' ? 'missing' : source.startsWith(copy) ? 'partial' : 'changed';
  return [{ field, how, name: null }];
}

/** Lists that some targets keep as one text. */
function compareLists(
  field: ContactField,
  source: readonly string[],
  copy: readonly string[],
): readonly ContactFinding[] {
  const joined = (texts: readonly string[]): string => plain(texts.join(' ')).replace(/[\s,;]+/g, ' ');
  if (joined(source) === joined(copy)) return [];
  const keyed = (text: string): Keyed => ({ key: plain(text).toLowerCase(), shown: text });
  return compareSets(field, source.map(keyed), copy.map(keyed));
}

function compareDays(
  field: 'birthday' | 'anniversary',
  source: PartialDate | null,
  copy: PartialDate | null,
): readonly ContactFinding[] {
  if (source === null) return copy === null ? [] : [{ field, how: 'added', name: null }];
  if (copy === null) return [{ field, how: 'missing', name: null }];
  const isSame = source.year === copy.year && source.month === copy.month && source.day === copy.day;
  return isSame ? [] : [{ field, how: 'changed', name: null }];
}

/** Servers scale photos down and encode them anew; whether it still shows the same nobody can tell here. */
function comparePhotos(source: Photo | null, copy: Photo | null): readonly ContactFinding[] {
  const finding = (how: DifferenceKind): readonly ContactFinding[] => [{ field: 'photo', how, name: null }];
  if (source === null) return copy === null ? [] : finding('added');
  if (copy === null) return finding('missing');
  if (source.is === 'link')
    return copy.is === 'link' && linkKey(copy.url) === linkKey(source.url) ? [] : finding('changed');
  if (copy.is === 'link') return finding('changed');
  if (source.bytes.equals(copy.bytes)) return [];
  const arePictures = [source, copy].every(({ mediaType }) => mediaType.startsWith('image/'));
  return finding(arePictures ? 'rewritten' : 'changed');
}

function comparePrivacy(source: Contact, copy: Contact): readonly ContactFinding[] {
  if (source.isPrivate === copy.isPrivate) return [];
  return [{ field: 'privacy', how: source.isPrivate ? 'missing' : 'added', name: null }];
}

function compareGroups(source: ContactGroup, copy: ContactGroup): readonly ContactFinding[] {
  return [
    ...compareTexts('display name', plain(source.displayName), plain(copy.displayName)),
    ...compareMembers(source.members, copy),
    ...compareRest(source, { ...copy, others: copy.others.filter((line) => !isNamedMemberLine(line)) }),
  ];
}

/** Members are the same by UID or by address; by name only where the original has neither. */
function compareMembers(source: readonly GroupMember[], copy: ContactGroup): readonly ContactFinding[] {
  const [inSource, inCopy] = [new Set(source.flatMap(memberKeys)), new Set(copy.members.flatMap(memberKeys))];
  const isIn = (keys: ReadonlySet<string>) => (member: GroupMember) => memberKeys(member).some((key) => keys.has(key));
  const found = (member: GroupMember, how: DifferenceKind): ContactFinding => {
    const { name, address, uid } = member;
    return { field: 'members', how, name: name || address || uid };
  };
  const isCopied = isIn(inCopy);
  const isNamed = isIn(namedMemberKeys(copy));
  const isOriginal = isIn(inSource);
  return [
    ...source
      .filter((member) => !isCopied(member))
      .map((member) => found(member, isNamed(member) ? 'partial' : 'missing')),
    ...copy.members.filter((member) => !isOriginal(member)).map((member) => found(member, 'added')),
  ];
}

/** What contacts and groups both have. */
function compareRest(source: Contact | ContactGroup, copy: Contact | ContactGroup): readonly ContactFinding[] {
  const isSameNote = [copy.note, withoutKept(copy.note).text].some(
    (note) => plainLines(note) === plainLines(source.note),
  );
  const keyed = (text: string): Keyed => ({ key: plain(text).toLowerCase(), shown: text });
  const other = (line: string): Keyed => ({ key: plain(line), shown: nameOfOther(line) });
  const custom = (lines: readonly string[], isCustom: boolean): readonly Keyed[] =>
    lines.filter((line) => nameOfOther(line).startsWith('X-') === isCustom).map(other);
  return [
    ...(isSameNote ? [] : compareTexts('notes', plainLines(source.note), plainLines(withoutKept(copy.note).text))),
    ...compareSets('categories', source.categories.map(keyed), copy.categories.map(keyed)),
    ...compareTexts('identifier', plain(source.uid).toLowerCase(), plain(copy.uid).toLowerCase()),
    ...(source.modified === copy.modified ? [] : [{ field: 'last change', how: 'changed', name: null } as const]),
    ...compareSets('custom fields', custom(source.others, true), custom(copy.others, true)),
    ...compareSets('other properties', custom(source.others, false), custom(copy.others, false)),
  ];
}
