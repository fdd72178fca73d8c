/** What a connection has been told of its mailbox, and how it learns what others did to it (RFC 9051 §7.5). */
import type { StoredMessage } from './account.ts';
import { rangesOf, SyntaxProblem, type Token } from './grammar.ts';
import type { Selected, Session } from './session.ts';

/** The mailbox of this connection. Only for commands that need one. */
export function selectedOf(session: Session): Selected {
  if (session.selected === null) throw new SyntaxProblem('no mailbox is selected');
  return session.selected;
}

/** Sends EXPUNGE (or VANISHED) and EXISTS for what happened since the client was last told. */
export function tellNews(session: Session): void {
  const { selected } = session;
  if (selected === null) return;
  if (selected.removals !== selected.mailbox.removals) tellRemovals(session, selected);
  const { messages } = selected.mailbox;
  if (messages.length === selected.uids.length) return;
  for (const { uid } of messages.slice(selected.uids.length)) selected.uids.push(uid);
  session.out.line(`* ${selected.uids.length} EXISTS`);
}

/** The messages that a set means, with the numbers the client knows them by. Unknown UIDs mean nothing. */
export function messagesOf(
  selected: Selected,
  token: Token | undefined,
  isByUid: boolean,
): readonly { readonly sequence: number; readonly message: StoredMessage }[] {
  if (token?.is !== 'atom') throw new SyntaxProblem('expected a set of messages');
  const { uids, mailbox } = selected;
  const ranges = rangesOf(token.text, isByUid ? (uids.at(-1) ?? 0) : uids.length);
  if (!isByUid && ranges.some(([, last]) => last > uids.length)) throw new SyntaxProblem('no such message');
  const chosen = new Set<number>();
  for (const [first, last] of ranges) {
    const from = isByUid ? lowerBound(uids, first) : first - 1;
    for (let index = Math.max(0, from); index < uids.length; index += 1) {
      if ((isByUid ? (uids[index] ?? 0) : index + 1) > last) break;
      chosen.add(index);
    }
  }
  return [...chosen]
    .sort((left, right) => left - right)
    .flatMap((index) => {
      const message = mailbox.find(uids[index] ?? 0);
      return message === null ? [] : [{ sequence: index + 1, message }];
    });
}

/** Numbers as a set: `1:3,7`. Keeps the order given, as COPYUID needs it (RFC 4315 §3). */
export function setOf(numbers: readonly number[]): string {
  const ranges: string[] = [];
  for (let index = 0; index < numbers.length; ) {
    const first = numbers[index] ?? 0;
    let count = 1;
    while (numbers[index + count] === first + count) count += 1;
    ranges.push(count === 1 ? `${first}` : `${first}:${first + count - 1}`);
    index += count;
  }
  return ranges.join(',');
}

function tellRemovals(session: Session, selected: Selected): void {
  const present = new Set(selected.mailbox.messages.map((message) => message.uid));
  const gone = selected.uids.filter((uid) => !present.has(uid));
  if (session.enabled.has('QRESYNC')) {
    if (gone.length > 0) session.out.line(`* VANISHED ${setOf(gone)}`);
  } else {
    // From the last to the first, so that no number changes before it is told.
    for (const [index, uid] of [...selected.uids.entries()].reverse()) {
      if (!present.has(uid)) session.out.line(`* ${index + 1} EXPUNGE`);
    }
  }
  selected.uids = selected.uids.filter((uid) => present.has(uid));
  selected.removals = selected.mailbox.removals;
}

function lowerBound(uids: readonly number[], uid: number): number {
  let low = 0;
  let high = uids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((uids[middle] ?? 0) < uid) low = middle + 1;
    else high = middle;
  }
  return low;
}
