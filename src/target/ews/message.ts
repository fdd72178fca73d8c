/** A message as the request that creates it in Exchange: as it is, repaired, or as an attachment of a plain one. */
import { assert } from '../../base/assert.ts';
import { type Instant, instant, isoSeconds } from '../../base/clock.ts';
import { parseMailDate } from '../../content/mail-date.ts';
import { decodeWords, readParameters } from '../../content/mail-words.ts';
import { type Field, HeaderReader } from '../../content/mime-header.ts';
import { type Repair, repairMime } from '../../content/repair-mime.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { Content, Loss } from '../../model/item.ts';
import type { Write } from '../../model/target.ts';
import { createItem, type NewMessage } from '../../wire/ews/create-item.ts';
import type { Bytes } from '../../wire/request-body.ts';
import { base64Length } from '../../wire/request-body.ts';
import { type ExchangeState, exchangeState } from '../exchange/message-state.ts';
import { type EwsContext, refOf } from './context.ts';
import { DELIVERY_TIME, ICON, KEYWORDS, LAST_VERB, MARKER, MESSAGE_FLAGS, SUBMIT_TIME } from './state.ts';
import type { Prepared, Sending } from './write.ts';

/** The times that a SystemTime property holds: FILETIME begins in 1601, the text form has four digits for the year. */
const TIME_MIN = Date.UTC(1601, 0, 1);
const TIME_MAX = Date.UTC(9999, 11, 31, 23, 59, 59);
/** The envelope around one message in a request, generously. */
const AROUND_BYTES = 4096;
/** A subject that every client shows. */
const SUBJECT_CHARS_MAX = 255;
const HEAD_FIELDS: ReadonlySet<string> = new Set([
  'cc',
  'content-type',
  'date',
  'from',
  'importance',
  'subject',
  'to',
  'x-priority',
]);

/** as-is: the bytes of the source. repaired: with what Exchange stumbles over put right. wrapped: as `original.eml`. */
export type MessageForm = 'as-is' | 'repaired' | 'wrapped';

/** Messages: their MIME in one request, and nothing after it. */
export function messageSending(context: EwsContext, folder: TargetFolder): Sending<PreparedWrite> {
  return {
    prepare: prepareWrite,
    create: (group, signal) =>
      createItem(context.session, { folder: refOf(folder), messages: group.map(newMessage) }, signal),
    next: nextForm,
    finish: () => null,
  };
}

/** A write, looked at once, that can be sent in any of the forms. */
export interface PreparedWrite extends Prepared {
  readonly form: MessageForm;
  readonly head: ReadonlyMap<string, string>;
  readonly state: ExchangeState;
  readonly repair: Repair | null;
}

/** Reads the head of the message; its content is opened again for every sending. */
export async function prepareWrite(write: Write): Promise<PreparedWrite> {
  const { item } = write;
  const state = exchangeState(item.version);
  const times = keptTime(item.receivedAt);
  return {
    write,
    form: 'as-is',
    requestBytes: base64Length(lengthOf(item.content)) + AROUND_BYTES,
    losses: [...state.losses, ...times.losses],
    head: await readHead(item.content),
    state,
    repair: null,
  };
}

/** The next form to try after a refusal, or null when there is none left. */
export async function nextForm(prepared: PreparedWrite, because: string): Promise<PreparedWrite | null> {
  const { content } = prepared.write.item;
  if (prepared.form === 'as-is') {
    const repair = await repairMime(bytesOf(content));
    if (repair !== null) {
      const loss: Loss = {
        field: 'MIME',
        how: 'changed',
        why: `repaired (${repair.what.join(', ')}), for: ${because}`,
      };
      const requestBytes = base64Length(repair.length) + AROUND_BYTES;
      return { ...prepared, form: 'repaired', repair, requestBytes, losses: [...prepared.losses, loss] };
    }
  }
  if (prepared.form === 'wrapped') return null;
  const loss: Loss = {
    field: 'MIME',
    how: 'changed',
    why: `wrapped: the original is attached as original.eml, for: ${because}`,
  };
  const losses = [...prepared.losses.filter((one) => one.field !== 'MIME'), loss];
  return { ...prepared, form: 'wrapped', losses, requestBytes: base64Length(lengthOf(content)) + 2 * AROUND_BYTES };
}

export function newMessage(prepared: PreparedWrite): NewMessage {
  const { write, state, head } = prepared;
  const { content, receivedAt } = write.item;
  const sentAt = parseMailDate(head.get('date') ?? '');
  const received = keptTime(receivedAt).at;
  const extended = [
    { field: MESSAGE_FLAGS, value: String(state.messageFlags) },
    { field: DELIVERY_TIME, value: isoSeconds(received) },
    { field: SUBMIT_TIME, value: isoSeconds(sentAt ?? received) },
    ...(state.verb === null
      ? []
      : [
          { field: LAST_VERB, value: String(state.verb.verb) },
          { field: ICON, value: String(state.verb.icon) },
        ]),
    { field: MARKER, value: write.marker },
    ...(state.keywordNames === null ? [] : [{ field: KEYWORDS, value: state.keywordNames }]),
  ];
  const kept = {
    categories: state.categories,
    importance: importanceOf(head),
    extended,
    isFlagged: state.isFlagged,
    isRead: state.isRead,
  };
  if (prepared.form === 'wrapped') return { ...kept, ...wrapper(head, bytesOf(content)) };
  const mime = prepared.form === 'repaired' ? repairedBytes(prepared) : bytesOf(content);
  const itemClass = isSecured(head) ? null : 'IPM.Note';
  return { ...kept, mime, itemClass, subject: null, body: null, attachments: [], from: null };
}

/** The content as it is, ready to become base64. */
function bytesOf(content: Content): Bytes {
  return content.is === 'held'
    ? { length: content.bytes.byteLength, open: () => [content.bytes] }
    : { length: content.sizeBytes, open: () => content.open() };
}

function lengthOf(content: Content): number {
  return content.is === 'held' ? content.bytes.byteLength : content.sizeBytes;
}

function repairedBytes({ repair, write }: PreparedWrite): Bytes {
  assert(repair !== null, 'a repaired message has its repair');
  return { length: repair.length, open: () => repair.apply(bytesOf(write.item.content).open()) };
}

/** A message that says what it holds, and the original beside it. */
function wrapper(head: ReadonlyMap<string, string>, original: Bytes): Omit<NewMessage, keyof KeptParts> {
  const shown = (name: string): string => shownText(head.get(name) ?? '');
  const lines = ['From', 'To', 'Cc', 'Date', 'Subject'].map((name) => [name, shown(name.toLowerCase())] as const);
  const body = [
    'Exchange did not accept this message as it was. The original is attached as original.eml.',
    '',
    ...lines.filter(([, text]) => text !== '').map(([name, text]) => `${name}: ${text}`),
  ].join('\n');
  return {
    mime: null,
    itemClass: 'IPM.Note',
    subject: shown('subject').slice(0, SUBJECT_CHARS_MAX).toWellFormed(),
    body,
    attachments: [{ name: 'original.eml', contentType: 'message/rfc822', content: original }],
    from: senderOf(head.get('from') ?? ''),
  };
}
type KeptParts = Pick<NewMessage, 'categories' | 'importance' | 'extended' | 'isFlagged' | 'isRead'>;

/** Only a plain `Name <local@domain>`: anything odder may be what the message was refused for. */
function senderOf(raw: string): NewMessage['from'] {
  const { text } = decodeWords(raw);
  const [, name = '', bracketed] = /^\s*(?:"?([^"<>]*?)"?\s*)<([^<>]+)>\s*$/.exec(text) ?? [];
  const address = bracketed ?? text.trim();
  return /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+$/.test(address) ? { name: name.trim(), address } : null;
}

function shownText(raw: string): string {
  return decodeWords(raw)
    .text.replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

/**
 * Signed and encrypted messages get their class from Exchange, which makes it from the MIME: `IPM.Note` on top of that would
 * hide the signature and leave encrypted mail unreadable.
 */
function isSecured(head: ReadonlyMap<string, string>): boolean {
  const { value } = readParameters(head.get('content-type') ?? '');
  return /^(multipart\/(signed|encrypted)|application\/(x-)?pkcs7-(mime|signature))$/.test(value);
}

/** `Importance` (RFC 4021 §2.1.53), else `X-Priority`. Exchange reads them too; other servers of the protocol may not. */
function importanceOf(head: ReadonlyMap<string, string>): NewMessage['importance'] {
  const importance = head.get('importance')?.trim().toLowerCase();
  if (importance === 'high') return 'High';
  if (importance === 'low') return 'Low';
  if (importance !== undefined) return null;
  const priority = /^\s*([1-5])\b/.exec(head.get('x-priority') ?? '')?.[1] ?? '3';
  if (priority < '3') return 'High';
  return priority > '3' ? 'Low' : null;
}

function keptTime(at: Instant): { readonly at: Instant; readonly losses: readonly Loss[] } {
  const kept = Math.min(TIME_MAX, Math.max(TIME_MIN, at));
  if (kept === at) return { at, losses: [] };
  return {
    at: instant(kept),
    losses: [{ field: 'received date', how: 'changed', why: 'Exchange holds the years 1601 to 9999' }],
  };
}

/** The first field of each name that is looked at. */
async function readHead(content: Content): Promise<ReadonlyMap<string, string>> {
  const reader = new HeaderReader((name) => HEAD_FIELDS.has(name), true);
  if (content.is === 'held') reader.take(content.bytes);
  else for await (const bytes of content.open()) if (reader.take(bytes) !== null) break;
  reader.end();
  return new Map([...reader.fields].reverse().map(({ name, value }: Field) => [name, value]));
}
