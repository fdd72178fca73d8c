/** What of a contact has no place in Exchange, as lines for people. Pure. */
import type { Contact, LabelledText, PartialDate, PostalAddress } from '../../model/contact.ts';
import { dayProperties, YEARLESS } from './contact-days.ts';
import type { Seated, Seats } from './contact-slots.ts';
import { joinList, labelledLine, oneLine } from './contact-texts.ts';

/** One line each, in the order of a card. */
export function leftLines(contact: Contact, seats: Seats): readonly string[] {
  return [
    ...shortenedLines(contact),
    ...textLines('e-mail address', seats.emails),
    ...textLines('phone number', seats.phones),
    ...addressLines(seats.addresses),
    ...textLines('web page', seats.pages),
    ...textLines('messenger address', seats.messengers),
    ...dayLine('Birthday', contact.birthday),
    ...dayLine('Anniversary', contact.anniversary),
    ...(contact.photo?.is === 'link' ? [`Photo: ${contact.photo.url}`] : []),
    ...contact.others,
  ];
}

/** Texts that a property of one line cannot hold as they are. */
function shortenedLines(contact: Contact): readonly string[] {
  const texts: readonly (readonly [string, string])[] = [
    ['Display name', contact.displayName],
    ['Family name', contact.familyName],
    ['Given name', contact.givenName],
    ['Middle name', contact.middleName],
    ['Name prefix', contact.prefix],
    ['Name suffix', contact.suffix],
    ['Phonetic family name', contact.phoneticFamilyName],
    ['Phonetic given name', contact.phoneticGivenName],
    ['Nicknames', joinList(contact.nicknames, ',')],
    ['Organisation', contact.organisation],
    ['Departments', joinList(contact.units, ';')],
    ['Phonetic organisation', contact.phoneticOrganisation],
    ['Job title', contact.title],
    ['Profession', contact.role],
    ['Spouse', contact.spouse],
    ...contact.children.map((child) => ['Child', child] as const),
    ['Manager', contact.manager],
    ['Assistant', contact.assistant],
  ];
  return texts.flatMap(([name, text]) => (oneLine(text) === text.trim() ? [] : [`${name}: ${text}`]));
}

/** Those without a place; and labels of one's own, which no place shows. */
function textLines<Key extends string>(what: string, { seats, left }: Seated<Key, LabelledText>): readonly string[] {
  const labelled = [...seats.values()].filter((one) => one.label !== '' || oneLine(one.value) !== one.value.trim());
  return [
    ...labelled.map((one) => labelledLine(capital(what), one, one.value)),
    ...left.map((one) => labelledLine(`Further ${what}`, one, one.value)),
  ];
}

function addressLines<Key extends string>({ seats, left }: Seated<Key, PostalAddress>): readonly string[] {
  const labelled = [...seats.values()].filter((one) => one.label !== '' || isShortened(one));
  return [
    ...labelled.map((one) => labelledLine('Address', one, addressText(one))),
    ...left.map((one) => labelledLine('Further address', one, addressText(one))),
  ];
}

function isShortened({ city, region, postalCode, country }: PostalAddress): boolean {
  return [city, region, postalCode, country].some((text) => oneLine(text) !== text.trim());
}

function addressText({ poBox, extended, street, city, region, postalCode, country }: PostalAddress): string {
  const town = [postalCode, city].filter((part) => part !== '').join(' ');
  return [extended, poBox, street, town, region, country].filter((part) => part !== '').join('\n');
}

/** A day that Exchange cannot hold, or that a program may show with the year that stands for none. */
function dayLine(name: string, date: PartialDate | null): readonly string[] {
  if (date === null) return [];
  const { year } = date;
  const isShownRight = dayProperties(date) !== null && year !== null && year !== YEARLESS;
  const [month, day] = [date.month, date.day].map((part) => String(part).padStart(2, '0'));
  return isShownRight ? [] : [`${name}: ${year === null ? `--${month}-${day} (no year)` : `${year}-${month}-${day}`}`];
}

function capital(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
