/** Texts by chance that are hard to write down in iCalendar. */
import { type Arbitrary, array, constantFrom, oneof, string, tuple } from 'fast-check';
import { withoutControls } from '../../src/content/calendar/read-text.ts';

/** Texts with everything that has a meaning in iCalendar, and lines long enough to be folded inside characters. */
export function texts(): Arbitrary<string> {
  const special = constantFrom(
    ',',
    ';',
    ':',
    '\\',
    '"',
    '^',
    '\n',
    '\t',
    ' ',
    '=',
    'n',
    'é',
    '漢',
    '𝄞',
    "'",
    'BEGIN:VEVENT',
    '\\n',
    '^n',
  );
  const unit = oneof(
    { arbitrary: special, weight: 1 },
    { arbitrary: string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), weight: 3 },
  );
  const long = constantFrom('', '漢字かな'.repeat(40), `${'a'.repeat(74)}é`, ' '.repeat(160));
  return tuple(array(unit, { maxLength: 40 }), long).map(([parts, tail]) =>
    withoutControls(`${parts.join('')}${tail}`).replaceAll('\r', ''),
  );
}

/** Texts without blanks around them. */
export function words(): Arbitrary<string> {
  return texts().map((text) => text.slice(0, 60).toWellFormed().trim());
}

export function uids(): Arbitrary<string> {
  return words().map((text) => text || 'uid@example.org');
}

export function urls(): Arbitrary<string> {
  return string({
    unit: constantFrom('a', 'b', '/', '?', '&', '=', '%', '2', '0', ';', ',', ':', '#', '-'),
    maxLength: 90,
  }).map((path) => `https://example.org/${path}`);
}
