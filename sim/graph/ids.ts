/**
 * Ids as Graph spells them: those of EWS in the alphabet that may stand in an address, and immutable ones, which name an item by
 * the place where it was born.
 */
import { isOccurrenceId, readId, writeId } from '../exchange/ids.ts';
import type { ItemEntry } from '../exchange/item.ts';
import type { Mailbox } from '../exchange/mailbox.ts';
import { badRequest, notFound } from './refusal.ts';

type IdKind = Parameters<typeof writeId>[0];
/** The third byte of an id tells whether it is immutable. */
const MARK_AT = 2;
const MUTABLE = 0x24;
const IMMUTABLE = 0x2d;

export interface FoundId {
  readonly entry: ItemEntry;
  /** Of an attachment in its item, or of an occurrence in its series; 0 for the item itself. */
  readonly index: number;
}

export function folderId(mailbox: Mailbox, folder: number): string {
  return spelled(writeId('folder', mailbox.number, folder));
}

export function itemId(mailbox: Mailbox, entry: ItemEntry, isImmutable: boolean): string {
  return partId('item', mailbox, entry, 0, isImmutable);
}

/** The id of an attachment, or of an occurrence. */
export function partId(kind: IdKind, mailbox: Mailbox, entry: ItemEntry, index: number, isImmutable: boolean): string {
  const plain = writeId(kind, mailbox.number, isImmutable ? entry.birth : entry.id, index);
  return spelled(isImmutable ? marked(plain, IMMUTABLE) : plain);
}

/** The number of a folder. Refuses with 400 what is no id, with 404 what is one of another mailbox. */
export function readFolderId(mailbox: Mailbox, id: string): number {
  const parsed = readId('folder', ewsSpelled(id));
  if (parsed.mailbox !== mailbox.number) throw notFound();
  return parsed.number;
}

/** The item that an id names, of either spelling. */
export function readItemId(mailbox: Mailbox, id: string, kind: IdKind = 'item'): FoundId {
  const plain = ewsSpelled(id);
  const isImmutable = Buffer.from(plain, 'base64')[MARK_AT] === IMMUTABLE;
  const parsed = readId(kind, isImmutable ? marked(plain, MUTABLE) : plain);
  if (parsed.mailbox !== mailbox.number) throw notFound();
  return {
    entry: isImmutable ? mailbox.itemBorn(parsed.number) : mailbox.item(parsed.number),
    index: parsed.index,
  };
}

export function isOccurrence(id: string): boolean {
  return isOccurrenceId(ewsSpelled(id));
}

function marked(plain: string, mark: number): string {
  const bytes = Buffer.from(plain, 'base64');
  bytes[MARK_AT] = mark;
  return bytes.toString('base64');
}

/** `/` and `+` cannot stand in a path. */
function spelled(id: string): string {
  return id.replaceAll('/', '-').replaceAll('+', '_');
}

function ewsSpelled(id: string): string {
  if (!/^[\w=-]+$/.test(id)) throw badRequest('Id is malformed.', 'ErrorInvalidIdMalformed');
  return id.replaceAll('-', '/').replaceAll('_', '+');
}

/** The id of an item that is not there any more. */
export function goneItemId(mailbox: Mailbox, item: number, isImmutable: boolean): string {
  const plain = writeId('item', mailbox.number, item);
  return spelled(isImmutable ? marked(plain, IMMUTABLE) : plain);
}
