/** The hold that one process has on one mailbox, and the way every statement of its ledger goes. */
import { assert } from '../../base/assert.ts';
import { Failure } from '../../base/problem.ts';
import { type FolderKey, type FolderPath, folderKey } from '../../model/folder.ts';
import type { Db, Session, Sql } from '../db.ts';
import { DbError } from '../db-error.ts';

/** A statement whose first two values are the mailbox and the key of a folder, or the mailbox alone. */
export interface Reading {
  readonly name: string;
  readonly text: string;
}

/** A statement whose first three values are mailbox, term and key of a folder. It calls `held_folder` with them. */
export interface Writing {
  readonly name: string;
  readonly text: string;
}

/** States that the functions of `0001-ledger.sql` raise. */
const LEASE_LOST = 'GW001';
const FOLDER_UNKNOWN = 'GW002';

/** What a claim has given. */
export interface Hold {
  readonly mailboxId: number;
  readonly term: number;
  /** The mailbox for people. */
  readonly mailbox: string;
  /** The connection on which it is held. */
  readonly session: Pick<Session, 'isOpen'>;
}

export class Lease {
  readonly mailboxId: number;
  readonly term: number;
  readonly #db: Db;
  readonly #session: Hold['session'];
  readonly #mailbox: string;
  /** The last writing statement of each folder that one runs or waits for. */
  readonly #last = new Map<FolderKey, Promise<unknown>>();

  constructor(db: Db, held: Hold) {
    this.#db = db;
    this.#session = held.session;
    this.#mailbox = held.mailbox;
    this.mailboxId = held.mailboxId;
    this.term = held.term;
  }

  /** Reads something of one folder. */
  read<Row>(statement: Reading, folder: FolderPath, ...values: readonly unknown[]): Promise<readonly Row[]> {
    return this.#db.query<Row>({ ...statement, values: [this.mailboxId, folderKey(folder), ...values] });
  }

  /** Reads something of the whole mailbox. */
  readAll<Row>(statement: Reading, ...values: readonly unknown[]): Promise<readonly Row[]> {
    return this.#db.query<Row>({ ...statement, values: [this.mailboxId, ...values] });
  }

  /** Writes in one folder, in one statement that is durable when this returns. Throws `run.lease-lost`. */
  write<Row>(statement: Writing, folder: FolderPath, ...values: readonly unknown[]): Promise<readonly Row[]> {
    return this.inTurn([folder], () => this.#tell(() => this.#db.query<Row>(this.sql(statement, folder, values))));
  }

  /** Writes in the mailbox as a whole. The statement's first two values are mailbox and term, and it calls `check_lease`. */
  writeAll<Row>(statement: Writing, ...values: readonly unknown[]): Promise<readonly Row[]> {
    return this.#tell(() => this.#db.query<Row>({ ...statement, values: [this.mailboxId, this.term, ...values] }));
  }

  /** Several statements that are true together or not at all. They take the turns of their folders together. */
  together<T>(folders: readonly FolderPath[], run: (tx: Db) => Promise<T>): Promise<T> {
    return this.inTurn(folders, () => this.#tell(() => this.#db.transaction(run)));
  }

  /** A writing statement with its first values. */
  sql(statement: Writing, folder: FolderPath, values: readonly unknown[]): Sql {
    return { ...statement, values: [this.mailboxId, this.term, folderKey(folder), ...values] };
  }

  /**
   * One writing statement of a folder at a time: what it finds at its beginning is so until its end. No other process
   * can interfere, because it would need another term.
   */
  async inTurn<T>(folders: readonly FolderPath[], run: () => Promise<T>): Promise<T> {
    const keys = folders.map(folderKey);
    const before = Promise.all(keys.map((key) => this.#last.get(key) ?? Promise.resolve()));
    const turn = before.then(run);
    const settled = turn.then(
      () => undefined,
      () => undefined, // the caller is told; the next in line need not know
    );
    for (const key of keys) this.#last.set(key, settled);
    try {
      return await turn;
    } finally {
      for (const key of keys) if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }

  async #tell<T>(run: () => Promise<T>): Promise<T> {
    try {
      if (!this.#session.isOpen()) await this.#refuse();
      return await run();
    } catch (error) {
      if (!(error instanceof DbError)) throw error;
      if (error.state === LEASE_LOST) throw new Failure('run.lease-lost', { mailbox: this.#mailbox }, { cause: error });
      assert(error.state !== FOLDER_UNKNOWN, 'a folder is recorded before something is recorded in it');
      throw error;
    }
  }

  /**
   * The connection that holds the mailbox ended. When the server crashed, it may have lost what it had acknowledged last
   * and not yet written to the disk; going on would build on that.
   */
  async #refuse(): Promise<void> {
    await this.#db.query({ ...CHECK_LEASE, values: [this.mailboxId, this.term] });
    assertConnected(this.#session);
  }
}

/** Throws `database.unreachable` when the connection on which a mailbox is held has ended: with it its lock went. */
export function assertConnected(session: Hold['session']): void {
  if (session.isOpen()) return;
  throw new Failure('database.unreachable', { reason: 'the connection that held the mailbox was lost' });
}

/** Answers nothing, and raises an error when the mailbox has another holder by now. */
export const CHECK_LEASE: Writing = { name: 'check-lease', text: 'select check_lease($1, $2)' };
