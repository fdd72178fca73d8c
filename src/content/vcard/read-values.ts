/** E-mail addresses, numbers, postal addresses, links and messengers of a card. */
import type { PostalAddress } from '../../model/contact.ts';
import type { CardProperty } from './card-property.ts';
import { structured, unescaped } from './card-text.ts';
import type { CardContents, ContactDraft } from './contact-draft.ts';
import { messengerUri } from './messengers.ts';
import { labelOf } from './value-labels.ts';

export type ReadValue = (draft: ContactDraft, property: CardProperty, contents: CardContents) => boolean;

export const readEmail: ReadValue = (draft, property, contents) => {
  const text = unescaped(property.text).trim();
  const several = text.split(/[,;]\s*/);
  const values = several.length > 1 && several.every(isAddress) ? several : [text];
  const named = values.map((value) => /^(.*)<\s*(?:mailto:)?([^<>]*@[^<>]*?)\s*>$/is.exec(value));
  const label = labelOf(property, contents.takeLabel(property), contents.mostPreferred(property.name));
  values.forEach((value, at) => {
    const address = (named[at]?.[2] ?? value).replace(/^mailto:/i, '').trim();
    if (address !== '') draft.emails.push({ ...label, value: address });
  });
  const names = named.map((found) => (found?.[1] ?? '').replace(/["\s]+/g, ' ').trim());
  for (const name of names) if (name !== '') setName(draft, name);
  return true;
};

function isAddress(text: string): boolean {
  return /^\S+@\S+$/.test(text.trim());
}

/** The name beside an address names somebody whom nothing else names. */
function setName(draft: ContactDraft, name: string): void {
  if (draft.displayName === '' && draft.familyName === '' && draft.givenName === '') draft.displayName = name;
}

export const readPhone: ReadValue = (draft, property, contents) => {
  const label = labelOf(property, contents.takeLabel(property), contents.mostPreferred(property.name));
  const text = unescaped(property.text).trim();
  if (/^sips?:/i.test(text)) draft.messengers.push({ ...label, value: messengerUri('IMPP', '', text) });
  else if (text !== '') draft.phones.push({ ...label, value: numberOf(text) });
  return true;
};

/** The number of a tel: URI (RFC 3966) as people write it. */
function numberOf(text: string): string {
  const uri = /^tel:([^;]*)(.*)$/is.exec(text);
  if (uri === null) return text;
  const [, number = '', parameters = ''] = uri;
  const extension = /;ext=([^;]+)/i.exec(parameters)?.[1];
  return percentDecoded(number).trim() + (extension === undefined ? '' : ` ext. ${percentDecoded(extension)}`);
}

function percentDecoded(text: string): string {
  return text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

export const readAddress: ReadValue = (draft, property, contents) => {
  const label = labelOf(property, contents.takeLabel(property), contents.mostPreferred(property.name));
  const [poBox = '', extended = '', street = '', city = '', region = '', postalCode = '', country = '', ...rest] =
    structured(property.text);
  const written = (property.parameters.get('LABEL')?.join(',') ?? '').trim();
  const known = [poBox, extended, street, city, region, postalCode, country];
  // RFC 9554 writes the parts of the street again after the seventh.
  const further = rest.filter((part) => part !== '' && !known.some((text) => text.includes(part)));
  const address = { ...label, poBox, extended: [extended, ...further].filter((part) => part !== '').join(', ') };
  const place = { street, city, region, postalCode, country };
  if (known.some((part) => part !== '') || further.length > 0) {
    draft.addresses.push({ ...address, ...place });
    if (written !== '') keepWritten(draft, written, label.types);
  } else if (written !== '') draft.addresses.push({ ...address, ...place, street: written });
  return true;
};

/** LABEL of vCard 2.1 and 3.0: an address as it is printed. Read after all ADR. */
export const readPrintedAddress: ReadValue = (draft, property, contents) => {
  const text = unescaped(property.text).trim();
  const label = labelOf(property, contents.takeLabel(property), contents.mostPreferred(property.name));
  if (text === '') return true;
  if (draft.addresses.length === 0) {
    const none = { poBox: '', extended: '', city: '', region: '', postalCode: '', country: '' };
    draft.addresses.push({ ...label, ...none, street: text });
    return true;
  }
  return draft.addresses.slice(0, COMPARED_MAX).some((address) => saysAll(address, text));
};

/** Addresses that a printed one is compared with. Nobody has more. */
const COMPARED_MAX = 20;

function keepWritten(draft: ContactDraft, written: string, types: readonly string[]): void {
  const address = draft.addresses.at(-1);
  if (address === undefined || saysAll(address, written)) return;
  const type = types.length === 0 ? '' : `;TYPE=${types.join(',')}`;
  draft.others.push(`LABEL${type}:${written.replace(/[\\,;]/g, '\\$&').replaceAll('\n', '\\n')}`);
}

/** True when every word of a printed address is in the parts of this one. */
function saysAll(address: PostalAddress, printed: string): boolean {
  const { poBox, extended, street, city, region, postalCode, country } = address;
  const words = new Set(wordsOf([poBox, extended, street, city, region, postalCode, country].join(' ')));
  return wordsOf(printed).every((word) => words.has(word));
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

export const readLink: ReadValue = (draft, property, contents) => {
  const label = labelOf(property, contents.takeLabel(property), contents.mostPreferred(property.name));
  const value = unescaped(property.text).trim();
  if (value === '') return true;
  const own = OWN_LABELS.get(property.name);
  if (own !== undefined) draft.urls.push({ ...label, label: label.label === '' ? own : label.label, value });
  else draft.urls.push({ ...label, value });
  return true;
};

const OWN_LABELS: ReadonlyMap<string, string> = new Map([
  ['X-EVOLUTION-BLOG-URL', 'Blog'],
  ['X-EVOLUTION-VIDEO-URL', 'Video chat'],
]);

/** A page of somebody in a network; other forms of X-SOCIALPROFILE name nothing that can be opened. */
export const readProfile: ReadValue = (draft, property, contents) => {
  const value = unescaped(property.text).trim();
  if (!/^https?:/i.test(value)) return value === '';
  const label = labelOf(property, contents.takeLabel(property), contents.mostPreferred(property.name));
  const network = label.types[0] ?? '';
  draft.urls.push({
    types: [],
    label: label.label === '' ? network : label.label,
    isPreferred: label.isPreferred,
    value,
  });
  return true;
};

export const readMessenger: ReadValue = (draft, property, contents) => {
  const label = labelOf(property, contents.takeLabel(property), contents.mostPreferred(property.name));
  const text = unescaped(property.text).trim();
  if (text === '') return true;
  const typed = label.types.find((type) => property.name === 'X-MS-IMADDRESS' && type.startsWith('x-'));
  const service = property.parameters.get('X-SERVICE-TYPE')?.[0] ?? typed ?? '';
  const value = messengerUri(property.name, service, text);
  draft.messengers.push({ ...label, types: label.types.filter((type) => type !== typed), value });
  return true;
};
