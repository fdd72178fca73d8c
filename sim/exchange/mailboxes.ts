/** All mailboxes of the simulated organisation, on one store. */
import { assert } from '../../src/base/assert.ts';
import { Mailbox } from './mailbox.ts';
import type { MailboxRecord } from './mailbox-record.ts';
import { Store } from './store.ts';

interface BirthRecord {
  readonly is: 'mailbox';
  readonly number: number;
  readonly address: string;
}

export class Mailboxes {
  readonly #store: Store;
  readonly #byNumber: Mailbox[] = [];

  /** Opens the store, and makes those of the addresses that it does not hold yet. */
  constructor(folder: string, addresses: readonly string[]) {
    this.#store = new Store(folder);
    this.#store.replay((record, place) => {
      const known = record as BirthRecord | MailboxRecord; // only this class and its mailboxes write to the store
      if (known.is === 'mailbox') {
        this.#byNumber.push(new Mailbox(known.number, known.address, this.#store));
        return;
      }
      const mailbox = this.#byNumber[known.mailbox];
      assert(mailbox !== undefined, 'the store names only mailboxes that it holds');
      mailbox.replay(known, place);
    });
    for (const address of addresses) if (this.find(address) === null) this.#add(address);
    for (const mailbox of this.#byNumber) mailbox.bear();
  }

  all(): readonly Mailbox[] {
    return this.#byNumber;
  }

  find(address: string): Mailbox | null {
    const wanted = address.toLowerCase();
    return this.#byNumber.find((mailbox) => mailbox.address.toLowerCase() === wanted) ?? null;
  }

  byNumber(number: number): Mailbox | null {
    return this.#byNumber[number] ?? null;
  }

  close(): void {
    this.#store.close();
  }

  #add(address: string): void {
    const record: BirthRecord = { is: 'mailbox', number: this.#byNumber.length, address };
    this.#store.append(record);
    this.#byNumber.push(new Mailbox(record.number, address, this.#store));
  }
}
