/** STORE, COPY, MOVE and EXPUNGE (RFC 9051 §6.4.3 to §6.4.9). */
import type { StoredMessage } from '../account.ts';
import { itemsOf, numberOf, SyntaxProblem, type Token, textOf, wordOf } from '../grammar.ts';
import { messagesOf, selectedOf, setOf, tellNews } from '../selected.ts';
import type { Session } from '../session.ts';
import { named } from './folders.ts';

const SYSTEM_FLAGS = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft'];

export function store(session: Session, tokens: readonly Token[], name: string): string {
  const isByUid = name === 'UID STORE';
  const selected = selectedOf(session);
  if (selected.isReadOnly) return 'NO [READ-ONLY] the mailbox is read-only';
  const unchangedSince = tokens[1]?.is === 'list' ? numberOf(itemsOf(tokens[1])[1]) : null;
  const [how, list] = tokens.slice(unchangedSince === null ? 1 : 2);
  const matched = /^([+-]?)FLAGS(\.SILENT)?$/.exec(wordOf(how));
  if (matched === null) throw new SyntaxProblem('expected FLAGS');
  const flags = readFlags(session, list?.is === 'list' ? itemsOf(list) : [list]);
  if (flags === null) return 'NO [CANNOT] keyword refused';
  const refused: number[] = [];
  for (const { sequence, message } of messagesOf(selected, tokens[0], isByUid)) {
    if (unchangedSince !== null && message.modseq > unchangedSince) {
      refused.push(isByUid ? message.uid : sequence);
      continue;
    }
    const changed = selected.mailbox.setFlags(message.uid, combined(message.flags, matched[1] ?? '', flags));
    if (changed !== null) tellFlags(session, sequence, changed, matched[2] !== undefined, isByUid);
  }
  session.wrote();
  if (isByUid) tellNews(session);
  return refused.length === 0 ? 'OK done' : `OK [MODIFIED ${setOf(refused)}] some had changed`;
}

export function copy(session: Session, tokens: readonly Token[], name: string): string {
  const copied = copyTo(session, tokens, name === 'UID COPY');
  if (typeof copied === 'string') return copied;
  if (copied.messages.length > 0) session.wrote();
  tellNews(session);
  return copied.code === '' ? 'OK done' : `OK ${copied.code} done`;
}

/** RFC 6851: COPYUID comes untagged, before the removals. */
export function move(session: Session, tokens: readonly Token[], name: string): string {
  if (!session.has('MOVE')) return 'BAD MOVE is not offered';
  const selected = selectedOf(session);
  if (selected.isReadOnly) return 'NO [READ-ONLY] the mailbox is read-only';
  const moved = copyTo(session, tokens, name === 'UID MOVE');
  if (typeof moved === 'string') return moved;
  if (moved.code !== '') session.out.line(`* OK ${moved.code} moved`);
  selected.mailbox.remove(new Set(moved.messages.map((message) => message.uid)));
  if (moved.messages.length > 0) session.wrote();
  tellNews(session);
  return 'OK done';
}

export function expunge(session: Session, tokens: readonly Token[], name: string): string {
  const isByUid = name === 'UID EXPUNGE';
  if (isByUid && !session.has('UIDPLUS')) return 'BAD UIDPLUS is not offered';
  const selected = selectedOf(session);
  if (selected.isReadOnly) return 'NO [READ-ONLY] the mailbox is read-only';
  const meant = isByUid
    ? messagesOf(selected, tokens[0], true).map(({ message }) => message)
    : selected.mailbox.messages;
  const deleted = meant.filter((message) => message.flags.has('\\Deleted'));
  if (deleted.length > 0) session.wrote();
  selected.mailbox.remove(new Set(deleted.map((message) => message.uid)));
  tellNews(session);
  return 'OK done';
}

/** Flags in their usual spelling, keywords as the server treats them; null when it refuses one. */
export function readFlags(session: Session, tokens: readonly (Token | undefined)[]): readonly string[] | null {
  const policy = session.shared.options.keywords ?? 'kept';
  const flags: string[] = [];
  for (const token of tokens) {
    const text = textOf(token);
    const system = SYSTEM_FLAGS.find((flag) => flag.toLowerCase() === text.toLowerCase());
    if (system === undefined && (token?.is !== 'atom' || /[\\*%]/.test(text)))
      throw new SyntaxProblem(`not a flag: ${text}`);
    if (system === undefined && policy === 'refused') return null;
    if (system !== undefined || policy === 'kept') flags.push(system ?? text);
  }
  return flags;
}

function combined(known: ReadonlySet<string>, how: string, flags: readonly string[]): Iterable<string> {
  if (how === '') return flags;
  if (how === '+') return [...known, ...flags];
  return [...known].filter((flag) => !flags.includes(flag));
}

/** RFC 7162 §3.1.3: with CONDSTORE even a silent STORE tells the new MODSEQ. */
function tellFlags(
  session: Session,
  sequence: number,
  message: StoredMessage,
  isSilent: boolean,
  isByUid: boolean,
): void {
  const items = isByUid ? [`UID ${message.uid}`] : [];
  if (!isSilent) items.push(`FLAGS (${[...message.flags].join(' ')})`);
  if (session.enabled.has('CONDSTORE')) items.push(`MODSEQ (${message.modseq})`);
  if (!isSilent || session.enabled.has('CONDSTORE')) session.out.line(`* ${sequence} FETCH (${items.join(' ')})`);
}

interface Copied {
  readonly messages: readonly StoredMessage[];
  /** `[COPYUID …]`, or nothing. */
  readonly code: string;
}

function copyTo(session: Session, tokens: readonly Token[], isByUid: boolean): Copied | string {
  const selected = selectedOf(session);
  const to = named(session, tokens[1]);
  if (to === null || !to.isSelectable) return 'NO [TRYCREATE] no such mailbox';
  const messages = messagesOf(selected, tokens[0], isByUid).map(({ message }) => message);
  const { quotaBytes } = session.shared.options;
  const added = messages.reduce((sum, message) => sum + message.bytes.length, session.account?.bytesCount ?? 0);
  if (quotaBytes !== undefined && added > quotaBytes) return 'NO [OVERQUOTA] the mailbox is full';
  const uids = messages.map((message) => to.add(message).uid);
  const from = setOf(messages.map((message) => message.uid));
  const code = session.has('UIDPLUS') && uids.length > 0 ? `[COPYUID ${to.uidValidity} ${from} ${setOf(uids)}]` : '';
  return { messages, code };
}
