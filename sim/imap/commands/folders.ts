/** Commands about mailboxes as a whole (RFC 9051 §6.3). */
import type { Account, Mailbox } from '../account.ts';
import { itemsOf, quoted, SyntaxProblem, type Token, textOf, wordOf } from '../grammar.ts';
import { matchesPattern } from '../names.ts';
import type { Session } from '../session.ts';

/** LIST with RFC 5258 selection and return options, RFC 6154 SPECIAL-USE and RFC 5819 STATUS; LSUB. */
export function list(session: Session, tokens: readonly Token[], name: string): string {
  const asked = listQuestion(session, tokens, name);
  const account = accountOf(session);
  const { separator } = session.shared;
  const { out } = session;
  if (asked.patterns.length === 1 && asked.patterns[0] === '') {
    out.line(`* ${name} (\\Noselect) ${separatorText(session)} ""`);
    return 'OK done';
  }
  const names = [...account.mailboxes.keys(), ...missingParents(account, separator)].sort();
  for (const wireName of names) {
    const mailbox = account.mailboxes.get(wireName) ?? null;
    if (!asked.patterns.some((pattern) => matchesPattern(wireName, pattern, separator))) continue;
    if (asked.onlySubscribed && mailbox?.isSubscribed !== true) continue;
    if (asked.onlySpecial && (mailbox?.specialUse ?? null) === null) continue;
    const attributes = attributesOf(session, mailbox, { wireName, names, wantsSubscribed: asked.wantsSubscribed });
    out.line(`* ${name} (${attributes.join(' ')}) ${separatorText(session)} ${shownName(session, wireName)}`);
    if (asked.status !== null && mailbox?.isSelectable === true) tellStatus(session, mailbox, asked.status);
  }
  return 'OK done';
}

export function status(session: Session, tokens: readonly Token[]): string {
  const mailbox = named(session, tokens[0]);
  if (!isPossible(session, session.nameFromClient(textOf(tokens[0])))) return 'NO [CANNOT] not a possible name';
  if (mailbox === null || !mailbox.isSelectable) return 'NO [NONEXISTENT] no such mailbox';
  tellStatus(session, mailbox, itemsOf(tokens[1]).map(wordOf));
  return 'OK done';
}

export function create(session: Session, tokens: readonly Token[]): string {
  const { separator, prefix } = session.shared;
  const account = accountOf(session);
  const sent = session.nameFromClient(textOf(tokens[0]));
  const wireName = separator !== null && sent.endsWith(separator) ? sent.slice(0, -separator.length) : sent;
  if (account.byWireName(wireName) !== null) return 'NO [ALREADYEXISTS] the mailbox exists';
  if (!wireName.startsWith(prefix)) return 'NO [CANNOT] the name is outside the personal namespace';
  const levels = separator === null ? [wireName] : wireName.split(separator);
  if (levels.includes('') || !isPossible(session, wireName)) return 'NO [CANNOT] not a possible name';
  const special = specialUseWanted(session, tokens);
  account.addWire(wireName, special === null ? {} : { specialUse: special });
  session.wrote();
  return 'OK done';
}

export function remove(session: Session, tokens: readonly Token[]): string {
  const mailbox = named(session, tokens[0]);
  if (mailbox === null) return 'NO [NONEXISTENT] no such mailbox';
  if (mailbox.wireName === 'INBOX') return 'NO [CANNOT] INBOX stays';
  accountOf(session).mailboxes.delete(mailbox.wireName);
  session.wrote();
  return 'OK done';
}

export function subscribe(session: Session, tokens: readonly Token[], name: string): string {
  const mailbox = named(session, tokens[0]);
  if (mailbox === null) return 'NO [NONEXISTENT] no such mailbox';
  mailbox.isSubscribed = name === 'SUBSCRIBE';
  session.wrote();
  return 'OK done';
}

/** RFC 9208: one root for all mailboxes, counted in KiB. */
export function getQuotaRoot(session: Session, tokens: readonly Token[]): string {
  if (!session.has('QUOTA')) return 'BAD not offered';
  const mailbox = named(session, tokens[0]);
  if (mailbox === null) return 'NO [NONEXISTENT] no such mailbox';
  session.out.line(`* QUOTAROOT ${shownName(session, mailbox.wireName)} ""`);
  return getQuota(session);
}

export function getQuota(session: Session): string {
  if (!session.has('QUOTA')) return 'BAD not offered';
  const { quotaBytes } = session.shared.options;
  const used = Math.ceil(accountOf(session).bytesCount / 1024);
  session.out.line(
    quotaBytes === undefined ? '* QUOTA "" ()' : `* QUOTA "" (STORAGE ${used} ${Math.floor(quotaBytes / 1024)})`,
  );
  return 'OK done';
}

/** The mailbox of that name; null when there is none. */
export function named(session: Session, token: Token | undefined): Mailbox | null {
  return accountOf(session).byWireName(session.nameFromClient(textOf(token)));
}

function accountOf(session: Session): Account {
  if (session.account === null) throw new SyntaxProblem('sign in first');
  return session.account;
}

interface ListQuestion {
  readonly patterns: readonly string[];
  readonly onlySubscribed: boolean;
  readonly onlySpecial: boolean;
  readonly wantsSubscribed: boolean;
  /** STATUS items asked for together with the list. */
  readonly status: readonly string[] | null;
}

function listQuestion(session: Session, tokens: readonly Token[], name: string): ListQuestion {
  const isExtended = tokens[0]?.is === 'list';
  const selection = isExtended ? itemsOf(tokens[0]).map(wordOf) : [];
  const [reference, pattern, word, options] = isExtended ? tokens.slice(1) : tokens;
  const returned = word === undefined ? [] : itemsOf(options);
  if ((isExtended || word !== undefined) && !session.has('LIST-EXTENDED')) throw new SyntaxProblem('not offered');
  if (word !== undefined && wordOf(word) !== 'RETURN') throw new SyntaxProblem('expected RETURN');
  const words = returned.map((token) => (token.is === 'atom' ? wordOf(token) : ''));
  const statusAt = words.indexOf('STATUS');
  if (statusAt >= 0 && !session.has('LIST-STATUS')) throw new SyntaxProblem('LIST-STATUS is not offered');
  const patterns = pattern?.is === 'list' ? itemsOf(pattern).map(textOf) : [textOf(pattern)];
  const base = textOf(reference);
  return {
    patterns: patterns.map((each) => session.nameFromClient(base + each)),
    onlySubscribed: name === 'LSUB' || selection.includes('SUBSCRIBED'),
    onlySpecial: selection.includes('SPECIAL-USE'),
    wantsSubscribed: name === 'LSUB' || words.includes('SUBSCRIBED') || selection.includes('SUBSCRIBED'),
    status: statusAt < 0 ? null : itemsOf(returned[statusAt + 1]).map(wordOf),
  };
}

function attributesOf(
  session: Session,
  mailbox: Mailbox | null,
  listed: { readonly wireName: string; readonly names: readonly string[]; readonly wantsSubscribed: boolean },
): readonly string[] {
  const { separator } = session.shared;
  const attributes: string[] = [];
  if (mailbox === null) attributes.push('\\NonExistent', '\\Noselect');
  else if (!mailbox.isSelectable) attributes.push('\\Noselect');
  const hasChildren = separator !== null && listed.names.some((name) => name.startsWith(listed.wireName + separator));
  attributes.push(hasChildren ? '\\HasChildren' : '\\HasNoChildren');
  if (mailbox?.specialUse != null && session.has('SPECIAL-USE')) attributes.push(mailbox.specialUse);
  if (listed.wantsSubscribed && mailbox?.isSubscribed === true) attributes.push('\\Subscribed');
  return attributes;
}

/** Levels that only exist because something lies below them (RFC 9051 §6.3.9.7). */
function missingParents(account: Account, separator: string | null): readonly string[] {
  if (separator === null) return [];
  const missing = new Set<string>();
  for (const wireName of account.mailboxes.keys()) {
    const levels = wireName.split(separator);
    for (let depth = 1; depth < levels.length; depth += 1) {
      const parent = levels.slice(0, depth).join(separator);
      if (!account.mailboxes.has(parent)) missing.add(parent);
    }
  }
  return [...missing];
}

function tellStatus(session: Session, mailbox: Mailbox, asked: readonly string[]): void {
  const values = asked.map((item) => `${item} ${statusValue(session, mailbox, item)}`);
  session.out.line(`* STATUS ${shownName(session, mailbox.wireName)} (${values.join(' ')})`);
}

function statusValue(session: Session, mailbox: Mailbox, item: string): number {
  switch (item) {
    case 'MESSAGES':
      return mailbox.messages.length;
    case 'UIDNEXT':
      return mailbox.uidNext;
    case 'UIDVALIDITY':
      return mailbox.uidValidity;
    case 'UNSEEN':
      return mailbox.messages.filter((message) => !message.flags.has('\\Seen')).length;
    case 'RECENT':
      return 0;
    case 'SIZE':
      if (!session.has('STATUS=SIZE')) throw new SyntaxProblem('STATUS=SIZE is not offered');
      return mailbox.messages.reduce((sum, message) => sum + message.bytes.length, 0);
    case 'HIGHESTMODSEQ':
      if (!session.has('CONDSTORE')) throw new SyntaxProblem('CONDSTORE is not offered');
      session.enabled.add('CONDSTORE');
      return mailbox.highestModseq;
    default:
      throw new SyntaxProblem(`unknown status item ${item}`);
  }
}

/** A name with characters that this server cannot store is told apart from one that is merely not there. */
function isPossible(session: Session, wireName: string): boolean {
  const forbidden = `\u007f${session.shared.options.forbiddenInNames ?? ''}`;
  return wireName.split('').every((character) => character >= ' ' && !forbidden.includes(character));
}

/** CREATE … (USE (\Sent)), RFC 6154 §3. */
function specialUseWanted(session: Session, tokens: readonly Token[]): string | null {
  if (tokens[1] === undefined) return null;
  if (!session.has('CREATE-SPECIAL-USE')) throw new SyntaxProblem('CREATE-SPECIAL-USE is not offered');
  const [word, uses] = itemsOf(tokens[1]);
  return wordOf(word) === 'USE' ? textOf(itemsOf(uses)[0]) : null;
}

function separatorText(session: Session): string {
  const { separator } = session.shared;
  return separator === null ? 'NIL' : quoted(separator);
}

function shownName(session: Session, wireName: string): string {
  return quoted(session.nameForClient(wireName));
}
