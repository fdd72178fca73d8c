/** Commands that were given to the line and not answered yet, oldest first, and who of them gets which response. */
import type { LiteralTaker, RawResponse } from '../bytes/response-reader.ts';
import type { StatusResponse } from '../bytes/status-response.ts';
import type { Command, Untagged } from './command.ts';

export interface InFlight {
  readonly tag: string;
  readonly command: Command<unknown>;
  /** Called with the tagged answer. */
  readonly answered: (status: StatusResponse) => void;
  readonly failed: (error: unknown) => void;
  /** Commands that wait for their turn get no responses. */
  isSent: boolean;
  isAnswered: boolean;
  /** Nobody waits for it any more. */
  isAbandoned: boolean;
}

export class InFlightCommands {
  readonly #byTag = new Map<string, InFlight>();

  get size(): number {
    return this.#byTag.size;
  }

  get oldest(): InFlight | null {
    for (const entry of this.#byTag.values()) return entry;
    return null;
  }

  add(entry: InFlight): void {
    this.#byTag.set(entry.tag, entry);
  }

  remove(entry: InFlight): void {
    this.#byTag.delete(entry.tag);
  }

  /** The command with this tag if it was sent; case does not matter. */
  find(tag: string): InFlight | null {
    const entry = this.#byTag.get(tag.toUpperCase());
    return entry?.isSent === true ? entry : null;
  }

  takeAll(): readonly InFlight[] {
    const all = [...this.#byTag.values()];
    this.#byTag.clear();
    return all;
  }

  /** Offers the response to the commands that may have caused it, oldest first. False when none wants it. */
  offer(response: Untagged): boolean {
    for (const command of this.#candidates()) {
      if (command.untagged?.(response) === true) return true;
    }
    return false;
  }

  offerLiteral(before: RawResponse, sizeBytes: number): 'hold' | LiteralTaker | null {
    for (const command of this.#candidates()) {
      const taking = command.literal?.(before, sizeBytes) ?? null;
      if (taking !== null) return taking;
    }
    return null;
  }

  /**
   * A server must not begin a SELECT before everything older is answered, nor what stands behind it before the SELECT is
   * (RFC 9051 §5.5). So a SELECT gets responses only as the oldest, and commands in its mailbox only once it is open.
   */
  *#candidates(): Generator<Command<unknown>> {
    let isOldest = true;
    for (const { command, isSent } of this.#byTag.values()) {
      if (!isSent || (command.selects !== undefined && !isOldest)) return;
      const { within } = command;
      if (within === undefined || within.state === 'open') yield command;
      isOldest = false;
    }
  }
}
