/** What a row has several of, gathered from columns that belong together. */
import type { Labelled, PostalAddress } from '../../model/contact.ts';
import { messengerUri } from '../vcard/messengers.ts';
import { oneLine } from '../vcard/read-names.ts';
import type { ColumnTarget, PartedTarget } from './column-target.ts';
import { type Cell, keep, type RowDraft, setDay } from './contact-of-row.ts';
import { typesOfWords } from './heading-words.ts';

export interface PartedCell extends Cell {
  readonly target: Extract<ColumnTarget, { readonly is: 'parted' }>;
}

/** Adds everything to the contact; what cannot be added is kept for people. */
export function addValues(draft: RowDraft, cells: readonly PartedCell[]): void {
  for (const group of Map.groupBy(cells, groupKey).values()) {
    const of = group[0]?.target.of;
    if (of === undefined) continue;
    if (of === 'address') addAddress(draft, group);
    else if (of === 'birthday' || of === 'anniversary') addDay(draft, of, group);
    else addReached(draft, of, group);
  }
}

/** Columns belong together by number; those without by type; days always. */
function groupKey({ target, heading }: PartedCell): string {
  const { of, slot, types } = target;
  if (of === 'birthday' || of === 'anniversary') return of;
  if (of === 'address') return `address ${slot} ${types.join(' ')}`;
  return slot > 0 && types.length === 0 ? `${of} ${slot}` : `${of} ${heading}`;
}

function addDay(draft: RowDraft, of: 'birthday' | 'anniversary', cells: readonly PartedCell[]): void {
  const part = (name: string): string => cells.find(({ target }) => target.part === name)?.text ?? '';
  for (const cell of cells) if (cell.target.part === 'value') setDay(draft, of, cell);
  const [year, month, day] = [part('year'), part('month'), part('day')].map((text) => text.padStart(2, '0'));
  if (part('month') === '' && part('day') === '' && part('year') === '') return;
  const text = part('year') === '' ? `--${month}-${day}` : `${year}-${month}-${day}`;
  setDay(draft, of, { heading: of === 'birthday' ? 'Birthday' : 'Anniversary', text });
}

/** Google writes several values of one type into one cell. */
const SEVERAL = /\s*:::\s*/;

function addReached(draft: RowDraft, of: PartedTarget, cells: readonly PartedCell[]): void {
  const part = (name: string): string => cells.find(({ target }) => target.part === name)?.text ?? '';
  const typed = part('type');
  for (const cell of cells) {
    if (cell.target.part !== 'value') continue;
    const label = typed === '' ? unlabelled(cell.target.types) : labelOf(typed, cell.target.types);
    const values = cell.text.split(SEVERAL).filter((value) => value !== '');
    for (const value of values)
      addValue(draft, of, { ...cell, text: value }, { label, typed, service: part('service') });
  }
}

interface Described {
  readonly label: Labelled;
  /** The type or label as it is written. */
  readonly typed: string;
  readonly service: string;
}

function addValue(draft: RowDraft, of: PartedTarget, cell: PartedCell, described: Described): void {
  const { contact } = draft;
  const value = oneLine(cell.text);
  const { label } = described;
  const named = { heading: described.typed || cell.heading, text: cell.text };
  switch (of) {
    case 'email':
      // An address inside somebody's Exchange organisation (X.500) reaches nobody from outside.
      if (/^\/o=/i.test(value)) keep(draft, cell);
      else contact.emails.push({ ...label, value: value.replace(/^mailto:/i, '') });
      break;
    case 'phone':
      contact.phones.push({ ...label, value });
      break;
    case 'url':
      contact.urls.push({ ...label, value });
      break;
    case 'messenger':
      contact.messengers.push(messengerOf(value, described));
      break;
    case 'relation':
      addRelation(draft, described.typed, named);
      break;
    case 'event':
      if (/^\*?\s*(?:anniversary|jahrestag|anniversaire)/i.test(described.typed)) setDay(draft, 'anniversary', named);
      else keep(draft, named);
      break;
    case 'field':
    case 'address':
    case 'birthday':
    case 'anniversary':
      keep(draft, named);
  }
}

/** The service is a type of the column, or a cell of its own. */
function messengerOf(value: string, { label, service }: Described): Labelled & { readonly value: string } {
  const scheme = service === '' ? (label.types[0] ?? 'im') : service;
  const types = service === '' ? [] : label.types;
  const uri = /^[a-z][a-z0-9+.-]*:/i.test(value) ? value : messengerUri('IMPP', scheme, value);
  return { ...label, types, value: uri };
}

function addRelation(draft: RowDraft, typed: string, cell: Cell): void {
  const { contact } = draft;
  const role = typed.replace(/^\*\s*/, '').toLowerCase();
  if (role === 'spouse' && contact.spouse === '') contact.spouse = oneLine(cell.text);
  else if (role === 'manager' && contact.manager === '') contact.manager = oneLine(cell.text);
  else if (role === 'assistant' && contact.assistant === '') contact.assistant = oneLine(cell.text);
  else if (role === 'child') contact.children.push(oneLine(cell.text));
  else keep(draft, { heading: typed === '' ? 'Related' : typed, text: cell.text });
}

function addAddress(draft: RowDraft, cells: readonly PartedCell[]): void {
  const part = (name: string): string => {
    const texts = cells.filter(({ target }) => target.part === name).map(({ text }) => text);
    return texts.join('\n').replace(SEVERAL, '\n');
  };
  const typed = part('type');
  const types = cells[0]?.target.types ?? [];
  const label = typed === '' ? unlabelled(types) : labelOf(typed, types);
  const street = ['street', 'street-2', 'street-3'].map(part).filter((line) => line !== '');
  const place: Omit<PostalAddress, keyof Labelled> = {
    poBox: part('po-box'),
    extended: part('extended'),
    street: street.join('\n'),
    city: part('city'),
    region: part('region'),
    postalCode: part('postal-code'),
    country: part('country'),
  };
  const hasParts = Object.values(place).some((text) => text !== '');
  // The formatted address repeats the parts where there are any.
  const whole = { ...place, street: part('formatted') };
  if (hasParts) draft.contact.addresses.push({ ...label, ...place });
  else if (whole.street !== '') draft.contact.addresses.push({ ...label, ...whole });
}

function unlabelled(types: readonly string[]): Labelled {
  return { types: [...types].sort(), label: '', isPreferred: false };
}

/** `* Work` is the preferred one at work; words that are no types are a label. */
function labelOf(typed: string, types: readonly string[]): Labelled {
  const isPreferred = typed.startsWith('*');
  const words = typed.replace(/^\*\s*/, '').trim();
  const known = words === '' ? [] : typesOfWords(words);
  if (known === null) return { types: [...types].sort(), label: words, isPreferred };
  return { types: [...new Set([...types, ...known])].sort(), label: '', isPreferred };
}
