/** Names of people and organisations in a card, and how they are spoken. */
import type { CardProperty } from './card-property.ts';
import { splitEscaped, structured, unescaped } from './card-text.ts';
import { type ContactDraft, setText } from './contact-draft.ts';

const NAME_FIELDS = ['familyName', 'givenName', 'middleName', 'prefix', 'suffix'] as const;

/** The first N that says something counts; parts beyond the fifth go to the suffix. */
export function readName(draft: ContactDraft, property: CardProperty): boolean {
  readSortAs(draft, property, (text) => readPhonetic(draft, splitEscaped(text, text.includes(';') ? ';' : ',')));
  const parts = splitEscaped(property.text, ';').map((part, at) => nameList(part, at >= 3 ? ', ' : ' '));
  const [family = '', given = '', middle = '', prefix = '', ...rest] = parts;
  const name = [family, given, middle, prefix, rest.filter((part) => part !== '').join(', ')];
  if (name.every((part) => part === '')) return true;
  const isFirst = NAME_FIELDS.every((field) => draft[field] === '');
  if (isFirst)
    NAME_FIELDS.forEach((field, at) => {
      draft[field] = name[at] ?? '';
    });
  return NAME_FIELDS.every((field, at) => draft[field] === name[at]);
}

/** Several names in one part (RFC 6350 §6.2.2): `Philip,Paul` are two middle names. */
function nameList(part: string, between: string): string {
  return splitEscaped(part, ',')
    .map((name) => oneLine(unescaped(name)))
    .filter((name) => name !== '')
    .join(between);
}

/** The first ORG counts. */
export function readOrganisation(draft: ContactDraft, property: CardProperty): boolean {
  readSortAs(draft, property, (text) => setText(draft, 'phoneticOrganisation', splitEscaped(text, ';')[0] ?? ''));
  const [organisation = '', ...units] = structured(property.text).map(oneLine);
  const named = units.filter((unit) => unit !== '');
  if (organisation === '' && named.length === 0) return true;
  if (draft.organisation === '' && draft.units.length === 0) {
    draft.organisation = organisation;
    draft.units = named;
  }
  return draft.organisation === organisation && draft.units.join('\n') === named.join('\n');
}

/** SORT-AS of Japanese names is how they are spoken; of others it is only where they stand in a list. */
function readSortAs(draft: ContactDraft, property: CardProperty, take: (text: string) => void): void {
  const sortAs = property.parameters.get('SORT-AS')?.join(',') ?? '';
  if (isKana(sortAs)) take(sortAs);
  else if (sortAs !== '') draft.others.push(`SORT-STRING:${sortAs.replaceAll('\n', '\\n')}`);
}

/** SORT-STRING (RFC 2426 §3.6.5), and SOUND;X-IRMC-N of Japanese phones. */
export function readSpoken(draft: ContactDraft, property: CardProperty): boolean {
  const types = property.parameters.get('TYPE') ?? [];
  const isSpokenName = property.name === 'SORT-STRING' || types.some((type) => type.toUpperCase() === 'X-IRMC-N');
  if (property.isBase64 || !isSpokenName || !isKana(property.text)) return property.text.trim() === '';
  const separator = property.text.includes(';') ? ';' : /\s/.test(property.text) ? null : ',';
  readPhonetic(draft, separator === null ? property.text.trim().split(/\s+/) : splitEscaped(property.text, separator));
  return true;
}

function readPhonetic(draft: ContactDraft, [family = '', given = '']: readonly string[]): void {
  setText(draft, 'phoneticFamilyName', unescaped(family));
  setText(draft, 'phoneticGivenName', unescaped(given));
}

/** Hiragana, katakana, and katakana of half width. */
function isKana(text: string): boolean {
  return /[\u3041-\u30ff\uff66-\uff9f]/.test(text);
}

export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

/** A card should have a display name (RFC 6350 §6.2.1); without one it is made of what else names somebody. */
export function completeDisplayName(draft: ContactDraft): void {
  if (draft.displayName !== '') return;
  const isEastern = /^[\u3041-\u9fff\uac00-\ud7a3]+$/.test(draft.familyName + draft.givenName);
  const names = isEastern
    ? [draft.familyName, draft.givenName]
    : [draft.prefix, draft.givenName, draft.middleName, draft.familyName, draft.suffix];
  const full = names.filter((name) => name !== '').join(' ');
  const candidates = [full, draft.nicknames[0], draft.organisation, draft.emails[0]?.value, draft.phones[0]?.value];
  draft.displayName = candidates.find((name) => name !== undefined && name !== '') ?? '';
}
