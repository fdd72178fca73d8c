/** Cards as text, and what they say, for tests of reading. */
import { readCard } from '../../src/content/vcard/read-card.ts';

/** What the card says; what it does not say is left out. */
export function said(bytes: Buffer): Readonly<Record<string, unknown>> {
  return withoutEmpty(readCard(bytes));
}

/** The fields with something in them. */
export function withoutEmpty(fields: object): Readonly<Record<string, unknown>> {
  const isEmpty = (value: unknown): boolean =>
    value === '' || value === null || value === false || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

/** A card with these lines between its first and its last. */
export function card(lines: string, version = '3.0', end = '\r\n'): Buffer {
  return Buffer.from(['BEGIN:VCARD', `VERSION:${version}`, ...lines.split('\n'), 'END:VCARD', ''].join(end));
}

export function saidBy(lines: string, version = '3.0'): Readonly<Record<string, unknown>> {
  return said(card(lines, version));
}

/** A value with these types, without a label and not preferred. */
export function value(text: string, ...types: readonly string[]): object {
  return { types, label: '', isPreferred: false, value: text };
}

/** The parts of an address of which nothing is known. */
export const NO_PLACE = { poBox: '', extended: '', street: '', city: '', region: '', postalCode: '', country: '' };
