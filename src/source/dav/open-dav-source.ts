/** The source of one account, whichever of the two services it is. */
import type { LeftOutFolder, Source } from '../../model/source.ts';
import type { DavService } from '../../wire/dav/names.ts';
import { findFolders } from './folders.ts';
import { listFolder } from './listing.ts';
import { readItems } from './reading.ts';
import { type DavSourceOptions, openSession } from './session.ts';

/** Finds the account and signs in. Fails as `openSession` does. */
export async function openDavSource(
  options: DavSourceOptions,
  service: DavService,
  signal: AbortSignal,
): Promise<Source> {
  const session = await openSession(options, service, signal);
  let leftOut: readonly LeftOutFolder[] = [];
  return {
    name: `${options.credentials.user}@${options.base.hostname}`,
    roundTripMs: session.roundTripMs,
    get leftOut() {
      return leftOut;
    },
    folders: async (during) => {
      const found = await session.run(null, during, () => findFolders(session, during));
      leftOut = found.leftOut;
      return found.folders;
    },
    list: (folder, listing, during) => listFolder(session, folder, listing, during),
    read: (folder, refs, during) => readItems(session, folder, refs, during),
    close: async () => session.close(),
  };
}
