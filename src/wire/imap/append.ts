/** APPEND (RFC 9051 §6.3.12) with LITERAL+/LITERAL- (RFC 7888), MULTIAPPEND (RFC 3502), APPENDUID and BINARY (RFC 3516). */
import type { Instant } from '../../base/clock.ts';
import { limiter } from '../../base/limiter.ts';
import { astringPiece, flagListText, ImapTextError } from './bytes/command-text.ts';
import { dateTimeText } from './bytes/date-time.ts';
import type { StatusResponse } from './bytes/status-response.ts';
import type { ImapConnection } from './connection.ts';
import { ImapStatusError } from './errors.ts';
import { Arrivals } from './line/arrivals.ts';
import type { OpenLine } from './line/command.ts';
import { readUidList } from './uid-set.ts';

export interface AppendMessage {
  /** System flags with their backslash, and keywords. */
  readonly flags: readonly string[];
  /** Null leaves the date to the server, which takes its own time. */
  readonly internalDate: Instant | null;
  /** Exactly as many bytes as `content` holds; not 0, which RFC 3502 makes a sign to give up. */
  readonly sizeBytes: number;
  readonly content: Buffer | AsyncIterable<Buffer>;
  /** True when the content holds NUL, which only a literal8 can carry. Of a Buffer it is found out. */
  readonly isBinary?: boolean;
}

export type AppendResult =
  /** Null without UIDPLUS. */
  | { readonly is: 'appended'; readonly uidValidity: number | null; readonly uid: number | null }
  /** By the server, or by us with ImapTextError: what IMAP cannot say is never sent. */
  | { readonly is: 'refused'; readonly error: ImapStatusError | ImapTextError };

export interface AppendOptions {
  /** False sends one command for each message, also where MULTIAPPEND is offered. */
  readonly multiAppend?: boolean;
}

/** Single APPENDs that are on their way at once. More gains nothing: the wire is full by then. */
const UNANSWERED_MAX = 64;

/**
 * Writes the messages and yields one result for each, in their order. Begins with this call; a second append may be
 * called before the first is answered. With MULTIAPPEND they are one command, that is all or nothing: a refusal is the
 * result of each. Fails with ImapConnectionError when the line breaks, with the error of `messages` or `content` when
 * one of these does: those without a result are then in doubt, and the connection is lost.
 */
export function append(
  c: ImapConnection,
  mailbox: string,
  messages: AsyncIterable<AppendMessage> | Iterable<AppendMessage>,
  signal: AbortSignal,
  options: AppendOptions = {},
): AsyncIterable<AppendResult> {
  const results = new Arrivals<AppendResult>(UNBOUNDED, Number.POSITIVE_INFINITY, () => 0);
  const isMulti = options.multiAppend !== false && c.has('MULTIAPPEND');
  const appending = isMulti ? appendTogether : appendOneByOne;
  appending({ c, mailbox, signal, results }, messages).then(
    () => results.end(),
    (error: unknown) => results.fail(error),
  );
  return results;
}

interface Appending {
  readonly c: ImapConnection;
  readonly mailbox: string;
  readonly signal: AbortSignal;
  readonly results: Arrivals<AppendResult>;
}

/** A result is small, and there is one for each message of a batch. */
const UNBOUNDED = { full: () => undefined, roomy: () => undefined };

/** One MULTIAPPEND. */
async function appendTogether(to: Appending, messages: AsyncIterable<AppendMessage> | Iterable<AppendMessage>) {
  const { c, results } = to;
  const batch = new Batch(c, messages);
  const first = await batch.next();
  if (first === null) return batch.settle(results, () => NOWHERE);
  let written = Promise.resolve();
  const write = async (line: OpenLine): Promise<void> => {
    for (let message: AppendMessage | null = first; message !== null; message = await batch.next()) {
      // A server that has refused the first message wants no other: they are counted and not sent.
      if (!line.isAnswered && !line.isRefused) await writeMessage(message, line, to.signal);
    }
  };
  try {
    const ok = await sendAppend(to, (line) => {
      written = write(line);
      return written;
    });
    const placed = readAppendUid(ok, batch.sayableCount);
    batch.settle(results, (at) => placed[at] ?? NOWHERE);
  } catch (error) {
    if (!(error instanceof ImapStatusError) || error.status === 'BYE') throw error;
    await written;
    while ((await batch.next()) !== null);
    batch.settle(results, () => ({ is: 'refused', error }));
  }
}

/** The messages of one MULTIAPPEND, and what is known of them without the server. */
class Batch {
  readonly #c: ImapConnection;
  readonly #source: AsyncIterator<AppendMessage> | Iterator<AppendMessage>;
  /** One entry a message taken: why it was not sent, or null. */
  readonly #refusals: (ImapTextError | null)[] = [];

  constructor(c: ImapConnection, messages: AsyncIterable<AppendMessage> | Iterable<AppendMessage>) {
    this.#c = c;
    this.#source = Symbol.asyncIterator in messages ? messages[Symbol.asyncIterator]() : messages[Symbol.iterator]();
  }

  get sayableCount(): number {
    return this.#refusals.filter((refusal) => refusal === null).length;
  }

  /** The next message that can be said, past those that cannot. */
  async next(): Promise<AppendMessage | null> {
    for (;;) {
      const step = await this.#source.next();
      if (step.done === true) return null;
      const refusal = unsayable(step.value, this.#c);
      this.#refusals.push(refusal);
      if (refusal === null) return step.value;
    }
  }

  settle(results: Arrivals<AppendResult>, sent: (at: number) => AppendResult): void {
    let at = 0;
    for (const error of this.#refusals) results.push(error === null ? sent(at++) : { is: 'refused', error });
  }
}

async function appendOneByOne(to: Appending, messages: AsyncIterable<AppendMessage> | Iterable<AppendMessage>) {
  const underWay = limiter(UNANSWERED_MAX);
  let inOrder: Promise<void> = Promise.resolve();
  let isLost = false;
  for await (const message of messages) {
    await underWay.room();
    if (isLost) break;
    const result = underWay.run(() => appendOne(to, message));
    inOrder = inOrder.then(async () => to.results.push(await result));
    result.catch(() => {
      isLost = true;
    });
    inOrder.catch(() => undefined); // awaited below, in its order
  }
  await inOrder;
}

async function appendOne(to: Appending, message: AppendMessage): Promise<AppendResult> {
  const refused = unsayable(message, to.c);
  if (refused !== null) return { is: 'refused', error: refused };
  try {
    const ok = await sendAppend(to, (line) => writeMessage(message, line, to.signal));
    return readAppendUid(ok, 1)[0] ?? NOWHERE;
  } catch (error) {
    if (error instanceof ImapStatusError && error.status !== 'BYE') return { is: 'refused', error };
    throw error;
  }
}

/** Fails with the error of `write` where that broke the command off, and not with what it did to the connection. */
async function sendAppend(
  { c, mailbox, signal }: Appending,
  write: (line: OpenLine) => Promise<void>,
): Promise<StatusResponse> {
  const broken: { error?: unknown } = {};
  const watched = async (line: OpenLine): Promise<void> => {
    try {
      await write(line);
    } catch (error) {
      broken.error = error;
      throw error;
    }
  };
  const pieces = ['APPEND ', astringPiece(mailbox)];
  try {
    return await c.run({ name: 'APPEND', pieces, write: watched, done: (ok) => ok }, signal);
  } catch (error) {
    throw 'error' in broken ? broken.error : error;
  }
}

const NOWHERE: AppendResult = { is: 'appended', uidValidity: null, uid: null };

/** Why IMAP has no words for this message on this server; null when it has. */
function unsayable(message: AppendMessage, c: ImapConnection): ImapTextError | null {
  if (message.sizeBytes === 0) return new ImapTextError('IMAP cannot store a message without content');
  if (needsLiteral8(message) && !c.has('BINARY')) {
    return new ImapTextError('the message holds NUL characters, which this server does not take');
  }
  try {
    flagListText(message.flags);
    return null;
  } catch (error) {
    if (error instanceof ImapTextError) return error;
    throw error;
  }
}

function needsLiteral8({ content, isBinary }: AppendMessage): boolean {
  return isBinary ?? (content instanceof Uint8Array && content.includes(0));
}

async function writeMessage(message: AppendMessage, line: OpenLine, signal: AbortSignal): Promise<void> {
  const { content, sizeBytes, internalDate } = message;
  signal.throwIfAborted();
  line.writer.text(` ${flagListText(message.flags)} ${internalDate === null ? '' : `${dateTimeText(internalDate)} `}`);
  if (!(await line.announce(sizeBytes, needsLiteral8(message) ? 'literal8' : 'literal'))) return;
  if (content instanceof Uint8Array) {
    if (content.length !== sizeBytes) throw new Error('impossible: a message has not the size it was announced with');
    line.writer.bytes(content);
  } else await writeChunks(content, sizeBytes, line, signal);
  if (!line.writer.hasRoom) await line.writer.room();
}

/** Never one byte more than announced: it would be read as a command. */
async function writeChunks(content: AsyncIterable<Buffer>, sizeBytes: number, line: OpenLine, signal: AbortSignal) {
  let left = sizeBytes;
  for await (const chunk of content) {
    signal.throwIfAborted();
    left -= chunk.length;
    if (left < 0) break;
    line.writer.bytes(chunk);
    if (!line.writer.hasRoom) await line.writer.room();
  }
  if (left !== 0) throw new Error('impossible: a message has not the size it was announced with');
}

/** `[APPENDUID uidvalidity uid-set]`: one UID a message, in their order (RFC 4315 §3). */
function readAppendUid({ code }: StatusResponse, count: number): readonly AppendResult[] {
  if (code?.name !== 'APPENDUID') return [];
  const [validity = '', set = ''] = code.text.split(' ');
  const uids = readUidList(set, count);
  if (!/^\d{1,10}$/.test(validity) || uids?.length !== count) return [];
  return uids.map((uid) => ({ is: 'appended', uidValidity: Number(validity), uid }));
}
