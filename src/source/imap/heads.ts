/** From what FETCH says to heads of items, also where a server says it in pieces or leaves something out. */
import { type Instant, instant } from '../../base/clock.ts';
import { parseMailDate } from '../../content/mail-date.ts';
import { type ItemHead, messageVersion } from '../../model/item.ts';
import { type FetchedMessage, uidFetch } from '../../wire/imap/fetch.ts';
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
}

export const HEAD_ATTRIBUTES = ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'] as const;

/** Of a message without any date: the beginning of time, so that it sorts as what it is and never changes. */
const NO_DATE = instant(0);

/** Messages that may wait for more at once. Beyond, they are taken as they are. */
const PARTS_MAX = 200_000;

/** Gathers the attributes of messages until they are whole. */
export class HeadGatherer {
  readonly #uidValidity: number;
  readonly #parts = new Map<number, Attributes>();

  constructor(uidValidity: number) {
    this.#uidValidity = uidValidity;
  }

  /** The head, as soon as the message is known whole. */
  add(message: FetchedMessage): ItemHead | null {
    const { uid } = message;
    const before = this.#parts.get(uid);
    const flags = message.flags ?? before?.flags ?? null;
    const internalDate = message.internalDate ?? before?.internalDate ?? null;
    const sizeBytes = message.sizeBytes ?? before?.sizeBytes ?? null;
    const isWhole = flags !== null && internalDate !== null && sizeBytes !== null;
    if (!isWhole && (before !== undefined || this.#parts.size < PARTS_MAX)) {
      this.#parts.set(uid, { flags, internalDate, sizeBytes });
      return null;
    }
    if (before !== undefined) this.#parts.delete(uid);
    return headOf(this.#uidValidity, uid, { flags, internalDate, sizeBytes });
  }

  /**
   * The heads of what stayed incomplete: asked once more, and then taken as it is. Also heads of messages that were whole
   * before and changed meanwhile, which a server tells in a response of its own.
   */
  async rest(visit: Pick<Visit, 'ask'>, signal: AbortSignal): Promise<readonly ItemHead[]> {
    const uids = [...this.#parts.keys()];
    if (uids.length === 0) return [];
    const attributes = await completeAttributes(visit, uids, signal);
    return [...attributes].map(([uid, known]) => headOf(this.#uidValidity, uid, known));
  }
}

/** What the server says of these messages, asked in a command of its own. Those that are gone are missing. */
export async function completeAttributes(
  visit: Pick<Visit, 'ask'>,
  uids: readonly number[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Attributes>> {
  const found = new Map<number, Attributes>();
  const parts = visit.ask((c) => uidFetch(c, uidSet(uids), { attributes: HEAD_ATTRIBUTES }, signal));
  for await (const part of parts) {
    if (part.is !== 'message') continue;
    const before = found.get(part.uid);
    found.set(part.uid, {
      flags: part.flags ?? before?.flags ?? null,
      internalDate: part.internalDate ?? before?.internalDate ?? null,
      sizeBytes: part.sizeBytes ?? before?.sizeBytes ?? null,
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

export function headOf(uidValidity: number, uid: number, { flags, internalDate, sizeBytes }: Attributes): ItemHead {
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
