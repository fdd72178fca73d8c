/**
 * Faults as data: what goes wrong, at which command. A script is a list of them; each command is compared with every
 * fault in order, and the first that is due strikes.
 */
export interface Fault {
  /**
   * Which commands: compared with name and arguments as they were sent, without tag and literals
   * (`UID FETCH 1:* (UID FLAGS)`). A new connection, before its greeting, is the command `CONNECT`.
   */
  readonly on: RegExp;
  /** Only commands one of whose literals holds this text. */
  readonly holding?: string;
  /** Strikes at the n-th such command of the whole server, counted from 1; or at each. Default: 1. */
  readonly nth?: number | 'each';
  readonly does: FaultAction;
}

/** Before: nothing was done yet. After: it was done, and the answer is not sent. */
export type Moment = 'before' | 'after';

export type FaultAction =
  /** The tagged answer is this (`NO [OVERQUOTA] full`); `BYE …` is sent untagged and closes the connection. */
  | { readonly is: 'answer'; readonly text: string; readonly when: Moment }
  | { readonly is: 'close'; readonly when: Moment }
  /** The connection stays open, and nothing is ever sent on it again. */
  | { readonly is: 'silence'; readonly when: Moment }
  /** The answer ends after so many bytes, and the connection with it. */
  | { readonly is: 'cut-answer'; readonly afterBytes: number }
  /** The answer ends after so many bytes of its first literal, and the connection with it. */
  | { readonly is: 'cut-literal'; readonly afterBytes: number }
  /** The connection ends when so many bytes have come after the command's first line. Nothing is done. */
  | { readonly is: 'cut-command'; readonly afterBytes: number }
  /** Every literal of the answer is announced as so many bytes longer (or shorter) than it is. */
  | { readonly is: 'lie'; readonly bytes: number }
  /** Sends these bytes (latin1) and then answers as if nothing had been. */
  | { readonly is: 'send-first'; readonly bytes: string }
  /** Sends these bytes (latin1) in place of any answer; the command is not done. */
  | { readonly is: 'send-instead'; readonly bytes: string }
  | { readonly is: 'delay'; readonly ms: number }
  /** The folder gets a new UIDVALIDITY and its messages new UIDs, before the command is done. */
  | { readonly is: 'renumber'; readonly mailbox: string };

/** A script at work: it remembers how often each of its faults has matched. */
export class FaultScript {
  readonly #faults: readonly Fault[];
  readonly #matches: number[];

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
    this.#matches = faults.map(() => 0);
  }

  /** The fault of a command whose literals have not come yet. Asked once a command, before `strike`. */
  strikeEarly(line: string): (FaultAction & { is: 'cut-command' }) | null {
    const action = this.#due(line, [], (fault) => fault.does.is === 'cut-command');
    return action?.is === 'cut-command' ? action : null;
  }

  /** The fault of a command that has come whole. Asked once a command. */
  strike(line: string, literals: readonly Buffer[]): FaultAction | null {
    return this.#due(line, literals, (fault) => fault.does.is !== 'cut-command');
  }

  #due(line: string, literals: readonly Buffer[], isAskedFor: (fault: Fault) => boolean): FaultAction | null {
    let struck: FaultAction | null = null;
    for (const [index, fault] of this.#faults.entries()) {
      if (!isAskedFor(fault) || !isMeant(fault, line, literals)) continue;
      const count = (this.#matches[index] ?? 0) + 1;
      this.#matches[index] = count;
      const nth = fault.nth ?? 1;
      if (nth === 'each' || nth === count) struck ??= fault.does;
    }
    return struck;
  }
}

function isMeant(fault: Fault, line: string, literals: readonly Buffer[]): boolean {
  const { holding } = fault;
  return line.search(fault.on) >= 0 && (holding === undefined || literals.some((bytes) => bytes.includes(holding)));
}
