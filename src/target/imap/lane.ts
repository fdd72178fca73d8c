/** The one connection of a target: opened when needed, opened anew when lost, and shared by all that is under way. */
import type { LineGuard } from '../../base/byte-pace.ts';
import type { Clock } from '../../base/clock.ts';
import type { TargetFolder } from '../../model/folder.ts';
import { folderLabel } from '../../model/folder.ts';
import { connectImap, type ImapCredentials, type ImapServer } from '../../wire/imap/connect-imap.ts';
import type { ImapConnection } from '../../wire/imap/connection.ts';
import { enable } from '../../wire/imap/enable.ts';
import { ImapStatusError } from '../../wire/imap/errors.ts';
import type { ImapLimits } from '../../wire/imap/limits.ts';
import { examine, type SelectedMailbox, select } from '../../wire/imap/select.ts';
import { isPassing, isTurnedAway, toFailure, toFolderFailure } from './failure.ts';
import { Patience } from './patience.ts';

export interface LaneOptions {
  readonly server: ImapServer;
  readonly credentials: ImapCredentials;
  readonly clock: Clock;
  readonly limits?: Partial<ImapLimits>;
  readonly guard?: LineGuard;
  readonly onTurnedAway?: () => void;
}

/** A mailbox that is open on the connection, until `leave`. */
export interface Visit {
  readonly connection: ImapConnection;
  readonly mailbox: SelectedMailbox;
  /** Lets the next one in. May be called twice. */
  leave(): void;
}

/** Those who read in one folder together. */
interface Readers {
  readonly name: string;
  readonly visit: Promise<Visit>;
  connection: ImapConnection | null;
  count: number;
}

export class Lane {
  readonly peer: LaneOptions;
  #connection: ImapConnection | null = null;
  #opening: Promise<ImapConnection> | null = null;
  #lastVisit: Promise<void> = Promise.resolve();
  /** The folder that was opened last, on which connection. */
  #lastOpened: {
    readonly connection: ImapConnection;
    readonly name: string;
    readonly mailbox: SelectedMailbox;
  } | null = null;
  #readers: Readers | null = null;

  constructor(options: LaneOptions) {
    this.peer = options;
  }

  /** The connection, alive when it is given. Fails with a `Failure` of the connection or the sign-in. */
  async connection(signal: AbortSignal): Promise<ImapConnection> {
    signal.throwIfAborted();
    if (this.#connection?.alive === true) return this.#connection;
    this.#opening ??= this.#open(signal).finally(() => {
      this.#opening = null;
    });
    return await this.#opening;
  }

  /**
   * Opens the folder for one visitor at a time: a connection has one open mailbox. 'look' never changes anything. The
   * visitor must call `leave`, and must not wait for another visit meanwhile.
   */
  async visit(folder: TargetFolder, how: 'look' | 'change', signal: AbortSignal): Promise<Visit> {
    signal.throwIfAborted();
    const leave = await this.#turn(signal);
    try {
      const connection = await this.connection(signal);
      const open = how === 'look' ? examine : select;
      this.#lastOpened = null;
      const mailbox = await open(connection, folder.serverName, {}, signal);
      this.#lastOpened = { connection, name: folder.serverName, mailbox };
      return { connection, mailbox, leave };
    } catch (error) {
      leave();
      throw this.folderFailure(error, folder);
    }
  }

  /**
   * As a visit to look, for what is known to be in the folder: readers of one folder visit it together, and it is not
   * opened again when it is open. Opening costs a server the more the larger a folder is.
   */
  async join(folder: TargetFolder, signal: AbortSignal): Promise<Visit> {
    const current = this.#readers;
    const isCurrent = current !== null && current.name === folder.serverName && current.connection?.alive !== false;
    const readers: Readers = isCurrent
      ? current
      : { name: folder.serverName, count: 0, connection: null, visit: this.#visitAsOpen(folder, signal) };
    this.#readers = readers;
    readers.count += 1;
    let isIn = true;
    const leave = async (): Promise<void> => {
      if (!isIn) return;
      isIn = false;
      readers.count -= 1;
      if (readers.count > 0) return;
      if (this.#readers === readers) this.#readers = null;
      (await readers.visit).leave();
    };
    const quietly = (): void => void leave().catch(() => undefined); // a folder that was never opened need not be left
    try {
      const { connection, mailbox } = await readers.visit;
      readers.connection = connection;
      return { connection, mailbox, leave: quietly };
    } catch (error) {
      quietly();
      throw error;
    }
  }

  async #visitAsOpen(folder: TargetFolder, signal: AbortSignal): Promise<Visit> {
    const leave = await this.#turn(signal);
    const last = this.#lastOpened;
    if (last?.connection.alive === true && last.name === folder.serverName) return { ...last, leave };
    leave();
    return await this.visit(folder, 'look', signal);
  }

  /** Visits the folder for as long as `run` takes. Errors of the protocol become failures of the folder. */
  async visiting<T>(
    folder: TargetFolder,
    how: 'look' | 'change',
    signal: AbortSignal,
    run: (visit: Visit) => Promise<T>,
  ): Promise<T> {
    const visit = await this.visit(folder, how, signal);
    try {
      return await run(visit);
    } catch (error) {
      throw this.folderFailure(error, folder);
    } finally {
      visit.leave();
    }
  }

  folderFailure(error: unknown, folder: TargetFolder): unknown {
    return toFolderFailure(error, folderLabel(folder.path), this.peer);
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    await connection?.close();
  }

  /** Waits and tries again where the server asks for that. */
  async #open(signal: AbortSignal): Promise<ImapConnection> {
    const patience = new Patience(this.peer.clock);
    for (;;) {
      try {
        this.#connection = await this.#connect(signal);
        return this.#connection;
      } catch (error) {
        if (isTurnedAway(error)) this.peer.onTurnedAway?.();
        if (!(error instanceof ImapStatusError) || !isPassing(error)) throw toFailure(error, this.peer);
        await patience.wait(error.backoffMs, signal);
      }
    }
  }

  async #connect(signal: AbortSignal): Promise<ImapConnection> {
    const { server, credentials, clock, limits = {}, guard } = this.peer;
    const guarded = guard === undefined ? {} : { guard };
    const connection = await connectImap(server, credentials, { clock, limits, ...guarded }, signal);
    // Only where nothing else is understood: with UTF-8 enabled, mail with 8-bit headers needs another APPEND (RFC 6855 §4).
    if (connection.has('UTF8=ONLY')) await enable(connection, ['UTF8=ACCEPT'], signal);
    return connection;
  }

  /** Resolves when the visitor before has left, with what lets the next one in. */
  async #turn(signal: AbortSignal): Promise<() => void> {
    const before = this.#lastVisit;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lastVisit = promise;
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([before, aborted.promise]);
      return resolve;
    } catch (error) {
      void before.then(resolve); // the turn is passed on when it comes
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}
