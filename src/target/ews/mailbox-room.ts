/** How full the mailbox is, and how much it takes: what the server tells of its folders and of its root. */
import type { MailboxRoom } from '../../model/target.ts';
import { findFolder } from '../../wire/ews/find-folder.ts';
import type { EwsFolder } from '../../wire/ews/folders.ts';
import { getFolder } from '../../wire/ews/get-folder.ts';
import type { ExtendedField } from '../../wire/ews/names.ts';
import type { EwsContext } from './context.ts';

/** PidTagMessageSizeExtended: the bytes of what lies in the folder itself. */
const SIZE: ExtendedField = { is: 'tag', tag: 0x0e08, type: 'Long' };
/** PR_PROHIBIT_SEND_QUOTA and PR_PROHIBIT_RECEIVE_QUOTA, in KB: from the first on the owner adds nothing, from the second on nobody. */
const LIMITS: readonly ExtendedField[] = [
  { is: 'tag', tag: 0x666e, type: 'Integer' },
  { is: 'tag', tag: 0x666a, type: 'Integer' },
];
const KILOBYTE = 1024;

/** See `TargetTrial.room`. Asks only; throws what the protocol throws. */
export async function mailboxRoom({ session }: EwsContext, signal: AbortSignal): Promise<MailboxRoom> {
  const top = { is: 'distinguished', name: 'msgfolderroot' } as const;
  const root = { is: 'distinguished', name: 'root' } as const;
  const folders: EwsFolder[] = [];
  for await (const page of findFolder(session, { parent: top, traversal: 'Deep', extended: [SIZE] }, signal)) {
    folders.push(...page);
  }
  // Whether a server hands out limits at its root is its own affair: one that refuses the question does not tell.
  const [store] = await getFolder(session, { folders: [root], extended: LIMITS }, signal);
  const limits = store?.is === 'done' ? LIMITS.map((field) => whole(store.value.extended(field)) ?? 0) : [];
  const told = limits.filter((limit) => limit > 0);
  return {
    filled: folders
      .map(({ displayName, totalCount }) => ({ name: displayName ?? '', items: totalCount ?? 0 }))
      .filter(({ items }) => items > 0)
      .sort((one, other) => other.items - one.items),
    usedBytes: usedIn(folders),
    limitBytes: told.length === 0 ? null : Math.min(...told) * KILOBYTE,
  };
}

/** Null unless every folder says its size: a part of the sum would be a promise of room that is not there. */
function usedIn(folders: readonly EwsFolder[]): number | null {
  let used = 0;
  for (const folder of folders) {
    const bytes = whole(folder.extended(SIZE));
    if (bytes === null || bytes < 0) return null;
    used += bytes;
  }
  return used;
}

function whole(text: string | null): number | null {
  const number = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isSafeInteger(number) ? number : null;
}
