/** What a number, address or link of a card is for: TYPE parameters and Apple's labels, in one vocabulary. */
import type { Labelled } from '../../model/contact.ts';
import type { CardProperty } from './card-property.ts';

/** Words of programs for what others have a type for. Types that are not here stay as they are. */
const SAME_TYPE: ReadonlyMap<string, string> = new Map([
  ['mobile', 'cell'],
  ['cellular', 'cell'],
  ['business', 'work'],
  ['x-mobile', 'cell'],
  ['x-home', 'home'],
  ['x-work', 'work'],
  ['x-other', 'other'],
  ['dom', 'home'],
  ['x-evolution-assistant', 'assistant'],
  ['x-evolution-callback', 'callback'],
  ['x-evolution-company', 'company'],
  ['x-company', 'company'],
  ['x-evolution-radio', 'radio'],
  ['x-evolution-telex', 'telex'],
  ['tlx', 'telex'],
  ['x-evolution-ttytdd', 'ttytdd'],
  ['x-ttytdd', 'ttytdd'],
  ['x-tty-tdd', 'ttytdd'],
  ['tty-tdd', 'ttytdd'],
  ['textphone', 'ttytdd'],
  ['x-assistant', 'assistant'],
  ['x-callback', 'callback'],
  ['x-radio', 'radio'],
  ['x-fax', 'fax'],
  ['main-number', 'main'],
]);
/** Types that say nothing about what a value is for. */
const EMPTY_TYPES: ReadonlySet<string> = new Set(['', 'pref', 'internet', 'postal', 'parcel', 'intl']);
/** Labels of Apple's programs that are types. */
const APPLE_TYPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['home', ['home']],
  ['work', ['work']],
  ['mobile', ['cell']],
  ['main', ['main']],
  ['other', ['other']],
  ['pager', ['pager']],
  ['school', ['school']],
  ['homefax', ['fax', 'home']],
  ['workfax', ['fax', 'work']],
  ['otherfax', ['fax', 'other']],
  ['assistantphone', ['assistant']],
  ['assistant phone', ['assistant']],
  ['companymain', ['company']],
  ['callback', ['callback']],
  ['car', ['car']],
  ['radio', ['radio']],
]);

/**
 * Types, label and preference of a property. `label` is what its X-ABLabel says, '' without one. `most` is the lowest PREF
 * among its siblings (RFC 6350 §5.3: lower is preferred).
 */
export function labelOf(property: CardProperty, label: string, most: number): Labelled {
  const written = [...(property.parameters.get('TYPE') ?? [])].flatMap((type) => type.split(','));
  const types = written.map((type) => type.trim().toLowerCase());
  const plain = plainLabel(label);
  const appleTypes = APPLE_TYPES.get(plain.toLowerCase()) ?? [];
  const all = [...types.map((type) => SAME_TYPE.get(type) ?? type), ...appleTypes];
  return {
    types: [...new Set(all.filter((type) => !EMPTY_TYPES.has(type)))].sort(),
    label: appleTypes.length > 0 ? '' : plain,
    isPreferred: types.includes('pref') || preferenceOf(property) === most,
  };
}

/** NaN without one, which is neither equal to another nor lower. */
function preferenceOf(property: CardProperty): number {
  return Number.parseInt(property.parameters.get('PREF')?.[0] ?? '', 10);
}

/** What counts first among several of which only one can be taken: 1 is most, 101 nobody prefers. */
export function rankOf(property: CardProperty): number {
  const types = property.parameters.get('TYPE') ?? [];
  if (types.some((type) => /(?:^|,)\s*pref\s*(?:,|$)/i.test(type))) return 1;
  const preference = preferenceOf(property);
  return Number.isNaN(preference) ? 101 : preference;
}

/** The lowest PREF of several properties; Infinity when none has one. */
export function mostPreferred(properties: readonly CardProperty[]): number {
  let most = Number.POSITIVE_INFINITY;
  for (const property of properties) {
    const preference = preferenceOf(property);
    if (preference < most) most = preference;
  }
  return most;
}

/** Apple's own labels: `_$!<Anniversary>!$_`. */
const APPLE_LABEL = /^_\$!<(.*)>!\$_$/s;

/** The words of a label for people: without Apple's frame. */
export function plainLabel(label: string): string {
  return (APPLE_LABEL.exec(label)?.[1] ?? label).trim();
}
