/** What the scripts of faults of the HTTP simulators share: which requests a fault strikes, by count. */

/** All that is named must fit; counting starts when the script is set and counts only what fits the rest. */
export interface RequestsStruck {
  /** Occurs in the text of the request, which its simulator names. */
  readonly match?: string;
  /** The n-th such request, from 1. */
  readonly nth?: number;
  /** Every n-th such request. */
  readonly every?: number;
  /** At most so many times. */
  readonly times?: number;
}

interface Entry<When, Then> {
  readonly fault: { readonly when: When; readonly then: Then };
  seen: number;
  struck: number;
}

/** A running script. */
export class HttpFaultScript<When extends RequestsStruck, Then> {
  readonly #nameIn: (when: When) => string | undefined;
  #entries: readonly Entry<When, Then>[] = [];

  /** `nameIn` gives the name of the requests that are meant, undefined for all. */
  constructor(faults: readonly Entry<When, Then>['fault'][], nameIn: (when: When) => string | undefined) {
    this.#nameIn = nameIn;
    this.set(faults);
  }

  /** Replaces the script; counting starts anew. */
  set(faults: readonly Entry<When, Then>['fault'][]): void {
    this.#entries = faults.map((fault) => ({ fault, seen: 0, struck: 0 }));
  }

  /** What happens to this request: the first fault that fits. Every fault counts the requests that it could strike. */
  next(name: string, text: string): Then | null {
    let found: Then | null = null;
    for (const entry of this.#entries) {
      const { when, then } = entry.fault;
      const meant = this.#nameIn(when);
      if (meant !== undefined && meant !== name) continue;
      if (when.match !== undefined && !text.includes(when.match)) continue;
      entry.seen += 1;
      if (when.nth !== undefined && entry.seen !== when.nth) continue;
      if (when.every !== undefined && entry.seen % when.every !== 0) continue;
      if (entry.struck >= (when.times ?? Number.POSITIVE_INFINITY) || found !== null) continue;
      entry.struck += 1;
      found = then;
    }
    return found;
  }
}
