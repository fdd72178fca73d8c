/**
 * Mail to one server by SMTP (RFC 5321). Composing and the protocol are nodemailer's; this file says how much of it is trusted:
 * encrypted lines with a certificate that holds, plain ones to this machine alone, nothing read from files or the web.
 */
import { getCACertificates } from 'node:tls';
import { createTransport } from 'nodemailer';
import { isLoopback } from '../../base/loopback.ts';
import type { Secret } from '../../base/secret.ts';
import { SmtpError, smtpErrorOf } from './errors.ts';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** `starttls` is demanded, never only tried (RFC 8314). `none` goes to this machine alone. */
  readonly security: 'implicit' | 'starttls' | 'none';
  readonly user: string | null;
  readonly password: Secret | null;
  /** Authorities in PEM that are trusted beside those of the system. */
  readonly ca: readonly string[];
  /** How this machine names itself. */
  readonly name?: string;
}

export interface OutgoingMail {
  /** With its brackets. */
  readonly messageId: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly replyTo: string;
  /** The Message-ID that it answers; null where it begins a thread. */
  readonly inReplyTo: string | null;
  /** Milliseconds since 1970. */
  readonly date: number;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface SmtpClient {
  /** Gives what the server said when it had taken the mail. Throws `SmtpError`. */
  send(mail: OutgoingMail): Promise<string>;
  close(): void;
}

const CONNECT_MS = 30_000;
/** RFC 5321 §4.5.3.2 allows minutes; a server that is silent for so long is asked again later. */
const SILENCE_MS = 60_000;
/** Connections to one server at once. */
const CONNECTIONS_MAX = 5;

/** No connection is made yet. Throws `SmtpError` for a plain line to another machine. */
export function smtpClient(server: SmtpServer): SmtpClient {
  const { host, port, security, user, password, ca, name } = server;
  if (security === 'none' && !isLoopback(host)) {
    throw new SmtpError('tls', `a plain line is only opened to this machine, not to ${host}`, null);
  }
  const transport = createTransport({
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    host,
    port,
    secure: security === 'implicit',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(name === undefined ? {} : { name }),
    ...(user === null ? {} : { auth: { user, pass: password?.reveal() ?? '' } }),
    tls: { minVersion: 'TLSv1.2', ...(ca.length === 0 ? {} : { ca: [...getCACertificates('default'), ...ca] }) },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (mail) => {
      try {
        const { inReplyTo, date, headers, to, replyTo, ...given } = mail;
        // One address each, whatever stands in it: a text would be read as a list.
        const named = { to: { name: '', address: to }, replyTo: { name: '', address: replyTo } };
        const answering = inReplyTo === null ? {} : { inReplyTo, references: inReplyTo };
        const message = { ...given, ...named, ...answering, date: new Date(date), headers: { ...headers } };
        // So that no server on the way has to change a line.
        const sent = await transport.sendMail({ ...message, textEncoding: 'quoted-printable' });
        return sent.response;
      } catch (error) {
        throw smtpErrorOf(error);
      }
    },
    close: () => transport.close(),
  };
}
