/** Delta queries: what changed since a token, and the token for the next time. */
import type { Folder } from '../../exchange/folder.ts';
import { ItemView } from '../../exchange/item-view.ts';
import { readSyncState, writeSyncState } from '../../exchange/sync-state.ts';
import { type Call, folderNamed, parameter, wantsImmutableIds } from '../call.ts';
import { isMailFolder, shownFolder } from '../folders/show-folder.ts';
import { folderId, goneItemId } from '../ids.ts';
import { shownMessage } from '../mail/show-message.ts';
import { GraphRefusal, refusalOf } from '../refusal.ts';
import { preference, type Reply } from '../request.ts';
import { contextOf, linkWith } from './page.ts';
import { readQuery } from './query.ts';
import { shownBy } from './shown.ts';

const PAGE_UNASKED = 10;
/** `Prefer: odata.maxpagesize` may ask for no more. */
const PAGE_MAX = 1000;

/** Where the request goes on. A token of the time before the mailbox was moved is answered with 410. */
function since(call: Call, kind: 'items' | 'folders', folder: number): number {
  const { query } = call.request;
  const token = query.get('$deltatoken') ?? query.get('$skiptoken') ?? '';
  if (token === '') return 0;
  if (call.world.settings.deltaLost) throw resync();
  try {
    return readSyncState(token, kind, call.mailbox, folder);
  } catch (error) {
    if (refusalOf(error) === null) throw error;
    throw resync();
  }
}

function resync(): GraphRefusal {
  return new GraphRefusal(
    410,
    'SyncStateNotFound',
    'The sync state generation is not found; a full synchronization is needed.',
  );
}

function pageSize({ request }: Call): number {
  const asked = Number(preference(request, 'odata.maxpagesize') ?? PAGE_UNASKED);
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, PAGE_MAX) : PAGE_UNASKED;
}

function reply(
  call: Call,
  kind: 'items' | 'folders',
  folder: number,
  value: readonly object[],
  upTo: number,
  isLast: boolean,
): Reply {
  const token = writeSyncState(kind, call.mailbox, folder, upTo);
  const link = linkWith(call.request, {
    $deltatoken: isLast ? token : undefined,
    $skiptoken: isLast ? undefined : token,
  });
  return {
    status: 200,
    body: {
      '@odata.context': contextOf(call.request),
      [isLast ? '@odata.deltaLink' : '@odata.nextLink']: link,
      value,
    },
  };
}

/** Messages of one folder, oldest change first; those that left say why. */
export function messagesDelta(call: Call): Reply {
  const { mailbox, request } = call;
  const folder = folderNamed(mailbox, parameter(call, 0));
  const from = since(call, 'items', folder.id);
  const shown = shownBy(call, readQuery(request));
  const size = pageSize(call);
  const value: object[] = [];
  let upTo = from;
  for (const { sequence, item } of folder.journal) {
    if (sequence <= from) continue;
    if (value.length === size) return reply(call, 'items', folder.id, value, upTo, false);
    const gone = folder.gone.get(item);
    const entry = mailbox.items.get(item);
    if (gone !== undefined && gone.sequence === sequence && gone.created <= from) {
      value.push({ '@removed': { reason: 'deleted' }, id: goneItemId(mailbox, item, wantsImmutableIds(call)) });
    } else if (entry !== undefined && entry.changed === sequence && gone === undefined) {
      value.push(shownMessage(new ItemView(mailbox, entry), shown));
    }
    upTo = sequence;
  }
  return reply(call, 'items', folder.id, value, Math.max(upTo, mailbox.sequence), true);
}

/** All mail folders of the mailbox. */
export function foldersDelta(call: Call): Reply {
  const { mailbox, request } = call;
  const from = since(call, 'folders', 0);
  const shown = shownBy(call, readQuery(request));
  const changed: readonly Folder[] = [...mailbox.folders.values()]
    .filter((folder) => folder.changed > from && isMailFolder(folder) && folder.state.distinguished !== 'root')
    .sort((one, other) => one.changed - other.changed);
  const size = pageSize(call);
  const part = changed.slice(0, size);
  const value: object[] = part.map((folder) => shownFolder({ mailbox, folder }, shown));
  const isLast = part.length === changed.length;
  if (isLast) {
    for (const [id, { created, sequence }] of mailbox.goneFolders) {
      if (sequence > from && created <= from)
        value.push({ '@removed': { reason: 'deleted' }, id: folderId(mailbox, id) });
    }
  }
  return reply(call, 'folders', 0, value, isLast ? mailbox.sequence : (part.at(-1)?.changed ?? from), isLast);
}
