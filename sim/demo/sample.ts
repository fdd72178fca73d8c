/** What a sample mailbox is made of, and the pen that writes one. */
import { type Instant, instant } from '../../src/base/clock.ts';
import { type Random, seededRandom } from '../../src/base/random.ts';
import { type Letter, type Person, writeLetter } from './letter.ts';

export interface SampleMessage {
  readonly bytes: Buffer;
  readonly receivedAt: Instant;
  /** As IMAP spells them. */
  readonly flags: readonly string[];
}

export interface SampleFolder {
  /** Decoded names, one a level. */
  readonly path: readonly string[];
  /** `\Sent` and its like, where this server says so. */
  readonly specialUse?: string;
  /** True for a name that is only a parent. */
  readonly isParentOnly?: boolean;
  readonly messages: readonly SampleMessage[];
}

export interface SampleMailbox {
  readonly owner: Person;
  /** For the story: "an administrator who keeps everything". */
  readonly about: string;
  /** As the hosts of 2012 have it: a dot between levels, everything below `INBOX.`; or a slash and no prefix. */
  readonly server: 'legacy' | 'modern';
  readonly folders: readonly SampleFolder[];
  /** What was exported beside the mail; none where there is nothing. */
  readonly files: readonly SampleFile[];
  /** Subjects of the messages that the demo's Exchange cannot take. */
  readonly tooLarge: readonly string[];
}

/** An exported file with its number of items. */
export interface SampleFile {
  readonly name: string;
  readonly items: number;
  readonly text: string;
}

export const COMPANY = 'finchharbour.example';

type Draft = Omit<Letter, 'sentAt' | 'id' | 'from' | 'to'> & Partial<Pick<Letter, 'sentAt' | 'id' | 'from' | 'to'>>;

/** Writes letters with ids and dates of their own. The same seed writes the same mailbox. */
export class Pen {
  readonly random: Random;
  readonly #owner: Person;
  #now: number;
  #count = 0;

  constructor(owner: Person, seed: number, begin: Instant) {
    this.random = seededRandom(seed);
    this.#owner = owner;
    this.#now = begin;
  }

  /** Some hours later, as life goes. */
  later(hours: number): Instant {
    this.#now += Math.round(hours * 3_600_000 * (0.5 + this.random.int(1000) / 1000));
    return instant(this.#now - (this.#now % 1000));
  }

  /** Somebody else's letter to the owner, unless the draft says otherwise. */
  letter(draft: Draft & { readonly from: Person }): Letter {
    this.#count += 1;
    const id = `${this.random.id()}.${this.#count}@${draft.from.address.split('@')[1] ?? COMPANY}`;
    return { to: [this.#owner], sentAt: this.later(9), id, ...draft };
  }

  /** The owner's own letter. */
  own(draft: Draft & { readonly to: readonly Person[] }): Letter {
    return this.letter({ ...draft, from: this.#owner });
  }

  pick<T>(all: readonly T[]): T {
    const one = all[this.random.int(all.length)];
    if (one === undefined) throw new Error('there is nothing to pick from');
    return one;
  }
}

/** The letter as it lies in a folder. Arrival is some seconds after it was sent. */
export function filed(letter: Letter, ...flags: readonly string[]): SampleMessage {
  return { bytes: writeLetter(letter), receivedAt: instant(letter.sentAt + 4000), flags };
}

/** Bytes that no pen would write, as they lie in a folder. */
export function raw(lines: readonly string[], receivedAt: Instant, ...flags: readonly string[]): SampleMessage {
  return { bytes: Buffer.from(lines.join('\r\n'), 'latin1'), receivedAt, flags };
}

/** A conversation: every letter answers the one before and quotes it. */
export function thread(
  pen: Pen,
  subject: string,
  turns: readonly (Partial<Draft> & { readonly from: Person; readonly text: string })[],
): readonly Letter[] {
  const letters: Letter[] = [];
  for (const turn of turns) {
    const before = letters.at(-1);
    const quoted =
      before === undefined
        ? ''
        : `\n\nOn ${new Date(before.sentAt).toDateString()}, ${before.from.name} wrote:\n${before.text.replace(/^/gm, '> ')}`;
    letters.push(
      pen.letter({
        ...turn,
        subject: before === undefined ? subject : `Re: ${subject}`,
        text: `${turn.text}${quoted}`,
        follows: letters.flatMap(({ id }) => (id === null ? [] : [id])),
      }),
    );
  }
  return letters;
}
