/** Content that arrives as base64 inside an answer, each into a sink of its own. */
import { childOf, type SinkFor, type XmlElement } from '../xml.ts';
import type { Answer } from './answers.ts';
import { Base64Reader } from './base64.ts';

/** Of an answer with content: some items are over 100 MB, and base64 makes them a third larger. */
export const CONTENT_ANSWER_BYTES_MAX = 512 * 1024 * 1024;

/** Takes the bytes of one item's content. */
export interface ByteSink<T> {
  /** The next bytes come when the promise is kept. */
  write(bytes: Buffer): void | Promise<void>;
  /** All bytes have come. */
  end(): Promise<T>;
  /** The bytes so far are void. Nothing is called after it. */
  discard(): Promise<void>;
}

/** The sinks of one request, in the order in which their elements come. */
export class ContentSinks<T> {
  readonly #element: string;
  readonly #openSink: () => ByteSink<T>;
  readonly #void: MimeSink<T>[] = [];
  #opened: MimeSink<T>[] = [];
  #given = 0;

  /** `element` is the one whose text is the content. */
  constructor(element: string, openSink: () => ByteSink<T>) {
    this.#element = element;
    this.#openSink = openSink;
  }

  begin(): SinkFor {
    this.#void.push(...this.#opened);
    this.#opened = [];
    this.#given = 0;
    return (name) => {
      if (name !== this.#element) return null;
      const sink = new MimeSink(this.#openSink());
      this.#opened.push(sink);
      return sink;
    };
  }

  /**
   * The content of each answer, null where its holder has none. Sinks were opened in the order of the document, one for each
   * element of the name in it.
   */
  async fill(answers: readonly Answer<{ readonly holder: XmlElement | null }>[]): Promise<readonly Answer<T | null>[]> {
    const sinks = answers.map((answer) => {
      if (answer.is !== 'done') return answer;
      return childOf(answer.value.holder, this.#element) === null ? null : this.#next();
    });
    return await Promise.all(
      sinks.map(async (sink) => (sink instanceof MimeSink || sink === null ? await ended(sink) : sink)),
    );
  }

  #next(): MimeSink<T> | null {
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

async function ended<T>(sink: MimeSink<T> | null): Promise<Answer<T | null>> {
  return { is: 'done', value: sink === null ? null : await sink.end() };
}
