/** One row of a table as a contact, by a mapping. What the mapping has no field for is kept below the notes. */
import type { Contact, ContactGroup, GroupMember } from '../../model/contact.ts';
import type { ContactMapping } from '../../model/contact-table.ts';
import { withKept } from '../kept-below.ts';
import { readMoment } from '../vcard/card-dates.ts';
import { type ContactDraft, emptyContact, setText } from '../vcard/contact-draft.ts';
import { completeDisplayName, oneLine } from '../vcard/read-names.ts';
import { cellDay } from './cell-dates.ts';
import { type ColumnTarget, readTarget, TEXT_TARGETS } from './column-target.ts';
import { DEFAULT_CELLS, NO_DAY, plainHeading } from './known-headings.ts';
import { addValues, type PartedCell } from './row-values.ts';

/** A cell with something in it. */
export interface Cell {
  readonly heading: string;
  readonly text: string;
}

/** What a row becomes while it is read. */
export interface RowDraft {
  readonly contact: ContactDraft;
  /** Lines for people: what has no field. */
  readonly kept: string[];
  readonly dates: ContactMapping['dates'];
}

/** Null for a row that says nothing. A row of a distribution list (Open-Xchange) is a group. Never throws. */
export function contactOfRow(mapping: ContactMapping, row: readonly string[]): Contact | ContactGroup | null {
  const draft: RowDraft = { contact: emptyContact(), kept: [], dates: mapping.dates };
  const parted: PartedCell[] = [];
  const notes: string[] = [];
  let members: readonly GroupMember[] = [];
  // Some tables change their delimiter on the way.
  const cells = row.length === 1 ? (row[0] ?? '').split('\t') : row;
  for (const [at, cell] of cells.entries()) {
    const text = cellText(cell);
    const column = mapping.columns[at];
    const heading = column?.heading ?? `Column ${at + 1}`;
    if (text === '') continue;
    const target = readTarget(column?.target ?? 'custom');
    if (target?.is === 'parted') parted.push({ heading, text, target });
    else if (target?.is === 'single' && target.of === 'notes') notes.push(text);
    else if (target?.is === 'single' && target.of === 'members') members = membersIn(text);
    else addCell(draft, target, { heading, text });
  }
  addValues(draft, parted);
  const { contact } = draft;
  completeDisplayName(contact);
  contact.note = withKept(notes.join('\n'), draft.kept);
  if (members.length > 0) return groupOf(contact, members);
  return says(contact) ? contact : null;
}

/** As it stands, but for the apostrophe that keeps a spreadsheet from reading a formula, and `\r`. */
function cellText(cell: string): string {
  const text = cell.replace(/\r\n?/g, '\n').trim();
  return /^'[=+\-@]/.test(text) ? text.slice(1) : text;
}

function addCell(draft: RowDraft, target: ColumnTarget | null, cell: Cell): void {
  const { contact } = draft;
  if (target?.is === 'text') {
    if (!setText(contact, TEXT_TARGETS[target.of], oneLine(cell.text))) keep(draft, cell);
    return;
  }
  switch (target?.is === 'single' ? target.of : 'custom') {
    case 'departments':
      contact.units.push(oneLine(cell.text));
      break;
    case 'nicknames':
      contact.nicknames.push(...split(cell.text, /,|:::/));
      break;
    case 'children':
      // Open-Xchange writes how many they are.
      if (/^\d+$/.test(cell.text)) keep(draft, cell);
      else contact.children.push(...split(cell.text, /[,;]|:::/));
      break;
    case 'categories':
      contact.categories.push(...categoriesIn(cell.text));
      break;
    case 'privacy':
      contact.isPrivate ||= PRIVATE.test(cell.text);
      break;
    case 'last change':
      contact.modified = momentIn(cell.text);
      break;
    case 'photo':
      if (/^https?:/i.test(cell.text)) contact.photo = { is: 'link', url: cell.text };
      else keep(draft, cell);
      break;
    case 'nothing':
      break;
    case 'notes':
    case 'members':
    case 'custom':
      keep(draft, cell);
  }
}

const PRIVATE =
  /^(?:true|wahr|vrai|verdadero|yes|ja|oui|1|private|privat|priv[ée]|confidential|vertraulich|confidentiel)$/i;

/** A line for people below the notes, unless it says that nothing was chosen. */
export function keep(draft: RowDraft, { heading, text }: Cell): void {
  const isDefault = DEFAULT_CELLS.get(plainHeading(heading)) === plainHeading(text);
  if (!isDefault && !NO_DAY.test(text)) draft.kept.push(heading === '' ? text : `${heading}: ${text}`);
}

/** A day, or a line for people where it is none. */
export function setDay(draft: RowDraft, field: 'birthday' | 'anniversary', cell: Cell): void {
  const day = cellDay(cell.text, draft.dates);
  if (day === null || draft.contact[field] !== null) keep(draft, cell);
  else draft.contact[field] = day;
}

function split(text: string, separator: RegExp): readonly string[] {
  const parts = text.split(separator).map((part) => oneLine(part));
  return [...new Set(parts.filter((part) => part !== ''))];
}

/** Google marks its own groups with a star; they are lists of everybody. */
function categoriesIn(text: string): readonly string[] {
  return split(text, /[;,]|:::/).filter((category) => !category.startsWith('* '));
}

function momentIn(text: string): Contact['modified'] {
  const isEpoch = /^\d{12,14}$/.test(text);
  return readMoment(isEpoch ? new Date(Number(text)).toISOString() : text);
}

/** A name and an address for each member, whatever stands between them. */
function membersIn(text: string): readonly GroupMember[] {
  const members = text.split(/[;\n]|,(?=[^<>]*<|\s*\S+@)/).map((part): GroupMember | null => {
    const named = /^(.*?)[<(]?\s*([^\s<>()",;]+@[^\s<>()",;]+)\s*[>)]?\s*$/s.exec(part.trim());
    return named === null
      ? null
      : { uid: '', address: named[2] ?? '', name: oneLine((named[1] ?? '').replaceAll('"', '')) };
  });
  return members.filter((member) => member !== null);
}

function groupOf(contact: ContactDraft, members: readonly GroupMember[]): ContactGroup {
  const { uid, displayName, note, categories, modified, others } = contact;
  return { kind: 'contact-group', uid, displayName, members, note, categories, modified, others };
}

/** True when there is anything of a person in it; when it was changed, and whether it is private, is not. */
function says(contact: Contact): boolean {
  const { displayName, note, birthday, anniversary, addresses, urls, messengers, categories, title } = contact;
  const lists = [addresses, urls, messengers, categories].some((list) => list.length > 0);
  return displayName !== '' || note !== '' || title !== '' || lists || birthday !== null || anniversary !== null;
}
