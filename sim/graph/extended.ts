/** Extended properties as Graph spells them: `Integer 0x0E07`, `String {guid} Name X`, `Boolean {guid} Id 0x8229`. */
import type {
  MultiValueLegacyExtendedProperty,
  SingleValueLegacyExtendedProperty,
} from '@microsoft/microsoft-graph-types';
import { normalizedValue, type PropertyKey, type PropertyValue } from '../exchange/extended-property.ts';
import { badRequest } from './refusal.ts';

const TYPES = new Set(
  'ApplicationTime Binary Boolean CLSID Currency Double Float Integer Long Short String SystemTime'.split(' '),
);
const GUID = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;
const TAG_END = 0x8000;
const LID_END = 0x10000;

/** The identity of a property. Refuses what Graph refuses. */
export function keyOfId(id: string): PropertyKey {
  const [type = '', place = '', kind, ...rest] = id.trim().split(' ');
  const plain = type.endsWith('Array') ? type.slice(0, -'Array'.length) : type;
  if (!TYPES.has(plain)) throw invalidId(id);
  if (kind === undefined) {
    const tag = numberIn(place);
    if (tag === null || tag >= TAG_END) throw invalidId(id);
    return `tag:${tag}:${type}`;
  }
  const guid = GUID.exec(place)?.[1]?.toLowerCase();
  const name = rest.join(' ');
  if (guid === undefined || name === '') throw invalidId(id);
  if (kind.toLowerCase() === 'name') {
    return `set:${guid}/name:${guid === INTERNET_HEADERS ? name.toLowerCase() : name}:${type}`;
  }
  const lid = numberIn(name);
  if (kind.toLowerCase() !== 'id' || lid === null || lid >= LID_END) throw invalidId(id);
  return `set:${guid}/id:${lid}:${type}`;
}

const INTERNET_HEADERS = '00020386-0000-0000-c000-000000000046';

function numberIn(text: string): number | null {
  return /^0x[0-9a-f]{1,8}$/i.test(text) || /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** The spelling of answers: numbers in lower case without zeros in front, whatever was asked for. */
export function idOfKey(key: PropertyKey): string {
  const type = key.slice(key.lastIndexOf(':') + 1);
  const body = key.slice(0, key.lastIndexOf(':'));
  const tag = /^tag:(\d+)$/.exec(body);
  if (tag !== null) return `${type} 0x${Number(tag[1]).toString(16)}`;
  const named = /^set:([^/]+)\/(id|name):(.*)$/s.exec(body);
  const [, guid = '', kind = '', name = ''] = named ?? [];
  return kind === 'id' ? `${type} {${guid}} Id 0x${Number(name).toString(16)}` : `${type} {${guid}} Name ${name}`;
}

export interface SetProperty {
  readonly key: PropertyKey;
  /** Null takes the property away. */
  readonly property: PropertyValue | null;
}

/** What `singleValueExtendedProperties` and `multiValueExtendedProperties` of a body set. */
export function readExtendedProperties(body: {
  readonly singleValueExtendedProperties?: unknown;
  readonly multiValueExtendedProperties?: unknown;
}): readonly SetProperty[] {
  const single = (body.singleValueExtendedProperties ?? []) as readonly SingleValueLegacyExtendedProperty[]; // its shape was checked
  const multi = (body.multiValueExtendedProperties ?? []) as readonly MultiValueLegacyExtendedProperty[]; // its shape was checked
  return [
    ...single.map(({ id, value }) => {
      const key = keyOfId(id ?? '');
      const type = typeOf(key);
      if (type.endsWith('Array')) throw invalidId(id ?? '');
      return { key, property: value == null ? null : { type, value: normalizedValue(type, value) } };
    }),
    ...multi.map(({ id, value }) => {
      const key = keyOfId(id ?? '');
      const type = typeOf(key);
      if (!type.endsWith('Array')) throw invalidId(id ?? '');
      const texts = (value ?? []).map((one) => normalizedValue(type.slice(0, -'Array'.length), one));
      return { key, property: { type, value: texts } };
    }),
  ];
}

export function typeOf(key: PropertyKey): string {
  return key.slice(key.lastIndexOf(':') + 1);
}

function invalidId(id: string): ReturnType<typeof badRequest> {
  return badRequest(`The extended property id "${id}" is not valid.`, 'ErrorInvalidProperty');
}
