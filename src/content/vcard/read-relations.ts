/** Days and people that belong to somebody, from the standard properties, Apple's pairs of value and label, and Android's. */

import { readDay } from './card-dates.ts';
import { listed, structured, unescaped } from './card-text.ts';
import { type ContactDraft, setText } from './contact-draft.ts';
import type { ReadValue } from './read-values.ts';
import { plainLabel } from './value-labels.ts';

type DayField = 'birthday' | 'anniversary';

/** The first day that is one counts. */
export function readDayInto(field: DayField): ReadValue {
  return (draft, property) => {
    const text = unescaped(property.text).trim();
    if (text === '') return true;
    const omitted = property.parameters.get('X-APPLE-OMIT-YEAR')?.[0];
    const isOmitted = omitted !== undefined && text.startsWith(omitted);
    return setDay(draft, field, isOmitted ? text.replace(/^\d{4}-?(\d{2})-?(\d{2}).*$/, '--$1$2') : text);
  };
}

function setDay(draft: ContactDraft, field: DayField, text: string): boolean {
  const day = readDay(text);
  if (day === null) return false;
  draft[field] ??= day;
  const known = draft[field];
  return known.year === day.year && known.month === day.month && known.day === day.day;
}

/** X-ABDATE: a day that its label names. */
export const readLabelledDay: ReadValue = (draft, property, contents) => {
  const label = plainLabel(contents.labelFor(property)).toLowerCase();
  if (label !== 'anniversary' || !setDay(draft, 'anniversary', unescaped(property.text))) return false;
  contents.takeLabel(property);
  return true;
};

/** X-ABRELATEDNAMES: somebody whom its label names, or its type. */
export const readLabelledPerson: ReadValue = (draft, property, contents) => {
  const types = property.parameters.get('TYPE') ?? [];
  const roles = [plainLabel(contents.labelFor(property)), ...types];
  if (!roles.some((role) => setPerson(draft, role, unescaped(property.text)))) return false;
  contents.takeLabel(property);
  return true;
};

/** RELATED (RFC 6350 §6.6.6), where it gives a name and not the URI of a card. */
export const readRelated: ReadValue = (draft, property) => {
  const kinds = property.parameters.get('VALUE') ?? [];
  const text = unescaped(property.text).trim();
  const isName = kinds.some((kind) => /^text$/i.test(kind)) || !/^[a-z][a-z0-9+.-]+:/i.test(text);
  const types = (property.parameters.get('TYPE') ?? []).flatMap((type) => type.split(','));
  return isName && types.length === 1 && setPerson(draft, types[0] ?? '', text);
};

/** False for a role that no field is for, or whose field has somebody else. */
function setPerson(draft: ContactDraft, role: string, name: string): boolean {
  switch (role.trim().toLowerCase()) {
    case 'spouse':
      return setText(draft, 'spouse', name);
    case 'manager':
      return setText(draft, 'manager', name);
    case 'assistant':
      return setText(draft, 'assistant', name);
    case 'child':
    case 'children':
      draft.children.push(...[name.trim()].filter((child) => child !== ''));
      return true;
    default:
      return false;
  }
}

export const readChildren: ReadValue = (draft, property) => {
  draft.children.push(...listed(property.text));
  return true;
};

const ANDROID_EVENTS: ReadonlyMap<string, DayField> = new Map([
  ['1', 'anniversary'],
  ['3', 'birthday'],
]);
const ANDROID_RELATIONS: ReadonlyMap<string, string> = new Map([
  ['1', 'assistant'],
  ['3', 'child'],
  ['7', 'manager'],
  ['14', 'spouse'],
]);

/** X-ANDROID-CUSTOM: a MIME type of Android's contacts, a value and a number that says which of its kinds it is. */
export const readAndroidCustom: ReadValue = (draft, property) => {
  const [type = '', value = '', kind = ''] = structured(property.text);
  switch (type) {
    case 'vnd.android.cursor.item/nickname':
      if (value !== '') draft.nicknames.push(value);
      return true;
    case 'vnd.android.cursor.item/contact_event': {
      const field = ANDROID_EVENTS.get(kind);
      return field !== undefined && setDay(draft, field, value);
    }
    case 'vnd.android.cursor.item/relation':
      return setPerson(draft, ANDROID_RELATIONS.get(kind) ?? '', value);
    default:
      return false;
  }
};
