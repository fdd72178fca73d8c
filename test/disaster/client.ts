/** Somebody who watches the service through all disasters: asks again until he is answered. */
import { systemClock } from '../../src/base/clock.ts';
import { type HttpAnswer, HttpAsker } from '../walk/service-program.ts';
import type { ReadEvent } from './event-reader.ts';

const AGAIN_MS = 250;
const never = new AbortController().signal;

export class Client {
  readonly asker: HttpAsker;
  readonly #at: () => string;

  /** `at` gives where the service is now. */
  constructor(at: () => string, asker = new HttpAsker()) {
    this.#at = at;
    this.asker = asker;
  }

  /** One request; null where nobody took it. */
  async once(method: 'GET' | 'POST', path: string, body?: object): Promise<HttpAnswer | null> {
    try {
      return await this.asker.ask(method, `${this.#at()}${path}`, body);
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
  async audit(home: string): Promise<readonly ReadEvent[]> {
    const all: ReadEvent[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await this.ask('GET', `${home}/events?sort=number&limit=500${cursor}`);
      const { items, next } = body as unknown as { items: ReadEvent[]; next: string | null }; // the shape of the contract
      all.push(...items);
      if (next === null) return all;
      cursor = `&cursor=${encodeURIComponent(next)}`;
    }
  }
}
