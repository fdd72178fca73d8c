/** The mail server of the installation, as operators set it, and a mail that shows whether that is right. */
import { unreachable } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import type { MailSettings } from '../model/mail-settings.ts';
import type { Store } from '../model/store.ts';
import { SmtpError } from '../wire/smtp/errors.ts';
import { type SmtpClient, smtpClient } from '../wire/smtp/send-mail.ts';
import { MACHINE_HEADERS } from './letter-mail.ts';
import type { LetterWords } from './letter-words.ts';
import { htmlForm, plainForm } from './mail-forms.ts';

export interface MailServerDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly authorities: readonly string[];
}

/** Null where none is set. No connection is made yet. Throws `mail.unreachable` for one that may not be asked. */
export async function openMailServer({ store, authorities }: Pick<MailServerDeps, 'store' | 'authorities'>): Promise<{
  readonly client: SmtpClient;
  readonly settings: MailSettings;
} | null> {
  const set = await store.inHouse(async (house) => {
    const settings = await house.mailSettings();
    return settings === null ? null : { settings, password: await house.mailSecret('smtp') };
  });
  if (set === null) return null;
  const { settings, password } = set;
  try {
    return { settings, client: smtpClient({ ...settings.smtp, password, ca: authorities }) };
  } catch (error) {
    throw smtpFailure(error, settings);
  }
}

/** Sends one mail at once, and gives what the server said to it. Throws `mail.*`. */
export async function sendTestMail(to: string, deps: MailServerDeps): Promise<string> {
  const server = await openMailServer(deps);
  if (server === null) throw new Failure('mail.not-set', {});
  const { client, settings } = server;
  const id = `<godwit.test.${deps.random.id()}@${settings.from.address.replace(/^.*@/s, '')}>`;
  const own = { messageId: id, from: settings.from, to, replyTo: settings.replyTo ?? settings.from.address };
  const forms = { subject: TEST.subject, text: plainForm(TEST), html: htmlForm(TEST) };
  try {
    return await client.send({ ...own, ...forms, inReplyTo: null, date: deps.clock.now(), headers: MACHINE_HEADERS });
  } catch (error) {
    throw smtpFailure(error, settings);
  } finally {
    client.close();
  }
}

const TEST: LetterWords = {
  subject: 'A test mail of Godwit',
  sections: [
    {
      heading: null,
      paragraphs: [
        'This mail shows that Godwit can send mail through the server that is set. Nothing else has happened.',
      ],
      isQuoted: false,
    },
  ],
  link: null,
  footer: 'Somebody asked for it with godwit mail test, or in the settings.',
};

/** What is no `SmtpError` is thrown on as it is. */
export function smtpFailure(error: unknown, { smtp }: MailSettings): unknown {
  if (!(error instanceof SmtpError)) return error;
  const { host } = smtp;
  const options = { cause: error };
  switch (error.trouble) {
    case 'sign-in':
      return new Failure('mail.sign-in-refused', { host, answer: error.message }, options);
    case 'refused':
      return new Failure('mail.refused', { host, answer: error.message }, options);
    case 'later':
      return new Failure('mail.put-off', { host, answer: error.message }, options);
    case 'line':
    case 'tls':
      return new Failure('mail.unreachable', { host, reason: error.message }, options);
    default:
      return unreachable(error.trouble);
  }
}
