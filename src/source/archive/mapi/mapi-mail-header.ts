/** The header of a message of Outlook: as it came over the internet where that was kept, made of its properties otherwise. */
import type { Instant } from '../../../base/clock.ts';
import { encodedWord, mailbox } from './mail-encoding.ts';
import { subjectOf } from './mapi-body.ts';
import type { MapiItem, MapiObject } from './mapi-object.ts';
import { TAG } from './tags.ts';

/** Fields that describe the parts, which are made anew. */
const OF_PARTS = /^(?:content-|mime-version$)/i;
/** More is no header of a mail. */
const KEPT_CHARS_MAX = 1024 * 1024;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const RECIPIENTS: readonly (readonly [string, number])[] = [
  ['To', 1],
  ['Cc', 2],
  ['Bcc', 3],
];

/** Its lines, without MIME-Version and what describes the content. */
export function headerOf(item: MapiItem): readonly string[] {
  const kept = keptFields(item.text(TAG.transportHeaders));
  const has = new Set(kept.map((field) => (/^[^:]+/.exec(field)?.[0] ?? '').trim().toLowerCase()));
  const made = madeFields(item).filter(([name, value]) => value !== '' && !has.has(name.toLowerCase()));
  return [...kept, ...made.map(([name, value]) => `${name}: ${value}`)];
}

/** Each field with its folded lines; lines that are no field are left out, as are fields of other parts. */
function keptFields(header: string): readonly string[] {
  const fields: string[] = [];
  for (const line of header.slice(0, KEPT_CHARS_MAX).split(/\r?\n/)) {
    // Behind an empty line Outlook repeats the headers of the parts.
    if (line === '' && fields.length > 0) break;
    if (/^[ \t]+\S/.test(line) && fields.length > 0) fields.push(`${fields.pop()}\r\n${line}`);
    else if (/^[!-9;-~]{1,100}[ \t]*:/.test(line)) fields.push(line);
  }
  return fields.filter((field) => !OF_PARTS.test(/^[^:]+/.exec(field)?.[0].trim() ?? ''));
}

function madeFields(item: MapiItem): readonly (readonly [string, string])[] {
  const sender = person(item, TAG.senderName, TAG.senderSmtpAddress, TAG.senderAddress);
  const from =
    person(item, TAG.sentRepresentingName, TAG.sentRepresentingSmtpAddress, TAG.sentRepresentingAddress) || sender;
  const recipients = item.recipients();
  const of = (type: number): string =>
    recipients
      .filter((one) => ((one.number(TAG.recipientType) ?? 1) & 0xf) === type)
      .map((one) => person(one, TAG.displayName, TAG.smtpAddress, TAG.emailAddress))
      .filter((text) => text !== '')
      .join(',\r\n ');
  return [
    ['From', from],
    ['Sender', sender === from ? '' : sender],
    ...RECIPIENTS.map(([name, type]) => [name, of(type)] as const),
    ['Subject', encodedWord(subjectOf(item))],
    [
      'Date',
      dateField(item.time(TAG.clientSubmitTime) ?? item.time(TAG.messageDeliveryTime) ?? item.time(TAG.creationTime)),
    ],
    ['Message-ID', oneWord(item.text(TAG.messageId))],
    ['In-Reply-To', oneWord(item.text(TAG.inReplyTo))],
    [
      'References',
      item
        .text(TAG.references)
        .trim()
        .split(/\s+/)
        .filter((id) => /^[!-~]+$/.test(id))
        .join('\r\n '),
    ],
    ['Importance', ['low', '', 'high'][item.number(TAG.importance) ?? 1] ?? ''],
    ['Sensitivity', ['', 'Personal', 'Private', 'Company-Confidential'][item.number(TAG.sensitivity) ?? 0] ?? ''],
  ];
}

function person(of: MapiObject, name: number, smtp: number, address: number): string {
  const shown = of.text(name);
  const at = of.text(smtp) || of.text(address);
  return shown === '' && at === '' ? '' : mailbox(shown, at);
}

function oneWord(text: string): string {
  return /^[!-~]{1,990}$/.test(text.trim()) ? text.trim() : '';
}

function dateField(at: Instant | null): string {
  if (at === null) return '';
  const date = new Date(at);
  const day = `${DAYS[date.getUTCDay()]}, ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return `${day} ${date.toISOString().slice(11, 19)} +0000`;
}
