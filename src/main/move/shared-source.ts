/** One source for all who would open it: for archives, where another opening would look through all files again. */
import type { OpenSource, Source } from '../../model/source.ts';

/** What it gives opens with the first call and closes with the last `close`. A failed opening is tried again. */
export function sharing(open: OpenSource): OpenSource {
  let opening: Promise<Source> | null = null;
  let users = 0;
  return async (signal) => {
    opening ??= open(signal);
    users += 1;
    let isOpen = true;
    const close = async (): Promise<void> => {
      if (!isOpen) return;
      isOpen = false;
      users -= 1;
      const last = users === 0 ? opening : null;
      if (last === null) return;
      opening = null;
      await (await last).close();
    };
    try {
      return closingWith(await opening, close);
    } catch (error) {
      users -= 1;
      opening = null;
      throw error;
    }
  };
}

/** The same source, with another way to close it. */
export function closingWith(source: Source, close: () => Promise<void>): Source {
  return {
    name: source.name,
    roundTripMs: source.roundTripMs,
    get leftOut() {
      return source.leftOut;
    },
    get contactTables() {
      return source.contactTables ?? [];
    },
    folders: (signal) => source.folders(signal),
    list: (folder, listing, signal) => source.list(folder, listing, signal),
    read: (folder, refs, signal) => source.read(folder, refs, signal),
    close,
  };
}
