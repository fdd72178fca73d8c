/** Somebody who watches the service through all disasters: asks again until he is answered, and follows the stream of events. */
import { systemClock } from '../../src/base/clock.ts';
import { type HttpAnswer, HttpAsker } from '../walk/service-program.ts';

export interface SeenEvent {
  readonly number: number;
  readonly at: string;
  readonly actor: { readonly is: string; readonly worker?: string };
  readonly subject: string;
  readonly subjectId: string;
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

const AGAIN_MS = 250;
const never = new AbortController().signal;

export class Client {
  readonly asker: HttpAsker;
  /** In the order of their arrival. */
  readonly events: SeenEvent[] = [];
  /** How often the stream had to be opened. */
  streamsOpened = 0;
  /** Every status that was answered, with how often. */
  readonly statuses = new Map<number, number>();
  readonly #at: () => string;

  /** `at` gives where the service is now. */
  constructor(at: () => string, asker = new HttpAsker()) {
    this.#at = at;
    this.asker = asker;
  }

  /** One request; null where nobody took it. */
  async once(method: 'GET' | 'POST', path: string, body?: object): Promise<HttpAnswer | null> {
    try {
      const answer = await this.asker.ask(method, `${this.#at()}${path}`, body);
      this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
      return answer;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // what fetch fails with when a line breaks
      return null;
    }
  }

  /** Asks until the service does it. */
  async ask(method: 'GET' | 'POST', path: string, body?: object): Promise<HttpAnswer> {
    for (;;) {
      const answer = await this.once(method, path, body);
      if (answer !== null && answer.status < 500) return answer;
      await systemClock.sleep(AGAIN_MS, never);
    }
  }

  /** All events of the organisation, from its list. */
  async audit(home: string): Promise<readonly SeenEvent[]> {
    const all: SeenEvent[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await this.ask('GET', `${home}/events?sort=number&limit=500${cursor}`);
      const { items, next } = body as unknown as { items: SeenEvent[]; next: string | null }; // the shape of the contract
      all.push(...items);
      if (next === null) return all;
      cursor = `&cursor=${encodeURIComponent(next)}`;
    }
  }

  /** Follows the stream behind what was seen last, again and again, until the signal aborts. */
  async follow(home: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const last = this.events.at(-1)?.number ?? 0;
        const headers = { cookie: this.asker.cookie, 'last-event-id': String(last) };
        const answer = await fetch(`${this.#at()}${home}/events/stream`, { headers, signal });
        if (answer.status === 200 && answer.body !== null) {
          this.streamsOpened += 1;
          await this.#read(answer.body);
        }
      } catch (error) {
        if (!(error instanceof TypeError) && !signal.aborted) throw error; // a line that broke, or the end
      }
      if (!signal.aborted) await systemClock.sleep(AGAIN_MS, never);
    }
  }

  async #read(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    let rest = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const parts = `${rest}${chunk}`.split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const told = /^data: (.*)$/m.exec(part)?.[1];
        if (told !== undefined) this.events.push(JSON.parse(told));
      }
    }
  }
}
