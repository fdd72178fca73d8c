/** UID STORE (RFC 9051 §6.4.6). */
import { flagListText } from './bytes/command-text.ts';
import type { ImapConnection } from './connection.ts';
import { selected } from './select.ts';
import { type UidSet, uidSetTexts } from './uid-set.ts';

const SIGNS = { add: '+', remove: '-', replace: '' } as const;

/** Silent; UIDs that are gone are no error. */
export async function uidStore(
  c: ImapConnection,
  uids: UidSet,
  change: { readonly how: keyof typeof SIGNS; readonly flags: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  const item = `${SIGNS[change.how]}FLAGS.SILENT ${flagListText(change.flags)}`;
  const within = selected(c);
  await Promise.all(
    uidSetTexts(uids).map((set) =>
      c.run({ name: 'UID STORE', pieces: [`UID STORE ${set} ${item}`], within, done: () => undefined }, signal),
    ),
  );
}
