/** The content of items. See `Source.read`. */
import { instant } from '../../base/clock.ts';
import type { SourceFolder } from '../../model/folder.ts';
import type { Content, Item, ItemKind, SourceRef } from '../../model/item.ts';
import type { Unreadable } from '../../model/source.ts';
import { type Fetched, fetchResources } from './fetch-resources.ts';
import { refOf, type Share, shareOf } from './names.ts';
import { componentIn, isGroup, KIND_OF } from './service-kinds.ts';
import type { DavSession } from './session.ts';
import { versionOf } from './versions.ts';

export async function* readItems(
  session: DavSession,
  folder: SourceFolder,
  refs: readonly SourceRef[],
  signal: AbortSignal,
): AsyncGenerator<Item | Unreadable> {
  const share = shareOf(folder);
  const fetched = fetchResources(session, share.collection, refs, signal);
  try {
    for (;;) {
      const next = await session.run(folder, signal, () => fetched.next());
      if (next.done === true) return;
      const item = itemOf(next.value, share);
      if (item !== null) yield item;
      else if (next.value.is === 'got' && next.value.content.is === 'spooled') await next.value.content.drop();
    }
  } finally {
    await fetched.return(undefined);
  }
}

/** Null for what has become another kind since it was listed: it is in another folder now. */
function itemOf(fetched: Fetched, share: Share): Item | Unreadable | null {
  const ref = refOf(fetched.name);
  if (fetched.is === 'refused') return { ref, unreadable: fetched.why };
  const { content, changedAt } = fetched;
  const kind = kindOf(content, share);
  if (kind === null) return null;
  const sizeBytes = content.is === 'held' ? content.bytes.byteLength : content.sizeBytes;
  return { ref, kind, version: versionOf(fetched), sizeBytes, receivedAt: instant(changedAt ?? 0), content };
}

function kindOf(content: Content, { component, others }: Share): ItemKind | null {
  // What is too large to be held is no group, and was sorted when it was listed.
  if (content.is === 'spooled') return KIND_OF[component];
  const text = content.bytes.toString('utf8');
  if (component === 'VCARD') return isGroup(text) ? 'contact-group' : 'contact';
  const now = componentIn(text);
  return now !== null && others.includes(now) ? null : KIND_OF[component];
}
