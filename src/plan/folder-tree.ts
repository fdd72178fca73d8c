/** The folders of a source as a tree, level by level. */
import { type FolderKey, type FolderPath, type FolderRole, folderKey, type SourceFolder } from '../model/folder.ts';
import type { LeavingRule } from './folder-rules.ts';
import type { Rename } from './rename.ts';

/** One level of a source path. Parents that the source did not list are nodes too, so that all children agree on them. */
export interface FolderNode {
  readonly key: FolderKey;
  readonly path: FolderPath;
  readonly name: string;
  readonly parent: FolderNode | null;
  folder: SourceFolder | null;
  /** The target path, once it has been found; null where the policy leaves it out. */
  placed: FolderPath | null;
  role: FolderRole;
  rule: LeavingRule | null;
  renames: readonly Rename[];
}

/** All nodes by level, each level in the order of the listing. */
export function treeLevels(source: readonly SourceFolder[]): readonly (readonly FolderNode[])[] {
  const nodes = new Map<FolderKey, FolderNode>();
  const levels: FolderNode[][] = [];
  for (const folder of source) {
    let parent: FolderNode | null = null;
    for (let depth = 1; depth <= folder.path.length; depth += 1) {
      const path = folder.path.slice(0, depth);
      const key = folderKey(path);
      const node: FolderNode = nodes.get(key) ?? newNode(key, path, parent);
      if (!nodes.has(key)) {
        nodes.set(key, node);
        (levels[depth - 1] ??= []).push(node);
      }
      parent = node;
    }
    if (parent !== null) parent.folder = folder;
  }
  return levels;
}

function newNode(key: FolderKey, path: FolderPath, parent: FolderNode | null): FolderNode {
  const name = path.at(-1) ?? '';
  return { key, path, name, parent, folder: null, placed: null, role: 'plain', rule: null, renames: [] };
}
