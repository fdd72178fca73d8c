/** FETCH and SEARCH (RFC 9051 §6.4.4, §6.4.5), with CHANGEDSINCE and VANISHED of RFC 7162. */
import type { StoredMessage } from '../account.ts';
import { formatDateTime, itemsOf, numberOf, quoted, SyntaxProblem, type Token, wordOf } from '../grammar.ts';
import { messagesOf, selectedOf, setOf, tellNews } from '../selected.ts';
import type { Selected, Session } from '../session.ts';

export async function fetch(session: Session, tokens: readonly Token[], name: string): Promise<string> {
  const isByUid = name === 'UID FETCH';
  const selected = selectedOf(session);
  const items = fetchItems(tokens[1]);
  const since = changedSince(session, tokens[2], isByUid);
  if (isByUid && !items.includes('UID')) items.unshift('UID');
  if (since !== null && !items.includes('MODSEQ')) items.push('MODSEQ');
  if (since?.tellsVanished === true) tellVanished(session, selected, since.modseq);
  let isWriting = false;
  for (const { sequence, message } of messagesOf(selected, tokens[0], isByUid)) {
    if (since !== null && message.modseq <= since.modseq) continue;
    const seen = markSeen(selected, message, items);
    isWriting ||= seen !== message;
    sendItems(session, sequence, seen, seen === message ? items : [...new Set([...items, 'FLAGS'])]);
    await session.out.breathe();
    if (session.out.isCut) break;
  }
  if (isWriting) session.wrote();
  // FETCH by sequence number must not renumber messages while the client counts (RFC 9051 §7.5.1).
  if (isByUid) tellNews(session);
  return 'OK done';
}

export function search(session: Session, tokens: readonly Token[], name: string): string {
  const isByUid = name === 'UID SEARCH';
  const selected = selectedOf(session);
  let found = messagesOf(selected, { is: 'atom', text: '1:*' }, true);
  for (let at = 0; at < tokens.length; at += 1) {
    const word = wordOf(tokens[at]);
    if (word === 'ALL') continue;
    const isUidSet = word === 'UID';
    const kept = new Set(
      isUidSet || /^[\d*]/.test(word)
        ? messagesOf(selected, tokens[isUidSet ? at + 1 : at], isUidSet).map(({ sequence }) => sequence)
        : found.filter(({ message }) => hasState(message, word)).map(({ sequence }) => sequence),
    );
    if (isUidSet) at += 1;
    found = found.filter(({ sequence }) => kept.has(sequence));
  }
  const numbers = found.map(({ sequence, message }) => (isByUid ? message.uid : sequence));
  session.out.line(['* SEARCH', ...numbers].join(' '));
  return 'OK done';
}

const FIXED_ITEMS = ['UID', 'FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'MODSEQ'];
const BODY_ITEM = /^BODY(\.PEEK)?\[(HEADER|TEXT|HEADER\.FIELDS(?:\.NOT)? \([^)]*\))?\](?:<(\d+)\.(\d+)>)?$/;

function fetchItems(token: Token | undefined): string[] {
  const items = token?.is === 'list' ? itemsOf(token).map(wordOf) : [wordOf(token)];
  for (const item of items) {
    if (!FIXED_ITEMS.includes(item) && !BODY_ITEM.test(item)) throw new SyntaxProblem(`unknown item ${item}`);
  }
  return items;
}

function changedSince(
  session: Session,
  token: Token | undefined,
  isByUid: boolean,
): { readonly modseq: number; readonly tellsVanished: boolean } | null {
  if (token === undefined) return null;
  const [word, modseq, vanished] = itemsOf(token);
  if (wordOf(word) !== 'CHANGEDSINCE' || !session.has('CONDSTORE')) throw new SyntaxProblem('unknown modifier');
  session.enabled.add('CONDSTORE');
  const tellsVanished = vanished !== undefined && wordOf(vanished) === 'VANISHED';
  if (tellsVanished && !(isByUid && session.enabled.has('QRESYNC'))) throw new SyntaxProblem('QRESYNC is not enabled');
  return { modseq: numberOf(modseq), tellsVanished };
}

function tellVanished(session: Session, selected: Selected, modseq: number): void {
  const gone = selected.mailbox.vanished.filter((message) => message.modseq > modseq).map(({ uid }) => uid);
  if (gone.length > 0) session.out.line(`* VANISHED (EARLIER) ${setOf(gone.sort((left, right) => left - right))}`);
}

/** BODY[] without PEEK marks the message as read: what a client that only looks must never cause. */
function markSeen(selected: Selected, message: StoredMessage, items: readonly string[]): StoredMessage {
  if (selected.isReadOnly || message.flags.has('\\Seen') || !items.some((item) => item.startsWith('BODY[')))
    return message;
  return selected.mailbox.setFlags(message.uid, [...message.flags, '\\Seen']) ?? message;
}

function sendItems(session: Session, sequence: number, message: StoredMessage, items: readonly string[]): void {
  const { out } = session;
  out.raw(`* ${sequence} FETCH (`);
  for (const [index, item] of items.entries()) {
    if (index > 0) out.raw(' ');
    const body = BODY_ITEM.exec(item);
    if (body === null) {
      out.raw(`${item} ${fixedItem(message, item)}`);
    } else {
      const [, , section = '', offset, count] = body;
      out.raw(`BODY[${section}]${offset === undefined ? '' : `<${offset}>`} `);
      const bytes = sectionOf(message.bytes, section);
      out.literal(offset === undefined ? bytes : bytes.subarray(Number(offset), Number(offset) + Number(count)));
    }
  }
  out.line(')');
}

function fixedItem(message: StoredMessage, item: string): string {
  switch (item) {
    case 'UID':
      return String(message.uid);
    case 'FLAGS':
      return `(${[...message.flags].join(' ')})`;
    case 'INTERNALDATE':
      return quoted(formatDateTime(message.internalDate));
    case 'RFC822.SIZE':
      return String(message.bytes.length);
    default:
      return `(${message.modseq})`;
  }
}

function sectionOf(bytes: Buffer, section: string): Buffer {
  if (section === '') return bytes;
  const header = bytes.subarray(0, headerLength(bytes));
  if (section === 'TEXT') return bytes.subarray(header.length);
  if (section === 'HEADER') return header;
  const isInverted = section.startsWith('HEADER.FIELDS.NOT');
  const names = new Set(section.replace(/^.*\(|\)$/g, '').split(' '));
  const fields = header.toString('latin1').match(/[^\r\n][^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*/g) ?? [];
  const kept = fields.filter((field) => names.has(field.slice(0, field.indexOf(':')).toUpperCase()) !== isInverted);
  return Buffer.from(`${kept.join('')}\r\n`, 'latin1');
}

const CRLF = Buffer.from('\r\n');

/** Up to and with the empty line, which may be the first one. */
function headerLength(bytes: Buffer): number {
  if (bytes.subarray(0, 2).equals(CRLF)) return 2;
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? bytes.length : end + 4;
}

function hasState(message: StoredMessage, word: string): boolean {
  const matched = /^(UN)?(SEEN|DELETED|FLAGGED|ANSWERED|DRAFT)$/.exec(word);
  const name = matched?.[2] ?? '';
  if (matched === null) throw new SyntaxProblem(`unknown search key ${word}`);
  return message.flags.has(`\\${name[0]}${name.slice(1).toLowerCase()}`) === (matched[1] === undefined);
}
