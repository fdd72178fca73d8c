/** What one FETCH response says of one message (msg-att of RFC 9051 §9), as far as we ask for it. */
import type { Instant } from '../../../base/clock.ts';
import { ImapProtocolError } from '../errors.ts';
import { UID_MAX } from '../uid-set.ts';
import type { Cursor } from './cursor.ts';
import { readDateTime } from './date-time.ts';
import type { RawResponse } from './response-reader.ts';

export interface FetchItems {
  /** Null when the response does not say, and for numbers that are no UID. */
  readonly uid: number | null;
  /** In the server's spelling, without `\Recent`. */
  readonly flags: readonly string[] | null;
  readonly internalDate: Instant | null;
  readonly sizeBytes: number | null;
  readonly modseq: bigint | null;
  /** Undefined when the response has no BODY[], null when it is NIL, 'taken' when it was streamed. */
  readonly body: Buffer | null | 'taken' | undefined;
  /** Header lines that were asked for (BODY[HEADER.FIELDS (…)]), one character a byte; null when they did not come. */
  readonly header: string | null;
}

/** Flag lists repeat: a folder of 100,000 messages has a few dozen. Each distinct one is cut up once. */
export class FlagLists {
  readonly #known = new Map<string, readonly string[]>();
  static readonly KNOWN_MAX = 512;

  read(cursor: Cursor): readonly string[] {
    const flat = cursor.flatList();
    if (flat === null) return gathered(cursor);
    const known = this.#known.get(flat);
    if (known !== undefined) return known;
    const flags = withoutRecent(flat.split(' ').filter((flag) => flag !== ''));
    if (this.#known.size < FlagLists.KNOWN_MAX) this.#known.set(flat, flags);
    return flags;
  }
}

const NOTHING: FetchItems = {
  uid: null,
  flags: null,
  internalDate: null,
  sizeBytes: null,
  modseq: null,
  body: undefined,
  header: null,
};

type Draft = { -readonly [K in keyof FetchItems]: FetchItems[K] };

/** Reads from behind the word FETCH. `isPartial`: the response is still arriving, and ends with an announced literal. */
export function readFetchItems(cursor: Cursor, flagLists: FlagLists, isPartial = false): FetchItems {
  const items: Draft = { ...NOTHING };
  cursor.spaces();
  cursor.expect('(');
  for (;;) {
    cursor.spaces();
    if (cursor.take(')')) return items;
    if (cursor.isAt('(')) {
      // Domino puts a second pair of parentheses around some items.
      cursor.skipValue();
      continue;
    }
    const name = cursor.itemName();
    cursor.spaces();
    if (isPartial && cursor.isAtLastLiteral) return items;
    // Yandex sends `BODY[2] )`: a part without its value.
    if (!(cursor.isAt(')') && name.startsWith('BODY['))) readItem(name, cursor, items, flagLists);
    // What follows a literal without a space is the rest of a literal that was announced too short.
    if (!cursor.isAt(' ') && !cursor.isAt(')')) cursor.refuse('a space');
  }
}

/** True when the literal announced at the end of a response that is still arriving is the content of a message. */
export function announcesBody(before: RawResponse): boolean {
  const { texts } = before;
  return /(?:^| |\()BODY\[\] +~?\{\d+\+?\}$/i.test(texts.at(-1) ?? '') && /^\* \d+ FETCH /i.test(texts[0] ?? '');
}

function readItem(name: string, cursor: Cursor, items: Draft, flagLists: FlagLists): void {
  switch (name) {
    case 'UID':
      items.uid = uidOf(cursor.number());
      return;
    case 'FLAGS':
      items.flags = flagLists.read(cursor);
      return;
    case 'INTERNALDATE':
      items.internalDate = readDateTime(cursor.nstring() ?? '');
      return;
    case 'RFC822.SIZE':
      items.sizeBytes = cursor.number();
      return;
    case 'MODSEQ':
      items.modseq = bracketedModseq(cursor);
      return;
    case 'BODY[]':
      if (items.body !== undefined) throw new ImapProtocolError('one FETCH answer held two bodies');
      items.body = cursor.nbytes();
      return;
    default:
      if (name.startsWith('BODY[HEADER.FIELDS')) items.header = cursor.nstring();
      else cursor.skipValue();
  }
}

function bracketedModseq(cursor: Cursor): bigint | null {
  if (!cursor.take('(')) return cursor.modseq();
  const modseq = cursor.modseq();
  cursor.expect(')');
  return modseq;
}

function uidOf(uid: number): number | null {
  return uid > 0 && uid <= UID_MAX ? uid : null;
}

function gathered(cursor: Cursor): readonly string[] {
  const flags: string[] = [];
  cursor.list(() => {
    flags.push(cursor.astring());
  });
  return withoutRecent(flags);
}

/** `\Recent` is a fact about sessions, not about the message (RFC 9051 §2.3.2 has it no more). */
function withoutRecent(flags: readonly string[]): readonly string[] {
  return flags.filter((flag) => flag.toLowerCase() !== '\\recent');
}
