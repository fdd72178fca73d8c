/** The line that begins a message in an mbox file: who may have written it, and when it says the message came. */
import type { Instant } from '../../../base/clock.ts';
import { parseMailDate } from '../../../content/mail-date.ts';

/** A longer line is no separator. Addresses may have 254 characters. */
export const FROM_LINE_BYTES_MAX = 1000;
/** What is looked at behind a separator to see that a header begins there. */
export const BEHIND_BYTES_MAX = 4000;

/**
 * How the separators of one file look. Most say who and when (RFC 4155). Thunderbird wrote `From - ` and a date, newer and
 * older versions only `From - ` or `From `, others only an address: such a line is a separator where the first line of the
 * file is one like it.
 */
export type FromShape = 'dated' | 'dash' | 'bare' | 'address';

const DATED = /^From .*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .*\d{1,2}:\d{2}.*\d{4}|^From .*\d{4}.*\d{1,2}:\d{2}/;
const FIELD = /^>?([!-9;-~]{1,100})[ \t]*:/;
/** Fields that begin real headers; names of one's own begin with X-. */
const KNOWN_FIELD =
  /^(?:x-|return-path$|received$|from$|to$|cc$|bcc$|subject$|date$|message-id$|mime-version$|content-|reply-to$|sender$|delivered-to$|envelope-to$|delivery-date$|status$|list-|dkim-|arc-|authentication-results$|in-reply-to$|references$|importance$|priority$|user-agent$|thread-|organization$|newsgroups$|path$|lines$|resent-|errors-to$|auto-submitted$|precedence$|comments$|keywords$|fcc$)/i;

/** The shape of a line without its end; null for a line that no mail program writes between messages. */
export function shapeOf(line: string): FromShape | null {
  if (!line.startsWith('From ')) return null;
  if (DATED.test(line)) return 'dated';
  const rest = line.slice('From '.length).trim();
  if (rest === '') return 'bare';
  if (rest === '-') return 'dash';
  return /^\S+$/.test(rest) ? 'address' : null;
}

/**
 * True when a line in the middle of a file begins a message. `behind` is what follows it. Text that happens to begin with
 * "From " is followed by more text; a separator is followed by a header, or by the empty line of a message without one.
 */
export function isSeparator(line: string, behind: string, shapeOfFile: FromShape): boolean {
  const shape = shapeOf(line);
  if (shape === null || (shape !== 'dated' && shape !== shapeOfFile)) return false;
  if (behind === '' || /^\r?\n/.test(behind)) return shape === 'dated';
  const name = FIELD.exec(behind)?.[1];
  if (name !== undefined) return shape === 'dated' || KNOWN_FIELD.test(name);
  return shape === 'dated' && behind.startsWith('>From ');
}

/** True when what follows begins with two fields of a header that are known: text seldom does. */
export function beginsHeader(behind: string): boolean {
  const [first = '', ...more] = behind.split('\n').filter((line) => !/^[ \t]/.test(line));
  return [first, more[0] ?? ''].every((line) => KNOWN_FIELD.test(FIELD.exec(line)?.[1] ?? ''));
}

/**
 * When the message came, by the line. Null for a line without a date, and for one of Thunderbird (`From - `), which says
 * when the message was stored on that computer.
 */
export function dateOfFromLine(line: string): Instant | null {
  if (line.startsWith('From - ')) return null;
  const date = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .*$/.exec(line)?.[0] ?? /\d{4}-\d{2}-\d{2}.*$/.exec(line)?.[0];
  return date === undefined ? null : parseMailDate(date);
}
