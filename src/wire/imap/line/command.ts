/** What a command says, and what it does with the answers. One object for each command that is sent. */
import type { Cursor } from '../bytes/cursor.ts';
import type { FetchItems } from '../bytes/fetch-items.ts';
import type { LiteralTaker, RawResponse } from '../bytes/response-reader.ts';
import type { StatusResponse } from '../bytes/status-response.ts';
import type { CommandWriter, Piece } from './command-writer.ts';

/** An untagged response. */
export type Untagged =
  | { readonly is: 'status'; readonly status: StatusResponse }
  | { readonly is: 'fetch'; readonly items: FetchItems }
  /** Any other: `* LIST …`, `* 12 EXISTS`. Each `cursor()` begins behind the name. */
  | { readonly is: 'named'; readonly name: string; readonly number: number | null; cursor(): Cursor };

/** The mailbox that commands belong to. Several may be asked for, one after the other, before the first is open. */
export interface Selection {
  readonly mailbox: string;
  state: 'asked' | 'open' | 'refused';
  /** Why it was refused: what all commands in it fail with. */
  error: unknown;
  uidValidity: number | null;
}

export interface Command<T> {
  /** For errors and decisions, in capitals: 'UID FETCH'. */
  readonly name: string;
  readonly pieces: readonly Piece[];
  /** The selection this command makes, or the one it belongs to. */
  readonly selects?: Selection;
  readonly within?: Selection;
  /** Writes what follows the pieces, before the end of the command. Holds the line meanwhile. */
  write?(line: OpenLine): Promise<void>;
  /** What to answer to `+ text`, without CRLF; null for commands that expect none. */
  answer?(challenge: string): string;
  /** True when the command takes this response; then nobody else sees it. */
  untagged?(response: Untagged): boolean;
  /** What to do with a literal in a response that is still arriving; null when it is not for this command. */
  literal?(before: RawResponse, sizeBytes: number): 'hold' | LiteralTaker | null;
  /** True when nothing may be read behind the tagged OK: the stream changes its form. */
  readonly endsReading?: boolean;
  /** The tagged OK. */
  done(ok: StatusResponse): T;
}

/** The line while one command is being written. */
export interface OpenLine {
  readonly writer: CommandWriter;
  /** Writes the announcement of a literal and waits for leave where the server must give it. False when it refused. */
  announce(sizeBytes: number, kind: 'literal' | 'literal8'): Promise<boolean>;
  /** True once the tagged answer is here: what is still to be written is in vain. */
  readonly isAnswered: boolean;
  /** True when the server ended the command instead of giving leave. */
  readonly isRefused: boolean;
}
