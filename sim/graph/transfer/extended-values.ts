/** Properties of a stream and properties of the store are the same in two spellings. */
import type { PropertyKey, PropertyValue } from '../../exchange/extended-property.ts';
import { StreamRefusal } from './refuse-stream.ts';
import type { StreamName, StreamProperty } from './row.ts';
import { fileTime, msOfFileTime, type StreamValue, TYPE } from './values.ts';

const NAMES: Readonly<Record<number, string>> = {
  [TYPE.short]: 'Short',
  [TYPE.integer]: 'Integer',
  [TYPE.float]: 'Float',
  [TYPE.double]: 'Double',
  [TYPE.currency]: 'Currency',
  [TYPE.appTime]: 'ApplicationTime',
  [TYPE.boolean]: 'Boolean',
  [TYPE.long]: 'Long',
  [TYPE.ansi]: 'String',
  [TYPE.text]: 'String',
  [TYPE.time]: 'SystemTime',
  [TYPE.guid]: 'CLSID',
  [TYPE.binary]: 'Binary',
};
const TYPES: ReadonlyMap<string, number> = new Map(
  Object.entries(NAMES).map(([type, name]) => [name, Number(type)] as const),
);
const MULTI = 0x1000;

/** Null for types that the store does not keep: errors and objects. */
export function propertyOf(
  name: StreamName,
  { type, value }: StreamProperty,
): { readonly key: PropertyKey; readonly property: PropertyValue } | null {
  const isMulti = (type & MULTI) !== 0;
  const plain = NAMES[isMulti ? type & ~MULTI : type];
  if (plain === undefined) return null;
  const text = (one: StreamValue): string => spelled(plain, one);
  const kept = isMulti ? `${plain}Array` : plain;
  const values = Array.isArray(value) ? value.map(text) : text(value);
  return { key: `${name}:${kept}`, property: { type: kept, value: values } };
}

function spelled(type: string, value: StreamValue): string {
  if (typeof value === 'bigint' && type === 'SystemTime') {
    const ms = msOfFileTime(value);
    const time = new Date(ms);
    if (Number.isNaN(time.getTime()) || value < 0n) throw new StreamRefusal('a time is none');
    return `${time.toISOString().slice(0, 19)}Z`;
  }
  return Buffer.isBuffer(value) ? value.toString('base64') : String(value);
}

/** Null for a property whose type a stream does not carry. */
export function streamPropertyOf(
  key: PropertyKey,
  { value }: PropertyValue,
): { readonly name: StreamName; readonly property: StreamProperty } | null {
  const colon = key.lastIndexOf(':');
  const kept = key.slice(colon + 1);
  const isMulti = kept.endsWith('Array');
  const plain = isMulti ? kept.slice(0, -'Array'.length) : kept;
  const type = plain === 'String' ? TYPE.text : TYPES.get(plain);
  if (type === undefined) return null;
  const read = (text: string): number | bigint | string | Buffer | boolean => parsed(plain, text);
  const values = typeof value === 'string' ? read(value) : value.map((one) => read(one) as number | bigint | string); // lists hold no Booleans
  return { name: key.slice(0, colon), property: { type: isMulti ? type | MULTI : type, value: values } };
}

function parsed(type: string, text: string): number | bigint | string | Buffer | boolean {
  switch (type) {
    case 'Boolean':
      return text === 'true';
    case 'SystemTime':
      return fileTime(Date.parse(text));
    case 'Long':
    case 'Currency':
      return BigInt(text);
    case 'Binary':
      return Buffer.from(text, 'base64');
    case 'CLSID':
      return Buffer.from(text, 'base64');
    case 'String':
      return text;
    default:
      return Number(text);
  }
}
