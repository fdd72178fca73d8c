/**
 * Who is wanted in a group, as properties of the group: at the time it is written its contacts need not be there yet, and later
 * nobody has its card any more.
 */
import type { GroupMember } from '../../model/contact.ts';
import type { ExtendedField, Field } from '../../wire/ews/names.ts';
import { isAddress } from './contact-slots.ts';
import { oneLine } from './contact-texts.ts';
import { own } from './state.ts';

/** What a text property holds without being treated as a stream. */
const PART_CHARS_MAX = 8000;
/** Some three thousand members. */
const PARTS_MAX = 32;

const PARTS: readonly ExtendedField[] = Array.from({ length: PARTS_MAX }, (_, at) =>
  own(at === 0 ? 'GodwitMembers' : `GodwitMembers${at + 1}`),
);

/** There on every group that Godwit wrote, and on nothing else. Lists give its beginning only. */
export const IS_GROUP = own('GodwitMembers');
export const MEMBER_PROPERTIES: readonly Field[] = PARTS;

/** Members for which there is no room, the last ones, are left out: they stay addresses. */
export function writeMembers(members: readonly GroupMember[]): {
  readonly properties: readonly { readonly field: ExtendedField; readonly value: string }[];
  readonly isWhole: boolean;
} {
  const rows: string[] = [];
  let chars = 2;
  for (const { uid, address, name } of members) {
    const row = ascii(JSON.stringify([uid, address, oneLine(name)]));
    chars += row.length + 1;
    if (chars > PART_CHARS_MAX * PARTS_MAX) break;
    rows.push(row);
  }
  const text = `[${rows.join(',')}]`;
  const properties = PARTS.flatMap((field, at) => {
    const value = text.slice(at * PART_CHARS_MAX, (at + 1) * PART_CHARS_MAX);
    return value === '' ? [] : [{ field, value }];
  });
  return { properties, isWhole: rows.length === members.length };
}

/** What `writeMembers` wrote; null for what is not that, whoever changed it. */
export function readWanted(extended: (field: ExtendedField) => string | null): readonly GroupMember[] | null {
  const text = PARTS.map((field) => extended(field) ?? '').join('');
  let rows: unknown = null;
  try {
    rows = JSON.parse(text === '' ? 'null' : text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return Array.isArray(rows) ? rows.flatMap(readRow) : null;
}

/** True for a member that can be in a group by its address alone. */
export function hasAddress({ address }: GroupMember): boolean {
  return isAddress(address);
}

function readRow(row: unknown): readonly GroupMember[] {
  const [uid, address, name]: unknown[] = Array.isArray(row) ? row : [];
  return typeof uid === 'string' && typeof address === 'string' && typeof name === 'string'
    ? [{ uid, address, name }]
    : [];
}

/** So that no part ends inside a character. */
function ascii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
