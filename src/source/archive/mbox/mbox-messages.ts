/** The messages of an mbox file, one after the other, found by what separates them. */
import type { Instant } from '../../../base/clock.ts';
import { ArchiveError } from '../archive-error.ts';
import type { Window } from '../bytes.ts';
import { type MessageMarks, readMarks } from '../message-marks.ts';
import type { TextRules } from '../message-text.ts';
import { BEHIND_BYTES_MAX, beginsHeader, dateOfFromLine, FROM_LINE_BYTES_MAX, isSeparator } from './from-line.ts';
import { landing, type MboxStyle } from './mbox-style.ts';

export interface MboxMessage {
  /** Where its "From " line begins. */
  readonly start: number;
  /** Of the message itself: header and body, without the line before and the empty line behind. */
  readonly from: number;
  readonly until: number;
  /** Where the next one begins; the size of the file behind the last. */
  readonly next: number;
  readonly marks: MessageMarks;
  readonly lineDate: Instant | null;
  /** How its bytes become a message. */
  readonly rules: TextRules;
}

/** The message that begins at `start`. Null when no "From " line is there. Holds a block of the file, however long the message. */
export async function messageAt(window: Window, start: number, style: MboxStyle): Promise<MboxMessage | null> {
  const first = await window.at(start, FROM_LINE_BYTES_MAX);
  if (first.subarray(0, 5).toString('latin1') !== 'From ') return null;
  const length = first.indexOf(0x0a) + 1;
  if (length === 0 && start + first.length < window.sizeBytes) {
    throw new ArchiveError(`the "From " line at byte ${start} has no end`);
  }
  const from = length === 0 ? window.sizeBytes : start + length;
  const line = first
    .subarray(0, length)
    .toString('latin1')
    .replace(/\r?\n$/, '');
  const { marks, end: body } = await readMarks(window, from, window.sizeBytes);
  const byLength = await endByLength(window, body, marks);
  const { until, next } = byLength ?? (await endBySeparator(window, from, body, style));
  const rules = { unquotes: style.isQuoted, stripsMarks: true, endsLastLine: byLength === null, mendsLineEnds: true };
  return { start, from, until, next, marks, lineDate: dateOfFromLine(line), rules };
}

interface End {
  readonly until: number;
  readonly next: number;
}

/** A length is believed only where the next message, or the end of the file, stands exactly behind it. */
async function endByLength(window: Window, body: number, { contentLength }: MessageMarks): Promise<End | null> {
  if (contentLength === null) return null;
  const next = await landing(window, body + contentLength);
  return next === null ? null : { until: body + contentLength, next };
}

const SEPARATOR = Buffer.from('\nFrom ', 'latin1');
/** What is searched at once. Pieces overlap by what must be seen around a separator. */
const SEARCHED_BYTES = 128 * 1024;
const AROUND_BYTES = FROM_LINE_BYTES_MAX + BEHIND_BYTES_MAX;

/** `from` is where the message begins, `body` where its body does, which may be the separator already. */
async function endBySeparator(window: Window, from: number, body: number, style: MboxStyle): Promise<End> {
  for (let at = Math.max(from - 1, body - 3); at < window.sizeBytes; ) {
    const piece = await window.at(at, SEARCHED_BYTES + AROUND_BYTES);
    const isLast = at + piece.length >= window.sizeBytes;
    for (let found = piece.indexOf(SEPARATOR); found >= 0; found = piece.indexOf(SEPARATOR, found + 1)) {
      if (!isLast && found >= SEARCHED_BYTES) break;
      const next = at + found + 1;
      const blank = blankBefore(piece, found);
      if (next <= from || !separates(piece, found + 1, style)) continue;
      if (blank === null && style.hasBlanks && !endsMultipart(piece, found)) continue;
      return { until: Math.max(Math.min(body, next), blank === null ? next : at + blank), next };
    }
    if (isLast) break;
    // The last bytes are looked at again: an empty line may begin there.
    at += SEARCHED_BYTES - 3;
  }
  return { until: await withoutLastBlank(window, body), next: window.sizeBytes };
}

function separates(piece: Buffer, line: number, { shape }: MboxStyle): boolean {
  const lineEnd = piece.indexOf(0x0a, line);
  if (lineEnd < 0) return false;
  const text = piece.subarray(line, lineEnd).toString('latin1').replace(/\r$/, '');
  if (text.length > FROM_LINE_BYTES_MAX) return false;
  return isSeparator(text, piece.subarray(lineEnd + 1, lineEnd + 1 + BEHIND_BYTES_MAX).toString('latin1'), shape);
}

/** Longer lines end no multipart: a boundary has up to 70 characters (RFC 2046 §5.1.1), bad ones twice as many. */
const BOUNDARY_BYTES_MAX = 200;

/**
 * Some programs write no empty line behind a message that ends with its last boundary. With that before it and a header
 * behind it, the line is a separator all the same.
 */
function endsMultipart(piece: Buffer, lf: number): boolean {
  const before = piece.subarray(Math.max(0, lf - BOUNDARY_BYTES_MAX), lf).toString('latin1');
  if (!/(?:^|\n)--\S.*--[ \t]*\r?$/.test(before)) return false;
  const lineEnd = piece.indexOf(0x0a, lf + 1);
  return beginsHeader(piece.subarray(lineEnd + 1, lineEnd + 1 + BEHIND_BYTES_MAX).toString('latin1'));
}

/** Where the empty line begins whose LF is at `lf`; null when the line is not empty. */
function blankBefore(piece: Buffer, lf: number): number | null {
  if (lf >= 1 && piece[lf - 1] === 0x0a) return lf;
  if (lf >= 2 && piece[lf - 1] === 0x0d && piece[lf - 2] === 0x0a) return lf - 1;
  return null;
}

/** The empty line behind the last message is a separator too, so that adding another message does not change this one. */
async function withoutLastBlank(window: Window, body: number): Promise<number> {
  const size = window.sizeBytes;
  const end = (await window.at(Math.max(body, size - 4), 4)).toString('latin1');
  const blank = /\n(\r?\n)$/.exec(end)?.[1]?.length ?? 0;
  return Math.max(body, size - blank);
}
