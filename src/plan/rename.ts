/** How a folder is called in the target where it cannot be called what it is in the source. */
import type { FolderPath } from '../model/folder.ts';

/** A stretch of the path that is not called in the target what it is called in the source. */
export interface Rename {
  /** For people; several levels are joined by " / ". */
  readonly from: string;
  readonly to: string;
  readonly why: string;
  /** True when the target's own inbox, sent, drafts … folder takes the place: nothing that anybody has to get used to. */
  readonly special: boolean;
  /** The names `target` begin at level `at` of the target path, and stand for the names `source` of the source path. */
  readonly at: number;
  readonly source: FolderPath;
  readonly target: FolderPath;
}

/** Undoes a mapping: the source path that a target path with these renames stands for. */
export function sourcePathOf(target: FolderPath, renames: readonly Rename[]): FolderPath {
  const path: string[] = [];
  let at = 0;
  for (const rename of renames) {
    path.push(...target.slice(at, rename.at), ...rename.source);
    at = rename.at + rename.target.length;
  }
  return [...path, ...target.slice(at)];
}
