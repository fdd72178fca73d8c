/** The contacts of one folder once more as a table, for people and for programs that take nothing else. */
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFileName } from '../../content/archive-names.ts';
import { CardError } from '../../content/vcard/card-error.ts';
import { readCard } from '../../content/vcard/read-card.ts';
import type { Contact, LabelledText, PostalAddress } from '../../model/contact.ts';
import type { TargetFolder } from '../../model/folder.ts';
import { itemsFolder } from './folders.ts';

/** The headings of Outlook's own export, which most programs can read. */
const COLUMNS: readonly (readonly [string, (contact: Contact) => string])[] = [
  ['Title', ({ prefix }) => prefix],
  ['First Name', ({ givenName }) => givenName],
  ['Middle Name', ({ middleName }) => middleName],
  ['Last Name', ({ familyName }) => familyName],
  ['Suffix', ({ suffix }) => suffix],
  ['Display Name', ({ displayName }) => displayName],
  ['Nickname', ({ nicknames }) => nicknames.join(', ')],
  ['Company', ({ organisation }) => organisation],
  ['Department', ({ units }) => units.join(', ')],
  ['Job Title', ({ title }) => title],
  ['E-mail Address', ({ emails }) => emails[0]?.value ?? ''],
  ['E-mail 2 Address', ({ emails }) => emails[1]?.value ?? ''],
  ['E-mail 3 Address', ({ emails }) => emails[2]?.value ?? ''],
  ['Mobile Phone', ({ phones }) => phoneOf(phones, 'cell')],
  ['Business Phone', ({ phones }) => phoneOf(phones, 'work')],
  ['Home Phone', ({ phones }) => phoneOf(phones, 'home')],
  ['Business Fax', ({ phones }) => phoneOf(phones, 'fax')],
  ['All Phones', ({ phones }) => phones.map(({ value }) => value).join('\n')],
  ['Business Address', ({ addresses }) => addressOf(addresses, 'work')],
  ['Home Address', ({ addresses }) => addressOf(addresses, 'home')],
  ['Web Page', ({ urls }) => urls[0]?.value ?? ''],
  ['Birthday', ({ birthday }) => dayOf(birthday)],
  ['Anniversary', ({ anniversary }) => dayOf(anniversary)],
  ['Categories', ({ categories }) => categories.join(';')],
  ['Notes', ({ note }) => note],
];

/** Written anew each time. What cannot be read as a contact is left out: its file is there. */
export async function writeContactsTable(root: string, folder: TargetFolder): Promise<void> {
  const place = itemsFolder(root, folder);
  const lines = [COLUMNS.map(([heading]) => heading).join(',')];
  for (const name of (await readdir(place)).filter((one) => readFileName(one) !== null).sort()) {
    const contact = await contactIn(join(place, name));
    if (contact !== null) lines.push(COLUMNS.map(([, cell]) => quoted(cell(contact))).join(','));
  }
  const path = join(place, 'contacts.csv');
  // With a byte order mark, without which Excel takes UTF-8 for something else.
  await writeFile(`${path}.new`, `\ufeff${lines.join('\r\n')}\r\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

async function contactIn(path: string): Promise<Contact | null> {
  try {
    const card = readCard(await readFile(path));
    return card.kind === 'contact' ? card : null;
  } catch (error) {
    if (error instanceof CardError) return null;
    throw error;
  }
}

function phoneOf(phones: readonly LabelledText[], type: string): string {
  const isFax = (phone: LabelledText): boolean => phone.types.includes('fax');
  return phones.find((phone) => phone.types.includes(type) && (type === 'fax' || !isFax(phone)))?.value ?? '';
}

function addressOf(addresses: readonly PostalAddress[], type: string): string {
  const found = addresses.find(({ types }) => types.includes(type));
  if (found === undefined) return '';
  const { poBox, extended, street, postalCode, city, region, country } = found;
  return [poBox, extended, street, `${postalCode} ${city}`.trim(), region, country]
    .filter((one) => one !== '')
    .join('\n');
}

function dayOf(date: Contact['birthday']): string {
  if (date === null) return '';
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.year ?? '--'}-${two(date.month)}-${two(date.day)}`;
}

/** A cell that a spreadsheet would take for a formula begins with a quote; a telephone number is none. */
function quoted(text: string): string {
  const isFormula = /^[=@\t\r]/.test(text) || (/^[+-]/.test(text) && !/^[+-][\d\s()./-]*$/.test(text));
  return `"${(isFormula ? `'${text}` : text).replaceAll('"', '""')}"`;
}
