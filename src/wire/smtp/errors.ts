/** What can go wrong while a mail is handed over. */

/**
 * line: no connection, or none any more. tls: no encrypted one, or with somebody else. sign-in: the server refused the user.
 * refused: the server will never take this mail (5yz, RFC 5321 §4.2.1). later: it may (4yz).
 */
export type SmtpTrouble = 'line' | 'tls' | 'sign-in' | 'refused' | 'later';

export class SmtpError extends Error {
  override readonly name = 'SmtpError';
  readonly trouble: SmtpTrouble;
  /** The code of the server's answer; null where there was none. */
  readonly status: number | null;

  constructor(trouble: SmtpTrouble, reason: string, status: number | null, options?: ErrorOptions) {
    super(reason, options);
    this.trouble = trouble;
    this.status = status;
  }
}

/** What a server said is shown to people; more of it than this says nothing more. */
const REASON_CHARS_MAX = 300;

/** From what nodemailer throws. What has no code of an answer and none of the line is a defect, and is thrown on. */
export function smtpErrorOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const status = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : null;
  const said = 'response' in error && typeof error.response === 'string' ? error.response : error.message;
  const reason = said
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, REASON_CHARS_MAX);
  const trouble = troubleOf(code, status, error.message);
  return trouble === null ? error : new SmtpError(trouble, reason, status, { cause: error });
}

const LINE = [
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'EPROTOCOL',
  'ESTREAM',
  'EABORT',
  'ECONNREFUSED',
  'ECONNRESET',
];

function troubleOf(code: string, status: number | null, message: string): SmtpTrouble | null {
  if (code === 'EAUTH' || code === 'ENOAUTH') return status !== null && status < 500 ? 'later' : 'sign-in';
  if (code === 'ETLS' || /certificate|self.signed|altname|TLS|SSL/i.test(message)) return 'tls';
  if (status !== null && status >= 500) return 'refused';
  if (status !== null && status >= 400) return 'later';
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return 'refused';
  return LINE.includes(code) || code.startsWith('E') ? 'line' : null;
}
