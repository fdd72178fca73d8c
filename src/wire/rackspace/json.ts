/** Fields of the API's JSON as values that can be trusted: bounded, of the right type, null for what does not stand there. */
import { RackspaceProtocolError } from './errors.ts';
import { NAME_CHARS_MAX, TEXT_CHARS_MAX } from './limits.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** The object; anything else is not what the API promises. `what` is for the error. */
export function recordOf(value: unknown, what: string): JsonRecord {
  if (isRecord(value)) return value;
  throw new RackspaceProtocolError(`${what} is not an object`);
}

/** Null for a list that does not stand there. */
export function listIn(record: JsonRecord, field: string): readonly unknown[] | null {
  const value = record[field];
  if (value === undefined || value === null || value === '') return null;
  if (Array.isArray(value)) return value;
  throw new RackspaceProtocolError(`${field} is not a list`);
}

/** Texts of a list, or of a text with commas; null where there is none. Empty ones are left out. */
export function namesIn(record: JsonRecord, field: string): readonly string[] | null {
  const value = record[field];
  if (value === undefined || value === null) return null;
  // XML has one element inside a list; so has JSON that was made from it.
  const inner = isRecord(value) ? Object.values(value)[0] : value;
  const texts = Array.isArray(inner) ? inner : typeof inner === 'string' ? inner.split(',') : [];
  return texts.flatMap((text: unknown) => (typeof text === 'string' ? nameOf(text) : []));
}

function nameOf(text: string): readonly string[] {
  const name = text.trim();
  if (name.length > NAME_CHARS_MAX)
    throw new RackspaceProtocolError(`a name has more than ${NAME_CHARS_MAX} characters`);
  return name === '' ? [] : [name];
}

/** A name or an address; it must stand there. */
export function nameIn(record: JsonRecord, field: string): string {
  const value = record[field];
  const name = typeof value === 'string' ? nameOf(value)[0] : undefined;
  if (name === undefined) throw new RackspaceProtocolError(`an entry has no ${field}`);
  return name;
}

/** Null where it does not stand there, '' where it is empty. Blanks around it are the server's way to say empty. */
export function textIn(record: JsonRecord, field: string): string | null {
  const value = record[field];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return null;
  if (value.length > TEXT_CHARS_MAX)
    throw new RackspaceProtocolError(`${field} has more than ${TEXT_CHARS_MAX} characters`);
  return value.trim();
}

/** A number that is no less than 0, also where it is written as a text. */
export function numberIn(record: JsonRecord, field: string): number | null {
  const text = textIn(record, field);
  const number = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number : null;
}

export function flagIn(record: JsonRecord, field: string): boolean | null {
  const text = textIn(record, field)?.toLowerCase();
  if (text === 'true' || text === '1' || text === 'on') return true;
  return text === 'false' || text === '0' || text === 'off' ? false : null;
}

/** `M/D/YYYY h:mm:ss AM` as `2024-03-05T14:07:09`, since nobody knows its zone; `never` when it is empty, null when it is no date. */
export function momentIn(record: JsonRecord, field: string): string | null {
  const text = textIn(record, field);
  if (text === null) return null;
  if (text === '') return 'never';
  const iso = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(text);
  if (iso !== null) return `${iso[1]}T${iso[2]}`;
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d\d):(\d\d)(?: ([AP])M)?)?$/i.exec(text);
  if (parts === null) return null;
  const [, month = '', day = '', year = '', hour = '0', minute = '00', second = '00', half = ''] = parts;
  const hours = half === '' ? Number(hour) : (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31 || hours > 23) return null;
  const two = (value: string | number): string => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}T${two(hours)}:${minute}:${second}`;
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
