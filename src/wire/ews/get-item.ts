/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/getitem-operation */
import { childOf, type SinkFor, type XmlElement } from '../xml.ts';
import { type Answer, readAnswers } from './answers.ts';
import { Base64Reader } from './base64.ts';
import { type EwsItem, itemShapeXml, readItem } from './items.ts';
import type { Field } from './names.ts';
import { itemIdXml } from './properties.ts';
import type { EwsSession } from './session.ts';

/** Of an answer with content: some items are over 100 MB, and base64 makes them a third larger. */
const CONTENT_ANSWER_BYTES_MAX = 512 * 1024 * 1024;

/** Properties of items without their content: one answer an item, in the order asked. */
export async function getItem(
  session: EwsSession,
  request: { readonly ids: readonly string[]; readonly fields: readonly Field[] },
  signal: AbortSignal,
): Promise<readonly Answer<EwsItem>[]> {
  const response = await session.call(
    {
      name: 'GetItem',
      repeatable: true,
      write: (into) =>
        into.text(
          `<m:GetItem>${itemShapeXml(request.fields)}<m:ItemIds>${idsXml(request.ids)}</m:ItemIds></m:GetItem>`,
        ),
    },
    signal,
  );
  return readAnswers(response, request.ids.length, (message) => {
    const element = itemOf(message);
    return element === null ? null : readItem(element);
  });
}

/** Takes the bytes of one item's content. */
export interface ByteSink<T> {
  /** The next bytes come when the promise is kept. */
  write(bytes: Buffer): void | Promise<void>;
  /** All bytes have come. */
  end(): Promise<T>;
  /** The bytes so far are void. Nothing is called after it. */
  discard(): Promise<void>;
}

/**
 * The MIME content of items, each into a sink of its own while it arrives: one answer an item, in the order asked. Sinks of
 * tries that failed are discarded.
 */
export async function getItemContent<T>(
  session: EwsSession,
  request: { readonly ids: readonly string[]; openSink(): ByteSink<T> },
  signal: AbortSignal,
): Promise<readonly Answer<T | null>[]> {
  const sinks = new ContentSinks(() => request.openSink());
  try {
    const shape =
      '<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent></m:ItemShape>';
    const response = await session.call(
      {
        name: 'GetItem',
        repeatable: true,
        answerBytesMax: CONTENT_ANSWER_BYTES_MAX,
        sinks: () => sinks.begin(),
        write: (into) => into.text(`<m:GetItem>${shape}<m:ItemIds>${idsXml(request.ids)}</m:ItemIds></m:GetItem>`),
      },
      signal,
    );
    // Sinks were opened in the order of the document, one for each MimeContent in it.
    const answers = readAnswers(response, request.ids.length, (message) =>
      childOf(itemOf(message), 'MimeContent') === null ? { sink: null } : { sink: sinks.next() },
    );
    return await Promise.all(
      answers.map(async (answer) => (answer.is === 'done' ? await ended(answer.value.sink) : answer)),
    );
  } finally {
    await sinks.discardRest();
  }
}

async function ended<T>(sink: MimeSink<T> | null): Promise<Answer<T | null>> {
  return { is: 'done', value: sink === null ? null : await sink.end() };
}

class ContentSinks<T> {
  readonly #openSink: () => ByteSink<T>;
  readonly #void: MimeSink<T>[] = [];
  #opened: MimeSink<T>[] = [];
  #given = 0;

  constructor(openSink: () => ByteSink<T>) {
    this.#openSink = openSink;
  }

  begin(): SinkFor {
    this.#void.push(...this.#opened);
    this.#opened = [];
    this.#given = 0;
    return (name) => {
      if (name !== 'MimeContent') return null;
      const sink = new MimeSink(this.#openSink());
      this.#opened.push(sink);
      return sink;
    };
  }

  next(): MimeSink<T> | null {
    const sink = this.#opened[this.#given] ?? null;
    this.#given += 1;
    return sink;
  }

  async discardRest(): Promise<void> {
    for (const sink of [...this.#void, ...this.#opened]) await sink.discard();
  }
}

/** Base64 text in, bytes out. */
class MimeSink<T> {
  readonly #sink: ByteSink<T>;
  readonly #base64 = new Base64Reader();
  #isOver = false;

  constructor(sink: ByteSink<T>) {
    this.#sink = sink;
  }

  write(text: string): void | Promise<void> {
    const bytes = this.#base64.read(text);
    if (bytes.byteLength > 0) return this.#sink.write(bytes);
  }

  async end(): Promise<T> {
    const rest = this.#base64.end();
    if (rest.byteLength > 0) await this.#sink.write(rest);
    const content = await this.#sink.end();
    this.#isOver = true;
    return content;
  }

  /** Nothing after `end`: then the content belongs to whoever got it. */
  async discard(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.#sink.discard();
  }
}

function itemOf(message: XmlElement): XmlElement | null {
  return childOf(message, 'Items')?.children[0] ?? null;
}

function idsXml(ids: readonly string[]): string {
  return ids.map((id) => itemIdXml({ id, changeKey: null })).join('');
}
