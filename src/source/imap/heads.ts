/** From what FETCH says to heads of items, also where a server says it in pieces or leaves something out. */
import { type Instant, instant } from '../../base/clock.ts';
import { isAppleNoteHeader, NOTE_FIELD } from '../../content/apple-note.ts';
import { parseMailDate } from '../../content/mail-date.ts';
import { type ItemHead, messageVersion } from '../../model/item.ts';
import { type FetchedMessage, type FetchOptions, uidFetch } from '../../wire/imap/fetch.ts';
import { uidFetchHeader } from '../../wire/imap/fetch-header.ts';
import { uidSet } from '../../wire/imap/uid-set.ts';
import { stateOf } from './message-state.ts';
import { refOf } from './names.ts';
import type { Visit } from './session.ts';

/** What a head is made of. Null: the server has not said it. */
export interface Attributes {
  readonly flags: readonly string[] | null;
  readonly internalDate: Instant | null;
  readonly sizeBytes: number | null;
  /** The header field that tells a note; only where it was asked for. */
  readonly header: string | null;
}

/** What to ask of messages. */
export type HeadQuestion = Pick<FetchOptions, 'attributes' | 'header'>;
/** Where every message is mail. */
export const MAIL_HEADS: HeadQuestion = { attributes: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'] };
/** Where notes may lie among the mail. */
export const NOTE_HEADS: HeadQuestion = { ...MAIL_HEADS, header: NOTE_FIELD };

/** Of a message without any date: the beginning of time, so that it sorts as what it is and never changes. */
const NO_DATE = instant(0);

/** Messages that may wait for more at once. Beyond, they are taken as they are. */
const PARTS_MAX = 200_000;

/** Gathers the attributes of messages until they are whole. */
export class HeadGatherer {
  readonly #uidValidity: number;
  readonly #question: HeadQuestion;
  readonly #parts = new Map<number, Attributes>();

  constructor(uidValidity: number, question: HeadQuestion) {
    this.#uidValidity = uidValidity;
    this.#question = question;
  }

  /** The head, as soon as the message is known whole. */
  add(message: FetchedMessage): ItemHead | null {
    const { uid } = message;
    const before = this.#parts.get(uid);
    const flags = message.flags ?? before?.flags ?? null;
    const internalDate = message.internalDate ?? before?.internalDate ?? null;
    const sizeBytes = message.sizeBytes ?? before?.sizeBytes ?? null;
    const header = message.header ?? before?.header ?? null;
    const isSorted = header !== null || this.#question.header === undefined;
    const isWhole = flags !== null && internalDate !== null && sizeBytes !== null && isSorted;
    if (!isWhole && (before !== undefined || this.#parts.size < PARTS_MAX)) {
      this.#parts.set(uid, { flags, internalDate, sizeBytes, header });
      return null;
    }
    if (before !== undefined) this.#parts.delete(uid);
    return sortedHeadOf(this.#uidValidity, uid, { flags, internalDate, sizeBytes, header });
  }

  /**
   * The heads of what stayed incomplete: asked once more, and then taken as it is. Also heads of messages that were whole
   * before and changed meanwhile, which a server tells in a response of its own.
   */
  async rest(visit: Pick<Visit, 'ask'>, signal: AbortSignal): Promise<readonly ItemHead[]> {
    const uids = [...this.#parts.keys()];
    if (uids.length === 0) return [];
    const attributes = await completeAttributes(visit, { uids, question: this.#question }, signal);
    return [...attributes].map(([uid, known]) => sortedHeadOf(this.#uidValidity, uid, known));
  }
}

/** What the server says of these messages, asked in a command of its own. Those that are gone are missing. */
export async function completeAttributes(
  visit: Pick<Visit, 'ask'>,
  { uids, question }: { readonly uids: readonly number[]; readonly question: HeadQuestion },
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Attributes>> {
  const found = new Map<number, Attributes>();
  const parts = visit.ask((c) => uidFetch(c, uidSet(uids), question, signal));
  for await (const part of parts) {
    if (part.is !== 'message') continue;
    const before = found.get(part.uid);
    found.set(part.uid, {
      flags: part.flags ?? before?.flags ?? null,
      internalDate: part.internalDate ?? before?.internalDate ?? null,
      sizeBytes: part.sizeBytes ?? before?.sizeBytes ?? null,
      header: part.header ?? before?.header ?? null,
    });
  }
  const undated = [...found].filter(([, { internalDate }]) => internalDate === null).map(([uid]) => uid);
  if (undated.length === 0) return found;
  const headers = await visit.ask((c) => uidFetchHeader(c, uidSet(undated), 'Date', signal));
  for (const [uid, header] of headers) {
    const known = found.get(uid);
    if (known !== undefined) found.set(uid, { ...known, internalDate: headerDate(header) });
  }
  return found;
}

/** A note where the header says so, else a message. */
function sortedHeadOf(uidValidity: number, uid: number, attributes: Attributes): ItemHead {
  const head = headOf(uidValidity, uid, attributes);
  return attributes.header !== null && isAppleNoteHeader(attributes.header) ? asNote(head) : head;
}

/** Nobody sees the flags of a note, and a text that changes is a new message: so a note never changes. */
const NOTE_VERSION = 'as written';

export function asNote<T extends ItemHead>(item: T): T {
  return { ...item, kind: 'note', version: NOTE_VERSION };
}

export function headOf(
  uidValidity: number,
  uid: number,
  { flags, internalDate, sizeBytes }: Omit<Attributes, 'header'>,
): ItemHead {
  return {
    ref: refOf(uidValidity, uid),
    kind: 'message',
    version: messageVersion(stateOf(flags ?? [])),
    sizeBytes: sizeBytes ?? 0,
    receivedAt: internalDate ?? NO_DATE,
  };
}

function headerDate(header: string): Instant | null {
  return parseMailDate(
    header
      .replace(/^[^:]*:/, '')
      .replace(/\r?\n[ \t]/g, ' ')
      .trim(),
  );
}
