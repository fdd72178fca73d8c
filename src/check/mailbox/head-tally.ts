/** Counts what is odd about messages by their heads, in bounded memory whatever a mailbox holds. Pure. */
import { createHash } from 'node:crypto';
import type { Instant } from '../../base/clock.ts';
import { type FolderPath, folderLabel } from '../../model/folder.ts';

/**
 * no-header: none of the four fields that every message has. no-date: the sender's date is missing or no date. no-arrival:
 * the server does not say when it came, or says 1970. no-id: no Message-ID. double: the same Message-ID and size as another
 * message of the folder; a copy in another folder is none.
 */
export const HEAD_TROUBLES = ['no-header', 'no-date', 'no-arrival', 'no-id', 'double'] as const;
export type HeadTrouble = (typeof HEAD_TROUBLES)[number];

/** A head as people read it; empty and null for what is not there. */
export interface ReadHead {
  readonly from: string;
  readonly subject: string;
  readonly date: Instant | null;
  readonly messageId: string;
}

export interface TalliedHead extends ReadHead {
  readonly uid: number;
  readonly sizeBytes: number | null;
  readonly internalDate: Instant | null;
}

/** All are counted, the first are named. */
export interface HeadFinding {
  readonly count: number;
  readonly named: readonly string[];
}

export interface HeadFindings {
  readonly messages: number;
  readonly troubles: Readonly<Record<HeadTrouble, HeadFinding>>;
}

/** Messages that are named of each trouble: enough to see what they have in common. */
const NAMED_MAX = 20;
/** Characters of a sender or subject that are shown. */
const SHOWN_CHARS_MAX = 60;
/** Messages of one folder that are compared with each other, at about 40 bytes each. Exchange takes no more into one folder. */
const COMPARED_MAX = 1_000_000;
/** A clock that was not set, or a file without a date. */
const ARRIVALS_FROM = Date.UTC(1971, 0, 1);

export class HeadTally {
  #messages = 0;
  #folder: FolderPath = [];
  #seen = new Set<number>();
  readonly #found = new Map<HeadTrouble, { count: number; named: string[] }>();

  /** What comes now lies in this folder; what lay in others is compared no more. */
  enter(folder: FolderPath): void {
    this.#folder = folder;
    this.#seen = new Set();
  }

  add(head: TalliedHead): void {
    this.#messages += 1;
    const { from, subject, date, messageId, internalDate } = head;
    if (from === '' && subject === '' && date === null && messageId === '') this.#note('no-header', head);
    else {
      if (date === null) this.#note('no-date', head);
      if (messageId === '') this.#note('no-id', head);
    }
    if (internalDate === null || internalDate < ARRIVALS_FROM) this.#note('no-arrival', head);
    if (messageId !== '' && this.#isSeen(head)) this.#note('double', head);
  }

  findings(): HeadFindings {
    const of = (trouble: HeadTrouble): HeadFinding => this.#found.get(trouble) ?? { count: 0, named: [] };
    const troubles = {
      'no-header': of('no-header'),
      'no-date': of('no-date'),
      'no-arrival': of('no-arrival'),
      'no-id': of('no-id'),
      double: of('double'),
    };
    return { messages: this.#messages, troubles };
  }

  #isSeen({ messageId, sizeBytes }: TalliedHead): boolean {
    const digest = digestOf(`${sizeBytes} ${messageId}`);
    if (this.#seen.has(digest)) return true;
    if (this.#seen.size < COMPARED_MAX) this.#seen.add(digest);
    return false;
  }

  #note(trouble: HeadTrouble, head: TalliedHead): void {
    const found = this.#found.get(trouble) ?? { count: 0, named: [] };
    this.#found.set(trouble, found);
    found.count += 1;
    if (found.named.length < NAMED_MAX) found.named.push(nameOf(head, this.#folder));
  }
}

/** As many bits as a number holds exactly: among a million messages two are taken for one once in 18,000 mailboxes. */
function digestOf(text: string): number {
  const digest = createHash('sha1').update(text).digest();
  return (digest.readUInt32BE(0) % 2 ** 21) * 2 ** 32 + digest.readUInt32BE(4);
}

function nameOf({ uid, date, internalDate, from, subject, sizeBytes }: TalliedHead, folder: FolderPath): string {
  const at = date ?? internalDate;
  const day = at === null ? 'no date' : new Date(at).toISOString().slice(0, 10);
  const said = [from, subject].map((text) => text.slice(0, SHOWN_CHARS_MAX)).filter((text) => text !== '');
  const shown = said.length > 0 ? said.join(': ') : `number ${uid}, ${sizeBytes ?? 0} bytes`;
  return `${folderLabel(folder)}, ${day}: ${shown}`;
}
