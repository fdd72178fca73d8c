/** The one connection of a source: opened when needed and opened anew when lost, a few times in a row. */
import type { LineGuard } from '../../base/byte-pace.ts';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { SourceFolder } from '../../model/folder.ts';
import { folderLabel } from '../../model/folder.ts';
import { connectImap, type ImapCredentials, type ImapServer } from '../../wire/imap/connect-imap.ts';
import type { ImapConnection } from '../../wire/imap/connection.ts';
import { enable } from '../../wire/imap/enable.ts';
import { ImapConnectionError, ImapProtocolError, ImapStatusError } from '../../wire/imap/errors.ts';
import type { ImapLimits } from '../../wire/imap/limits.ts';
import type { Selection } from '../../wire/imap/line/command.ts';
import { examine, type SelectedMailbox } from '../../wire/imap/select.ts';
import { isPassing, toFailure, toFolderFailure } from './failure.ts';

export interface SessionOptions {
  readonly server: ImapServer;
  readonly credentials: ImapCredentials;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits?: Partial<ImapLimits>;
  readonly guard?: LineGuard;
  /** Called when the server turns a connection away that might be welcome later: it refuses, ends it, or has too many. */
  onTurnedAway?(): void;
}

/** A folder that was opened. */
export interface Visit {
  readonly c: ImapConnection;
  readonly box: SelectedMailbox;
  /** Gives a command in this folder, whatever was opened since. */
  ask<T>(command: (c: ImapConnection) => T): T;
}

/** Where a command belongs. */
export interface Place {
  readonly c: ImapConnection;
  readonly folder: SourceFolder;
  readonly uidValidity: number | null;
}

/** Breaks in a row, with nothing received between them, before the failure is passed on. */
const BREAKS_MAX = 5;
/** A server that breaks the protocol does it again; but a changed UIDVALIDITY is healed by one new connection. */
const PROTOCOL_BREAKS_MAX = 2;
const PAUSE_MS_MIN = 500;
const PAUSE_MS_MAX = 30_000;

export class Session {
  readonly peer: SessionOptions;
  #connection: ImapConnection | null = null;
  #opening: { readonly connection: Promise<ImapConnection>; readonly signal: AbortSignal } | null = null;
  /** What the server said of the mailbox that is open, or being opened. */
  readonly #opened = new WeakMap<Selection, Promise<SelectedMailbox>>();
  #breaks = 0;
  #lastBreak: unknown = null;
  #isClosed = false;
  roundTripMs = 0;

  constructor(options: SessionOptions) {
    this.peer = options;
  }

  /** The connection, alive when it is given. Fails as `connectImap` does. */
  async connection(signal: AbortSignal): Promise<ImapConnection> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#connection?.alive === true) return this.#connection;
      const opening = (this.#opening ??= { connection: this.#open(signal), signal });
      try {
        return await opening.connection;
      } catch (error) {
        // Whoever began it may have given up; that is no reason for the others.
        if (!opening.signal.aborted || opening.signal === signal) throw error;
      } finally {
        if (this.#opening === opening) this.#opening = null;
      }
    }
  }

  /** Runs `work` on a connection, and again on a new one when it breaks. Throws failures. */
  async run<T>(signal: AbortSignal, work: (c: ImapConnection) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        const result = await work(await this.connection(signal));
        this.progressed();
        return result;
      } catch (error) {
        await this.recover(error, signal);
      }
    }
  }

  /** Opens the folder read-only, unless it is open. Sent by this call, so that commands given next belong to it. */
  enter(c: ImapConnection, folder: SourceFolder, signal: AbortSignal): Promise<SelectedMailbox> {
    const { selection } = c;
    const open = selection?.mailbox === folder.serverName && selection.state !== 'refused' ? selection : null;
    const known = open === null ? undefined : this.#opened.get(open);
    return known ?? this.enterAnew(c, folder, signal);
  }

  /** Opens the folder read-only, also when it is open: for the counts of this moment. */
  enterAnew(c: ImapConnection, folder: SourceFolder, signal: AbortSignal): Promise<SelectedMailbox> {
    const opening = examine(c, folder.serverName, { condstore: true }, signal);
    const { selection } = c;
    if (selection !== null) this.#opened.set(selection, opening);
    opening.catch(() => undefined); // whoever awaits it looks at the error; commands within it fail with the same
    return opening;
  }

  /** Opens the folder on a live connection, with the counts of this moment; `early` gives commands in the same breath. */
  async visit<T>(
    folder: SourceFolder,
    signal: AbortSignal,
    early: (c: ImapConnection) => T,
  ): Promise<{ readonly visit: Visit; readonly early: T }> {
    const c = await this.connection(signal);
    const opening = this.enterAnew(c, folder, signal);
    const begun = early(c);
    const box = await opening;
    const place = { c, folder, uidValidity: box.uidValidity };
    return { visit: { c, box, ask: (command) => this.ask(place, signal, command) }, early: begun };
  }

  /** Something arrived: breaks are counted anew. */
  progressed(): void {
    this.#breaks = 0;
  }

  /** Waits until it makes sense to try again; throws the failure where it does not. */
  async recover(error: unknown, signal: AbortSignal, folder: SourceFolder | null = null): Promise<void> {
    signal.throwIfAborted();
    // All that was under way on a connection fails with one error: that is one break.
    if (error !== this.#lastBreak) this.#breaks += 1;
    this.#lastBreak = error;
    if (this.#isClosed || !this.#mayPass(error)) throw this.failure(error, folder);
    const asked = error instanceof ImapStatusError ? error.backoffMs : null;
    await this.peer.clock.sleep(asked ?? this.#pauseMs(), signal);
  }

  failure(error: unknown, folder: SourceFolder | null = null): unknown {
    if (error instanceof Failure) return error;
    return folder === null ? toFailure(error, this.peer) : toFolderFailure(error, folderLabel(folder.path), this.peer);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const connection = this.#connection;
    this.#connection = null;
    await connection?.close();
  }

  /**
   * Gives a command in the folder. Others may have opened other folders meanwhile: then this one is opened again, in the
   * same breath as the command.
   */
  ask<T>(place: Place, signal: AbortSignal, command: (c: ImapConnection) => T): T {
    void this.#checkNumbers(place, this.enter(place.c, place.folder, signal));
    return command(place.c);
  }

  /** Numbers of another UIDVALIDITY are other messages: nothing that arrives under them may be believed. */
  async #checkNumbers({ c, uidValidity }: Place, opening: Promise<SelectedMailbox>): Promise<void> {
    const [outcome] = await Promise.allSettled([opening]);
    // A refusal is the command's as well.
    if (outcome.status === 'rejected' || outcome.value.uidValidity === uidValidity) return;
    c.fail(new ImapProtocolError('UIDVALIDITY changed while the folder was read'));
  }

  async #open(signal: AbortSignal): Promise<ImapConnection> {
    const { server, credentials, clock, limits, guard } = this.peer;
    const isFirst = this.#connection === null;
    try {
      const own = { ...(limits === undefined ? {} : { limits }), ...(guard === undefined ? {} : { guard }) };
      const c = await connectImap(server, credentials, { clock, ...own }, signal);
      // Not awaited: what comes next is sent in the same breath, and answered behind it. A server with UTF8=ONLY speaks no
      // other way (RFC 6855 §6).
      enable(c, c.has('UTF8=ONLY') ? ['QRESYNC', 'UTF8=ACCEPT'] : ['QRESYNC'], signal).catch(() => undefined); // then without
      this.#connection = c;
      this.roundTripMs = c.roundTripMs;
      return c;
    } catch (error) {
      if (isTurnedAway(error)) this.peer.onTurnedAway?.();
      // What is wrong with the address is known at the first try; later the same error is a server that restarts.
      if (isFirst && error instanceof ImapConnectionError) throw this.failure(error);
      throw error;
    }
  }

  #mayPass(error: unknown): boolean {
    if (error instanceof ImapProtocolError) return this.#breaks < PROTOCOL_BREAKS_MAX;
    if (this.#breaks > BREAKS_MAX) return false;
    if (error instanceof ImapStatusError) return isPassing(error) || error.status === 'BYE';
    return error instanceof ImapConnectionError && !FINAL_REASONS.has(error.reason);
  }

  #pauseMs(): number {
    const ms = Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** (this.#breaks - 1));
    // Lanes that broke together do not come back together.
    return ms + this.peer.random.int(Math.ceil(ms / 2));
  }
}

function isTurnedAway(error: unknown): boolean {
  if (error instanceof ImapStatusError) return error.status === 'BYE' || isPassing(error);
  return error instanceof ImapConnectionError && (error.reason === 'refused' || error.reason === 'closed');
}

const FINAL_REASONS: ReadonlySet<string> = new Set(['certificate', 'tls-missing']);
