/** From the bytes of an untagged response to what it is. */
import { Cursor } from '../bytes/cursor.ts';
import { type FlagLists, readFetchItems } from '../bytes/fetch-items.ts';
import type { RawResponse } from '../bytes/response-reader.ts';
import { readStatus } from '../bytes/status-response.ts';
import type { Untagged } from './command.ts';

export function readUntagged(response: RawResponse, flagLists: FlagLists, nestingMax: number): Untagged {
  const status = readStatus((response.texts[0] ?? '').slice(2));
  if (status !== null) return { is: 'status', status };
  const { cursor, name, number } = behindName(response, nestingMax);
  if (name === 'FETCH' && number !== null) return { is: 'fetch', items: readFetchItems(cursor, flagLists) };
  return { is: 'named', name, number, cursor: () => behindName(response, nestingMax).cursor };
}

function behindName(
  response: RawResponse,
  nestingMax: number,
): { readonly cursor: Cursor; readonly name: string; readonly number: number | null } {
  const cursor = new Cursor(response, nestingMax);
  cursor.expect('*');
  cursor.spaces();
  const first = cursor.word();
  const number = /^\d{1,10}$/.test(first) ? Number(first) : null;
  cursor.spaces();
  const name = (number === null ? first : cursor.word()).toUpperCase();
  cursor.spaces();
  return { cursor, name, number };
}
