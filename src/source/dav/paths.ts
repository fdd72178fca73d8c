/** The paths of the folders: what people call their collections, made different where two are called the same. */
import { type FolderKey, type FolderPath, folderKey } from '../../model/folder.ts';
import { type Component, KIND_OF } from './service-kinds.ts';

/** What a path is made for: the collections in the order of their addresses. */
export interface Named {
  readonly name: string;
  /** What gets a path of its own, the main one first. */
  readonly components: readonly Component[];
}

const SUFFIX = { event: ' (events)', task: ' (tasks)', note: ' (notes)', contact: ' (contacts)' } as const;

/**
 * A path for each component of each collection, in their order. What a collection is mainly for has the first right to its
 * name; of several collections with one name the later ones get a number.
 */
export function pathsOf(collections: readonly Named[]): readonly (readonly FolderPath[])[] {
  const taken = new Set<FolderKey>();
  const mains = collections.map(({ name }) => take(name, '', taken));
  return collections.map(({ components }, at) => {
    const main = mains[at] ?? '';
    return components.map((component, nth) => (nth === 0 ? [main] : [take(main, SUFFIX[KIND_OF[component]], taken)]));
  });
}

function take(name: string, suffix: string, taken: Set<FolderKey>): string {
  for (let number = 1; ; number += 1) {
    const free = `${name}${number === 1 ? '' : ` (${number})`}${suffix}`;
    const key = folderKey([free]);
    if (!taken.has(key)) {
      taken.add(key);
      return free;
    }
  }
}
