/** Status responses: OK, NO, BAD, BYE and PREAUTH with their response code (RFC 9051 §7.1). */
import { ImapStatusError, type ResponseCode } from '../errors.ts';

type Status = 'OK' | 'NO' | 'BAD' | 'BYE' | 'PREAUTH';

export interface StatusResponse {
  readonly status: Status;
  readonly code: ResponseCode | null;
  /** The human text: one character a byte. */
  readonly text: string;
}

const SERVER_TEXT_CHARS_MAX = 300;
/** A server may ask for so long a pause at most; Exchange Online's own longest is five minutes. */
export const BACKOFF_MS_MAX = 15 * 60_000;

/** Reads `OK [CODE …] text`; null when the line is no status response. A code whose bracket is never closed is text. */
export function readStatus(line: string): StatusResponse | null {
  const start = /^(OK|NO|BAD|BYE|PREAUTH)(?: +|$)/i.exec(line);
  if (start === null) return null;
  const status = (start[1] ?? '').toUpperCase() as Status; // the expression matches nothing else
  const rest = line.slice(start[0].length);
  const bracketed = /^\[([^\] ]+)(?: ([^\]]*))?\] ?/.exec(rest);
  if (bracketed === null) return { status, code: null, text: rest };
  const code = { name: (bracketed[1] ?? '').toUpperCase(), text: bracketed[2] ?? '' };
  return { status, code, text: rest.slice(bracketed[0].length) };
}

/** The refusal of a command as an error. */
export function refusal(answer: StatusResponse, command: string): ImapStatusError {
  const text = readable(answer.text);
  const status = answer.status === 'BAD' || answer.status === 'BYE' ? answer.status : 'NO';
  return new ImapStatusError({ status, code: answer.code, text, backoffMs: backoffMs(text), command });
}

/** The server's words for people: UTF-8 if they are, no control characters, not endless. */
export function readable(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  const decoded = bytes.toString('utf8');
  const words = decoded.includes('\uFFFD') ? text : decoded;
  const tame = words.replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return tame.length > SERVER_TEXT_CHARS_MAX ? `${tame.slice(0, SERVER_TEXT_CHARS_MAX - 1)}…` : tame;
}

/**
 * "Suggested Backoff Time: 299961 milliseconds" (Exchange Online, in NO, BAD and BYE). Zero and negative figures mean
 * nothing; longer ones than BACKOFF_MS_MAX are cut, so that no server can send us to sleep for a year.
 */
function backoffMs(text: string): number | null {
  const asked = /backoff time:?\s*(\d{1,18})\s*(milliseconds?|ms|seconds?|s)?\b/i.exec(text);
  if (asked === null) return null;
  const unitMs = /^s/i.test(asked[2] ?? '') ? 1000 : 1;
  const ms = Number(asked[1]) * unitMs;
  return ms > 0 ? Math.min(ms, BACKOFF_MS_MAX) : null;
}
