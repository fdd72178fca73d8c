/** The bytes of many resources: in batches where the server has them, one by one what a batch makes trouble with. */
import { HELD_BYTES_MAX, ITEM_BYTES_MAX } from '../../base/limits.ts';
import { contentWriter } from '../../base/spool.ts';
import type { Content } from '../../model/item.ts';
import { DavProtocolError, DavStatusError } from '../../wire/dav/errors.ts';
import { getResource } from '../../wire/dav/get-resource.ts';
import { type GotText, multiget } from '../../wire/dav/multiget.ts';
import type { Place } from '../../wire/dav/place.ts';
import { resourceAt } from '../../wire/dav/resources.ts';
import { HttpError } from '../../wire/http-errors.ts';
import { XmlError } from '../../wire/xml.ts';
import { type DavSession, placeKey } from './session.ts';

/** What became of one name. Names that are gone are missing. */
export type Fetched =
  | {
      readonly is: 'got';
      readonly name: string;
      /** Whoever takes it drops it when it is spooled. */
      readonly content: Content;
      readonly etag: string | null;
      /** Milliseconds since 1970. */
      readonly changedAt: number | null;
    }
  | { readonly is: 'refused'; readonly name: string; readonly why: string };

/** Resources of one request: what sabre/dav, the most common server, answers within a second. */
const BATCH_NAMES_MAX = 100;
/** Characters of their names together: web servers refuse larger requests than they think reasonable. */
const BATCH_CHARS_MAX = 64 * 1024;
/** Of the answer to one batch, which is held in memory. More is asked for in smaller batches. */
const BATCH_BYTES_MAX = 16 * 1024 * 1024;

/** Asked for alone, so many at once: each may be held in memory. */
const ALONE_AT_ONCE_MAX = 4;

/** Asks for the next batch while one is taken. Throws errors of `wire/dav`, and `spool.not-writable`. */
export async function* fetchResources(
  session: DavSession,
  collection: Place,
  names: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Fetched> {
  const ended = new AbortController();
  const fetching = new Fetching(session, collection, AbortSignal.any([signal, ended.signal]));
  const batches: Batch[] = batchesOf(names).map((some) => ({ names: some, answer: null }));
  try {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const answer = begun(batch, fetching);
      const [next] = batches;
      if (next !== undefined) begun(next, fetching).catch(() => undefined); // whoever awaits it looks at the error
      const { fetched, alone, smaller } = await answer;
      yield* fetched;
      yield* fetching.alone(alone);
      batches.unshift(...smaller.map((some) => ({ names: some, answer: null })));
    }
  } finally {
    ended.abort(new Error('nobody takes what is fetched'));
  }
}

interface Batch {
  readonly names: readonly string[];
  answer: Promise<BatchAnswer> | null;
}

interface BatchAnswer {
  /** All of it held in memory, or refused. */
  readonly fetched: readonly Fetched[];
  /** What has to be asked for alone. */
  readonly alone: readonly string[];
  /** What was too much together. */
  readonly smaller: readonly (readonly string[])[];
}

function begun(batch: Batch, fetching: Fetching): Promise<BatchAnswer> {
  batch.answer ??= fetching.together(batch.names);
  return batch.answer;
}

function batchesOf(names: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let chars = 0;
  for (const name of names) {
    const batch = batches.at(-1);
    chars += name.length;
    if (batch === undefined || batch.length >= BATCH_NAMES_MAX || chars > BATCH_CHARS_MAX) {
      batches.push([name]);
      chars = name.length;
    } else batch.push(name);
  }
  return batches;
}

class Fetching {
  readonly #session: DavSession;
  readonly #collection: Place;
  readonly #signal: AbortSignal;

  constructor(session: DavSession, collection: Place, signal: AbortSignal) {
    this.#session = session;
    this.#collection = collection;
    this.#signal = signal;
  }

  async together(all: readonly string[]): Promise<BatchAnswer> {
    const names: string[] = [];
    const fetched: Fetched[] = [];
    for (const name of all) {
      const at = resourceAt(name, this.#collection);
      if ('refused' in at) fetched.push({ is: 'refused', name, why: `its address is not asked for: ${at.refused}` });
      else names.push(name);
    }
    const { withoutMultiget, client, service } = this.#session;
    const key = placeKey(this.#collection);
    if (names.length < 2 || withoutMultiget.has(key)) return { fetched, alone: names, smaller: [] };
    try {
      const request = { service, collection: this.#collection, names, answerBytesMax: BATCH_BYTES_MAX };
      return sorted(names, await multiget(client, request, this.#signal), fetched);
    } catch (error) {
      this.#signal.throwIfAborted();
      const half = Math.ceil(names.length / 2);
      if (isTooMuch(error)) return { fetched, alone: [], smaller: [names.slice(0, half), names.slice(half)] };
      if (!isRefusal(error)) throw error;
      if (error instanceof DavStatusError && NEVER.has(error.status)) withoutMultiget.add(key);
      return { fetched, alone: names, smaller: [] };
    }
  }

  async *alone(names: readonly string[]): AsyncGenerator<Fetched> {
    for (let at = 0; at < names.length; at += ALONE_AT_ONCE_MAX) {
      const some = names.slice(at, at + ALONE_AT_ONCE_MAX);
      const settled = await Promise.allSettled(some.map((name) => this.#one(name)));
      const open = settled.flatMap((one) => (one.status === 'fulfilled' && one.value !== null ? [one.value] : []));
      try {
        for (const one of settled) if (one.status === 'rejected') throw one.reason;
        for (let one = open.shift(); one !== undefined; one = open.shift()) yield one;
      } finally {
        await drop(open);
      }
    }
  }

  /** Null when it is gone. */
  async #one(name: string): Promise<Fetched | null> {
    const at = resourceAt(name, this.#collection);
    if ('refused' in at) return { is: 'refused', name, why: at.refused };
    try {
      return await getResource(
        this.#session.client,
        at,
        ITEM_BYTES_MAX,
        async ({ body, etag, changedAt }) => {
          const content = await this.#collected(body);
          return content === null
            ? { is: 'refused', name, why: 'the server sends nothing of it' }
            : { is: 'got', name, content, etag, changedAt };
        },
        this.#signal,
      );
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof DavStatusError && (error.status === 404 || error.status === 410)) return null;
      const why = whyRefused(error);
      if (why === null) throw error;
      return { is: 'refused', name, why };
    }
  }

  /** Null for no bytes at all. */
  async #collected(body: AsyncIterable<Buffer>): Promise<Content | null> {
    const writer = contentWriter(this.#session.spoolFolder);
    let bytes = 0;
    try {
      for await (const chunk of body) {
        bytes += chunk.byteLength;
        await writer.write(chunk);
      }
      return bytes === 0 ? null : await writer.end();
    } catch (error) {
      await writer.discard();
      throw error;
    }
  }
}

/** What the batch has given; what it has not is asked for alone. */
function sorted(names: readonly string[], got: readonly GotText[], refused: readonly Fetched[]): BatchAnswer {
  const byName = new Map(got.map((one) => [one.name, one]));
  const fetched = [...refused];
  const alone: string[] = [];
  for (const name of names) {
    const one = byName.get(name);
    if (one?.status === 404 || one?.status === 410) continue;
    // Without a tag nobody could tell later that it changed; and XML cannot carry every character that a text may hold.
    if (one === undefined || one.text === null || one.etag === null || one.text.includes('\ufffd')) alone.push(name);
    else {
      const bytes = Buffer.from(withLineEnds(one.text), 'utf8');
      fetched.push({ is: 'got', name, content: { is: 'held', bytes }, etag: one.etag, changedAt: one.changedAt });
    }
  }
  return { fetched, alone, smaller: [] };
}

/**
 * XML makes a line feed of each CR LF (XML 1.0 §2.11), which both formats demand (RFC 5545 §3.1, RFC 6350 §3.2): they are put
 * back, so that a text is the same whichever way it comes. Line ends that a server has written as references are left alone.
 */
function withLineEnds(text: string): string {
  return text.includes('\r') ? text : text.replaceAll('\n', '\r\n');
}

/** Statuses that say that the server does not know the report. */
const NEVER: ReadonlySet<number> = new Set([400, 403, 405, 415, 501]);

function isTooMuch(error: unknown): boolean {
  if (error instanceof XmlError) return true;
  if (error instanceof HttpError) return error.trouble === 'too-long';
  return error instanceof DavStatusError && (error.status === 413 || error.status === 507);
}

/** True for an answer about the request, and not about the account or the line. */
function isRefusal(error: unknown): boolean {
  return error instanceof DavProtocolError || (error instanceof DavStatusError && error.status !== 401);
}

/** Why this one resource cannot be had; null when the error is about more than it. */
function whyRefused(error: unknown): string | null {
  if (error instanceof HttpError && error.trouble === 'too-long') {
    return `it has more than the ${ITEM_BYTES_MAX} bytes that can be moved`;
  }
  const isItsOwn = isRefusal(error) || (error instanceof HttpError && error.trouble === 'malformed');
  return isItsOwn && error instanceof Error ? error.message : null;
}

async function drop(fetched: readonly Fetched[]): Promise<void> {
  for (const one of fetched) if (one.is === 'got' && one.content.is === 'spooled') await one.content.drop();
}

/** The beginning of the text, enough to see what it is; drops the content. */
export async function beginningOf(content: Content): Promise<string> {
  if (content.is === 'held') return content.bytes.toString('utf8');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content.open()) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= HELD_BYTES_MAX) break;
  }
  await content.drop();
  return Buffer.concat(chunks).toString('utf8');
}
