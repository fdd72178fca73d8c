/** The mail that a letter becomes. */
import { Failure } from '../base/problem.ts';
import type { Letter } from '../model/delivery.ts';
import type { MailSettings } from '../model/mail-settings.ts';
import type { OutgoingMail } from '../wire/smtp/send-mail.ts';
import { letterWords } from './letter-words.ts';
import { htmlForm, plainForm } from './mail-forms.ts';
import { messageIdOf, replyAddressOf, threadIdOf } from './mail-names.ts';
import { shownSubject } from './shown-fact.ts';

/** Throws `mail.link-gone` and `mail.no-address`. */
export function letterMail(letter: Letter, settings: MailSettings): OutgoingMail {
  const { delivery, project, replyToken } = letter;
  const words = letterWords(letter);
  if (words === null) throw new Failure('mail.link-gone', {});
  if (delivery.address === null || replyToken === null) throw new Failure('mail.no-address', { whom: 'the recipient' });
  const thread = threadIdOf(project.id, settings);
  return {
    messageId: messageIdOf(delivery.id, replyToken, settings),
    from: { name: shownSubject(settings.from.name), address: settings.from.address },
    to: delivery.address,
    replyTo: replyAddressOf(replyToken, settings),
    inReplyTo: thread,
    date: delivery.askedAt,
    subject: words.subject,
    text: plainForm(words),
    html: htmlForm(words),
    headers: MACHINE_HEADERS,
  };
}

/** What keeps other machines from answering (RFC 3834 §5, MS-OXCMAIL). */
export const MACHINE_HEADERS: Readonly<Record<string, string>> = {
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'All',
};
