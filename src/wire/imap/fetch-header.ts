/** UID FETCH of one header field (BODY.PEEK[HEADER.FIELDS (…)], RFC 9051 §6.4.5). */
import { fieldNameText } from './bytes/command-text.ts';
import type { ImapConnection } from './connection.ts';
import { ImapProtocolError } from './errors.ts';
import { selected } from './select.ts';
import { hasUid, type UidSet, uidSetTexts } from './uid-set.ts';

/** The lines of the field by UID, one character a byte; empty where a message has no such field. */
export async function uidFetchHeader(
  c: ImapConnection,
  uids: UidSet,
  field: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  const within = selected(c);
  const item = `(UID BODY.PEEK[HEADER.FIELDS (${fieldNameText(field)})])`;
  const parts = uidSetTexts(uids).map((set) =>
    c.run(
      {
        name: 'UID FETCH',
        pieces: [`UID FETCH ${set} ${item}`],
        within,
        untagged: (response) => {
          if (response.is !== 'fetch') return false;
          const { uid, header } = response.items;
          if (uid === null || header === null || !hasUid(uids, uid)) return false;
          if (found.size >= c.limits.gatheredMax) throw new ImapProtocolError('the server sent too many headers');
          found.set(uid, header);
          return true;
        },
        done: () => undefined,
      },
      signal,
    ),
  );
  await Promise.all(parts);
  return found;
}
