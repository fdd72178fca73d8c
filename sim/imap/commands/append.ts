/** APPEND, with MULTIAPPEND (RFC 3502), UIDPLUS (RFC 4315), literal8 (RFC 3516) and UTF8 (RFC 6855). */
import { instant } from '../../../src/base/clock.ts';
import type { Mailbox, NewMessage } from '../account.ts';
import { itemsOf, parseDateTime, SyntaxProblem, type Token, textOf } from '../grammar.ts';
import { setOf, tellNews } from '../selected.ts';
import type { Session } from '../session.ts';
import type { Literal } from '../wire-input.ts';
import { readFlags } from './change.ts';
import { named } from './folders.ts';

/** All or nothing: when one message is refused, none is stored (RFC 3502 §6.3.11). */
export function append(session: Session, tokens: readonly Token[]): string {
  const wanted = appendedMessages(session, tokens.slice(1));
  const mailbox = named(session, tokens[0]);
  if (mailbox === null || !mailbox.isSelectable) return 'NO [TRYCREATE] no such mailbox';
  if (wanted.length > 1 && !session.has('MULTIAPPEND')) return 'BAD MULTIAPPEND is not offered';
  const messages: NewMessage[] = [];
  for (const { literal, ...rest } of wanted) {
    const refusal = refusalOf(session, literal);
    if (refusal !== null) return refusal;
    if (rest.flags === null) return 'NO [CANNOT] keyword refused';
    if (literal.bytes !== null)
      messages.push({ flags: rest.flags, internalDate: rest.internalDate, bytes: literal.bytes });
  }
  if (!fitsQuota(session, messages)) return 'NO [OVERQUOTA] the mailbox is full';
  return stored(session, mailbox, messages);
}

interface Wanted {
  /** Null when one of them is refused. */
  readonly flags: readonly string[] | null;
  readonly internalDate: NewMessage['internalDate'];
  readonly literal: Literal;
}

function appendedMessages(session: Session, tokens: readonly Token[]): readonly Wanted[] {
  const wanted: Wanted[] = [];
  for (let at = 0; at < tokens.length; ) {
    let flags: readonly string[] | null = [];
    let internalDate = session.shared.clock.now();
    if (tokens[at]?.is === 'list') flags = readFlags(session, itemsOf(tokens[at++]));
    if (tokens[at]?.is === 'string') internalDate = instant(parseDateTime(textOf(tokens[at++])));
    const isUtf8 = tokens[at]?.is === 'atom' && textOf(tokens[at]).toUpperCase() === 'UTF8';
    const token = isUtf8 ? itemsOf(tokens[at + 1])[0] : tokens[at];
    if (token?.is !== 'literal') throw new SyntaxProblem('expected a message as literal');
    wanted.push({ flags, internalDate, literal: token.literal });
    at += isUtf8 ? 2 : 1;
  }
  if (wanted.length === 0) throw new SyntaxProblem('expected a message');
  return wanted;
}

function refusalOf(session: Session, literal: Literal): string | null {
  if (literal.bytes === null) return 'NO [TOOBIG] message too large';
  if (literal.isBinary && !session.has('BINARY') && !session.enabled.has('UTF8=ACCEPT'))
    return 'BAD BINARY is not offered';
  if (!literal.isBinary && literal.bytes.includes(0)) return 'NO message contains NUL characters';
  return null;
}

function fitsQuota(session: Session, messages: readonly NewMessage[]): boolean {
  const { quotaBytes } = session.shared.options;
  if (quotaBytes === undefined || session.account === null) return true;
  return messages.reduce((sum, message) => sum + message.bytes.length, session.account.bytesCount) <= quotaBytes;
}

function stored(session: Session, mailbox: Mailbox, messages: readonly NewMessage[]): string {
  const uids = messages.map((message) => mailbox.add(message).uid);
  session.wrote();
  tellNews(session);
  return session.has('UIDPLUS') ? `OK [APPENDUID ${mailbox.uidValidity} ${setOf(uids)}] done` : 'OK done';
}
