/** SELECT and EXAMINE (RFC 9051 §6.3.2, §6.3.3), CONDSTORE and QRESYNC (RFC 7162). */
import { assert } from '../../base/assert.ts';
import { astringPiece } from './bytes/command-text.ts';
import { Cursor } from './bytes/cursor.ts';
import type { StatusResponse } from './bytes/status-response.ts';
import type { ImapConnection } from './connection.ts';
import type { Selection, Untagged } from './line/command.ts';
import { readVanished, UID_MAX, type UidSet } from './uid-set.ts';

export interface SelectOptions {
  /** Asks for HIGHESTMODSEQ; sent only to servers with CONDSTORE. */
  readonly condstore?: boolean;
  /** What is known from before. Needs QRESYNC to be enabled; the answer then holds what vanished. */
  readonly qresync?: { readonly uidValidity: number; readonly modseq: bigint };
}

export interface SelectedMailbox {
  readonly mailbox: string;
  readonly exists: number;
  /** Null where the server did not say, which RFC 9051 forbids and servers do. */
  readonly uidValidity: number | null;
  readonly uidNext: number | null;
  /** Null without CONDSTORE and for mailboxes with NOMODSEQ. */
  readonly highestModseq: bigint | null;
  readonly isReadOnly: boolean;
  /** May hold `\*`. */
  readonly permanentFlags: readonly string[];
  /** With `qresync`: what is gone since then. */
  readonly vanished: UidSet;
}

/**
 * Opens a mailbox for reading. May be called while a FETCH in another mailbox is still being answered; commands called
 * after it belong to the new mailbox, and fail with its error if it is refused.
 */
export function examine(
  c: ImapConnection,
  mailbox: string,
  options: SelectOptions,
  signal: AbortSignal,
): Promise<SelectedMailbox> {
  return open(c, 'EXAMINE', mailbox, options, signal);
}

/** As `examine`, for writing. */
export function select(
  c: ImapConnection,
  mailbox: string,
  options: SelectOptions,
  signal: AbortSignal,
): Promise<SelectedMailbox> {
  return open(c, 'SELECT', mailbox, options, signal);
}

type Draft = { -readonly [K in keyof SelectedMailbox]: SelectedMailbox[K] };

function open(
  c: ImapConnection,
  name: 'SELECT' | 'EXAMINE',
  mailbox: string,
  options: SelectOptions,
  signal: AbortSignal,
): Promise<SelectedMailbox> {
  const selects: Selection = { mailbox, state: 'asked', error: null, uidValidity: null };
  const found: Draft = {
    mailbox,
    exists: 0,
    uidValidity: null,
    uidNext: null,
    highestModseq: null,
    isReadOnly: name === 'EXAMINE',
    permanentFlags: [],
    vanished: [],
  };
  const done = (ok: StatusResponse): SelectedMailbox => {
    noticeCode(ok, found);
    selects.uidValidity = found.uidValidity;
    return found;
  };
  const pieces = [`${name} `, astringPiece(mailbox), parameters(c, options)];
  return c.run({ name, pieces, selects, untagged: (response) => notice(response, found), done }, signal);
}

function parameters(c: ImapConnection, options: SelectOptions): string {
  const { qresync } = options;
  if (qresync !== undefined && c.enabled.has('QRESYNC')) {
    return ` (QRESYNC (${qresync.uidValidity} ${qresync.modseq}))`;
  }
  return options.condstore === true && c.has('CONDSTORE') ? ' (CONDSTORE)' : '';
}

function notice(response: Untagged, found: Draft): boolean {
  if (response.is === 'status') {
    noticeCode(response.status, found);
    return true;
  }
  // A FETCH within a QRESYNC answer tells changed flags; the listing asks for them itself.
  if (response.is === 'fetch') return true;
  if (response.name === 'EXISTS' && response.number !== null) found.exists = response.number;
  if (response.name === 'VANISHED') found.vanished = readVanished(response.cursor());
  return ['EXISTS', 'RECENT', 'FLAGS', 'VANISHED'].includes(response.name);
}

function noticeCode({ code }: StatusResponse, found: Draft): void {
  if (code?.name === 'UIDVALIDITY') found.uidValidity = positive(code.text);
  else if (code?.name === 'UIDNEXT') found.uidNext = positive(code.text);
  else if (code?.name === 'HIGHESTMODSEQ') found.highestModseq = modseq(code.text);
  else if (code?.name === 'NOMODSEQ') found.highestModseq = null;
  else if (code?.name === 'READ-ONLY') found.isReadOnly = true;
  else if (code?.name === 'READ-WRITE') found.isReadOnly = false;
  else if (code?.name === 'PERMANENTFLAGS') found.permanentFlags = flagsOf(code.text);
}

/** Both are 32 bits and never 0 (RFC 9051 §9, nz-number). Anything else counts as not said. */
function positive(text: string): number | null {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return number > 0 && number <= UID_MAX ? number : null;
}

function modseq(text: string): bigint | null {
  const value = new Cursor({ texts: [text], literals: [] }, 1).modseq();
  return value === 0n ? null : value;
}

function flagsOf(text: string): readonly string[] {
  return text
    .replace(/[()]/g, '')
    .split(' ')
    .filter((flag) => flag !== '');
}

/** The mailbox that a command given now belongs to. */
export function selected(c: ImapConnection): Selection {
  assert(c.selection !== null, 'a mailbox was selected before a command that needs one');
  return c.selection;
}
