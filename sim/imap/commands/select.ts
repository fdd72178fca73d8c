/** SELECT, EXAMINE, CLOSE and UNSELECT, with the parameters of RFC 7162. */
import type { Mailbox } from '../account.ts';
import { itemsOf, numberOf, rangesOf, SyntaxProblem, type Token, textOf, wordOf } from '../grammar.ts';
import { selectedOf, setOf } from '../selected.ts';
import type { Session } from '../session.ts';
import { named } from './folders.ts';

export function select(session: Session, tokens: readonly Token[], name: string): string {
  if (session.selected !== null && session.enabled.has('QRESYNC')) session.out.line('* OK [CLOSED] previous mailbox');
  session.selected = null;
  const mailbox = named(session, tokens[0]);
  if (mailbox === null || !mailbox.isSelectable) return 'NO [NONEXISTENT] no such mailbox';
  const resync = selectParameters(session, tokens[1]);
  const isReadOnly = name === 'EXAMINE';
  const uids = mailbox.messages.map((message) => message.uid);
  session.selected = { mailbox, isReadOnly, uids, removals: mailbox.removals };
  tellMailbox(session, mailbox, isReadOnly);
  if (resync !== null && resync.uidValidity === mailbox.uidValidity) tellChanges(session, mailbox, resync);
  return isReadOnly ? 'OK [READ-ONLY] done' : 'OK [READ-WRITE] done';
}

/** CLOSE removes what is marked \Deleted, silently, unless the mailbox is read-only (RFC 9051 §6.4.1). */
export function close(session: Session, _tokens: readonly Token[], name: string): string {
  const { mailbox, isReadOnly } = selectedOf(session);
  if (name === 'UNSELECT' && !session.has('UNSELECT')) return 'BAD not offered';
  if (name === 'CLOSE' && !isReadOnly) {
    const deleted = mailbox.messages.filter((message) => message.flags.has('\\Deleted'));
    if (deleted.length > 0) session.wrote();
    mailbox.remove(new Set(deleted.map((message) => message.uid)));
  }
  session.selected = null;
  return 'OK done';
}

interface Resync {
  readonly uidValidity: number;
  readonly modseq: number;
  /** UIDs the client knows; null means all that ever were. */
  readonly known: readonly (readonly [number, number])[] | null;
}

function selectParameters(session: Session, token: Token | undefined): Resync | null {
  if (token === undefined) return null;
  const parameters = itemsOf(token);
  const word = wordOf(parameters[0]);
  if (word === 'CONDSTORE' && session.has('CONDSTORE')) {
    session.enabled.add('CONDSTORE');
    return null;
  }
  if (word !== 'QRESYNC' || !session.enabled.has('QRESYNC')) throw new SyntaxProblem(`${word} is not possible here`);
  const [uidValidity, modseq, known] = itemsOf(parameters[1]);
  return {
    uidValidity: numberOf(uidValidity),
    modseq: numberOf(modseq),
    known: known?.is === 'atom' ? rangesOf(textOf(known), Number.MAX_SAFE_INTEGER) : null,
  };
}

function tellMailbox(session: Session, mailbox: Mailbox, isReadOnly: boolean): void {
  const { out } = session;
  const keywords = new Set(
    mailbox.messages.flatMap((message) => [...message.flags].filter((flag) => !flag.startsWith('\\'))),
  );
  const flags = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft', ...keywords];
  const takesNew = (session.shared.options.keywords ?? 'kept') === 'kept';
  out.line(`* FLAGS (${flags.join(' ')})`);
  out.line(
    `* OK [PERMANENTFLAGS (${isReadOnly ? '' : [...flags, ...(takesNew ? ['\\*'] : [])].join(' ')})] kept flags`,
  );
  out.line(`* ${mailbox.messages.length} EXISTS`);
  out.line('* 0 RECENT');
  out.line(`* OK [UIDVALIDITY ${mailbox.uidValidity}] valid`);
  out.line(`* OK [UIDNEXT ${mailbox.uidNext}] next`);
  if (session.has('CONDSTORE')) out.line(`* OK [HIGHESTMODSEQ ${mailbox.highestModseq}] highest`);
  else out.line('* OK [NOMODSEQ] no mod-sequences');
}

function tellChanges(session: Session, mailbox: Mailbox, resync: Resync): void {
  const isKnown = (uid: number): boolean =>
    resync.known === null || resync.known.some(([first, last]) => uid >= first && uid <= last);
  const gone = mailbox.vanished.filter(({ uid, modseq }) => modseq > resync.modseq && isKnown(uid));
  const uids = gone.map(({ uid }) => uid).sort((left, right) => left - right);
  if (uids.length > 0) session.out.line(`* VANISHED (EARLIER) ${setOf(uids)}`);
  for (const [index, message] of mailbox.messages.entries()) {
    if (message.modseq <= resync.modseq || !isKnown(message.uid)) continue;
    const flags = [...message.flags].join(' ');
    session.out.line(`* ${index + 1} FETCH (UID ${message.uid} FLAGS (${flags}) MODSEQ (${message.modseq}))`);
  }
}
