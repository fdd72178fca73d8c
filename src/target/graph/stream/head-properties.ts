/** What the header of a message becomes as properties (MS-OXCMAIL §2.1.3, from MIME to the properties of a message). */
import { parseMailDate } from '../../../content/mail-date.ts';
import { type Person, readPeople } from '../../../content/mail-people.ts';
import { decodeRaw, decodeWords } from '../../../content/mail-words.ts';
import type { Field } from '../../../content/mime-header.ts';
import type { Property } from '../../../wire/fast-transfer/property.ts';
import type { Outline } from './outline.ts';
import { author, entryList, type RecipientKind, recipient, sender } from './people.ts';
import { binary, boolean, headerName, integer, TAG, text, time } from './tags.ts';

/** What Exchange allows a subject (RFC 5322 allows more in one line). */
const SUBJECT_CHARS_MAX = 255;
/** Of one text property of the header. Exchange cuts ids that are longer. */
const FIELD_CHARS_MAX = 32_000;
/** A conversation index is 22 bytes and five for each answer. */
const INDEX_BYTES_MAX = 4096;
/**
 * Fields that travel under their own names. A mailbox has room for a few thousand such names for ever, so that only those
 * are named that programs act on; all others stand in the header as a whole.
 */
const OWN_FIELDS: readonly string[] = [
  'list-id',
  'list-unsubscribe',
  'list-post',
  'list-archive',
  'list-help',
  'list-subscribe',
  'auto-submitted',
  'precedence',
  'x-mailer',
  'user-agent',
  'x-priority',
  'x-originating-ip',
  'organization',
];

export interface HeadProperties {
  readonly properties: readonly Property[];
  readonly recipients: readonly (readonly Property[])[];
  /** Characters of the subject that did not fit. */
  readonly isSubjectCut: boolean;
  /** When it was sent; null where the header does not tell. */
  readonly sentAt: number | null;
}

/** Never fails on what the header is. */
export function headProperties({ fields, header }: Pick<Outline, 'fields' | 'header'>): HeadProperties {
  const first = (name: string): string | null => fields.find((field) => field.name === name)?.value ?? null;
  const subject = wordsOf(first('subject') ?? '');
  const sentAt = fields.filter(({ name }) => name === 'date').map(({ value }) => parseMailDate(value));
  const sent = sentAt.find((at) => at !== null) ?? null;
  return {
    properties: [
      text(TAG.subject, cut(subject, SUBJECT_CHARS_MAX)),
      text(TAG.conversationTopic, cut(wordsOf(first('thread-topic') ?? '') || topicOf(subject), SUBJECT_CHARS_MAX)),
      ...people(fields),
      ...ids(first),
      ...weights(fields),
      ...thread(first('thread-index')),
      ...OWN_FIELDS.flatMap((name) => ownField(name, first(name))),
      text(TAG.transportHeaders, wide(header)),
      boolean(TAG.readReceiptWanted, false),
      boolean(TAG.nonReceiptWanted, false),
      boolean(TAG.deliveryReportWanted, false),
      ...(sent === null ? [] : [time(TAG.submitTime, sent)]),
    ],
    recipients: recipientsOf(fields),
    isSubjectCut: subject.length > SUBJECT_CHARS_MAX,
    sentAt: sent,
  };
}

function people(fields: readonly Field[]): readonly Property[] {
  const [from] = peopleIn(fields, 'from');
  const [sentBy] = peopleIn(fields, 'sender');
  const replyTo = peopleIn(fields, 'reply-to');
  const senderOf = sentBy ?? from;
  return [
    ...(from === undefined ? [] : author(from)),
    ...(senderOf === undefined ? [] : sender(senderOf)),
    ...(replyTo.length === 0
      ? []
      : [
          binary(TAG.replyEntries, entryList(replyTo)),
          text(TAG.replyNames, replyTo.map(({ name, address }) => name || address).join(';')),
        ]),
  ];
}

function peopleIn(fields: readonly Field[], name: string): readonly Person[] {
  return readPeople(
    fields
      .filter((field) => field.name === name)
      .map(({ value }) => value)
      .join(', '),
  );
}

function recipientsOf(fields: readonly Field[]): readonly (readonly Property[])[] {
  const kinds: readonly RecipientKind[] = ['to', 'cc', 'bcc'];
  const all = kinds.flatMap((kind) => peopleIn(fields, kind).map((person) => ({ person, kind })));
  return all.map(({ person, kind }, row) => recipient(person, kind, row));
}

function ids(first: (name: string) => string | null): readonly Property[] {
  const id = (name: string): string => wide(first(name) ?? '').trim();
  const all = [
    { tag: TAG.messageId, value: id('message-id') },
    { tag: TAG.inReplyTo, value: id('in-reply-to') },
    { tag: TAG.references, value: id('references') },
  ];
  return all.flatMap(({ tag, value }) => (value === '' ? [] : [text(tag, cut(value, FIELD_CHARS_MAX))]));
}

const IMPORTANCE = { low: 0, normal: 1, high: 2 } as const;
const SENSITIVITY: readonly string[] = ['normal', 'personal', 'private', 'company-confidential'];

/** Importance (RFC 4021 §2.1.53), and what senders write instead of it. */
function weights(fields: readonly Field[]): readonly Property[] {
  const first = (name: string): string =>
    fields
      .find((field) => field.name === name)
      ?.value.trim()
      .toLowerCase() ?? '';
  const level = levelOf(first);
  const sensitivity = SENSITIVITY.indexOf(first('sensitivity'));
  return [
    integer(TAG.importance, IMPORTANCE[level]),
    integer(TAG.priority, IMPORTANCE[level] - 1),
    ...(sensitivity > 0 ? [integer(TAG.sensitivity, sensitivity)] : []),
  ];
}

function levelOf(first: (name: string) => string): keyof typeof IMPORTANCE {
  for (const word of [first('importance'), first('priority'), first('x-msmail-priority')]) {
    if (/^(high|urgent)/.test(word)) return 'high';
    if (/^(low|non-urgent)/.test(word)) return 'low';
    if (word.startsWith('normal')) return 'normal';
  }
  const number = /^[1-5]\b/.exec(first('x-priority'))?.[0] ?? '3';
  return number < '3' ? 'high' : number > '3' ? 'low' : 'normal';
}

/** Outlook's own threading: kept where it is what it claims to be. */
function thread(index: string | null): readonly Property[] {
  if (index === null || !/^[A-Za-z0-9+/=\s]+$/.test(index)) return [];
  const bytes = Buffer.from(index, 'base64');
  return bytes.length >= 22 && bytes.length <= INDEX_BYTES_MAX ? [binary(TAG.conversationIndex, bytes)] : [];
}

function ownField(name: string, value: string | null): readonly Property[] {
  const written = wordsOf(value ?? '');
  return written === '' ? [] : [text(headerName(name), cut(written, FIELD_CHARS_MAX))];
}

/** The subject without the prefixes of answers and forwards (MS-OXOMSG §2.2.1.5). */
function topicOf(subject: string): string {
  return subject.replace(/^\s*\p{L}{1,3}:\s+/u, '');
}

export function wordsOf(raw: string): string {
  return decodeWords(raw)
    .text.replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .toWellFormed();
}

/** One byte a character, as it was read, into the text that it is. */
function wide(raw: string): string {
  return decodeRaw(raw).text.toWellFormed();
}

export function cut(value: string, max: number): string {
  return value.length <= max ? value : value.slice(0, max).toWellFormed();
}
