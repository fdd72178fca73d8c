/** MAPI properties as Microsoft Graph names them in JSON, and found whatever the spelling it answers in. */
import { field, type Json, list, text } from '../../wire/graph/json.ts';
import { GODWIT_SET } from '../exchange/message-state.ts';

const own = (name: string): string => `String {${GODWIT_SET}} Name ${name}`;

export const MARKER = own('GodwitMarker');
export const KEYWORDS = own('GodwitKeywords');
export const SOURCE_PATH = own('GodwitSourcePath');
export const MESSAGE_FLAGS = 'Integer 0x0E07';
export const SIZE = 'Integer 0x0E08';
export const DELIVERY_TIME = 'SystemTime 0x0E06';
export const LAST_VERB = 'Integer 0x1081';
export const ICON = 'Integer 0x1080';

export interface ExtendedValue {
  readonly id: string;
  readonly value: string;
}

/** `$expand` of these properties, ready to stand in a query. */
export function expanded(ids: readonly string[]): string {
  const filter = ids.map((id) => `id eq '${id}'`).join(' or ');
  return `$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=${filter})`)}`;
}

/** The value of a property of an item or folder; null where it has none. */
export function extended(item: Json, id: string): string | null {
  const wanted = plainId(id);
  const found = list(item, 'singleValueExtendedProperties').find((one) => plainId(text(one, 'id') ?? '') === wanted);
  const value = found === undefined ? null : field(found, 'value');
  return typeof value === 'string' ? value : null;
}

/** The service answers in its own spelling: `Integer 0xe07` for `Integer 0x0E07`. */
function plainId(id: string): string {
  return id.toLowerCase().replace(/\s+/g, ' ').replace(/0x0+/g, '0x').trim();
}
