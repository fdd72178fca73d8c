/**
 * Asks which characters the server cannot have in folder names. STATUS on a name that does not exist changes nothing, and
 * tells "no such mailbox" from "not a possible name" (RFC 5530 CANNOT): Dovecot on Maildir refuses `.` or `/` this way.
 */
import type { ImapConnection } from '../../wire/imap/connection.ts';
import { ImapConnectionError, ImapStatusError } from '../../wire/imap/errors.ts';
import type { Namespace } from '../../wire/imap/namespace.ts';
import { status } from '../../wire/imap/status.ts';

/** Characters that servers are known to refuse. Fewer than ten questions: Exchange ends a connection after ten errors. */
const SUSPECTS = ['.', '/', '\\', '*', '%'];
/** Refused at the beginning of a name only. */
const SUSPECT_BEGINNING = '~';
const PROBE = 'godwit-probe';

/** Matches one character that a name must not hold, the separator and control characters among them. */
export async function askForbidden(
  connection: ImapConnection,
  { prefix, delimiter }: Namespace,
  signal: AbortSignal,
): Promise<RegExp> {
  const suspects = SUSPECTS.filter((suspect) => suspect !== delimiter);
  const isRefused = (name: string): Promise<boolean> => isImpossible(connection, `${prefix}${name}`, signal);
  const [isAnyRefused, isBeginning, ...isMiddle] = await Promise.all([
    isRefused(PROBE),
    isRefused(`${SUSPECT_BEGINNING}${PROBE}`),
    ...suspects.map((suspect) => isRefused(`${PROBE}${suspect}x`)),
  ]);
  // A server that calls every name impossible has told nothing about characters.
  const refused = isAnyRefused ? [] : suspects.filter((_, at) => isMiddle[at]);
  const characters = [...refused, delimiter ?? ''].join('').replace(/[\\\]^-]/g, '\\$&');
  return new RegExp(`[\\p{Cc}${characters}]${isBeginning && !isAnyRefused ? `|^${SUSPECT_BEGINNING}` : ''}`, 'gu');
}

async function isImpossible(connection: ImapConnection, mailbox: string, signal: AbortSignal): Promise<boolean> {
  try {
    await status(connection, mailbox, ['UIDVALIDITY'], signal);
    return false;
  } catch (error) {
    // A server that takes offence is connected to anew by whoever needs it next.
    if (error instanceof ImapConnectionError) return false;
    if (!(error instanceof ImapStatusError)) throw error;
    return error.status !== 'BYE' && (error.code?.name === 'CANNOT' || error.status === 'BAD');
  }
}
