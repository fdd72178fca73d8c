/** A mail server of a test's own, on this machine: it takes mail and remembers it, or answers as a test wants. */
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface SunkMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came, one character a byte. */
  readonly raw: string;
  readonly isSecure: boolean;
  readonly user: string | null;
}

export interface MailSink extends AsyncDisposable {
  readonly port: number;
  readonly mails: readonly SunkMail[];
  /** What the next mails are answered with, one each; null takes it. */
  answerNext(...answers: readonly (string | null)[]): void;
}

/** Options are those of smtp-server; without any it takes plain mail from everybody. */
export async function openMailSink(options: SMTPServerOptions = {}): Promise<MailSink> {
  const mails: SunkMail[] = [];
  const answers: (string | null)[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.key === undefined ? ['STARTTLS', 'AUTH'] : [],
    disableReverseLookup: true,
    onData: (stream, session, done) => {
      const pieces: string[] = [];
      stream.setEncoding('latin1').on('data', (piece: string) => pieces.push(piece));
      stream.on('end', () => {
        const answer = answers.shift() ?? null;
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        const to = rcptTo.map(({ address }) => address);
        mails.push({ from, to, raw: pieces.join(''), isSecure: session.secure, user: session.user ?? null });
        done(answer === null ? null : Object.assign(new Error(answer.slice(4)), { responseCode: codeOf(answer) }));
      });
    },
    ...options,
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.on('error', reject);
    const listening = server.listen(0, '127.0.0.1', () => {
      const address = listening.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    port,
    mails,
    answerNext: (...next) => void answers.push(...next),
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** `451 later` */
function codeOf(answer: string): number {
  return Number(answer.slice(0, 3));
}
