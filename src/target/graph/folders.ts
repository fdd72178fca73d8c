/** The mail folders of the mailbox as a tree of paths, and how missing ones are made. */
import { assert } from '../../base/assert.ts';
import { limiter } from '../../base/limiter.ts';
import { FOLDERS_MAX } from '../../base/limits.ts';
import { Failure } from '../../base/problem.ts';
import { type FolderPath, type FolderRole, folderKey, folderLabel, type TargetFolder } from '../../model/folder.ts';
import type { WantedFolder } from '../../model/target.ts';
import { GraphRefusal } from '../../wire/graph/errors.ts';
import { type Json, list, needed, number, text } from '../../wire/graph/json.ts';
import { OutcomeUnknown } from '../../wire/outcome-unknown.ts';
import { foldedKey } from '../exchange/folder-names.ts';
import { forEach, type GraphContext, mailboxPath } from './context.ts';
import { asFailures } from './failures.ts';
import { expanded, extended, SOURCE_PATH } from './properties.ts';

/** https://learn.microsoft.com/graph/api/resources/mailfolder: folders that are there in every mailbox. */
const WELL_KNOWN: readonly (readonly [string, FolderRole])[] = [
  ['inbox', 'inbox'],
  ['sentitems', 'sent'],
  ['drafts', 'drafts'],
  ['deleteditems', 'trash'],
  ['junkemail', 'junk'],
  ['archive', 'archive'],
];
const PAGE_FOLDERS = 250;
/** Looks at the tree again this often before a folder that is said to be there counts as refused. */
const LOOKS_MAX = 3;

interface Node {
  readonly id: string;
  readonly path: FolderPath;
  /** Its path as Exchange compares paths. */
  readonly key: string;
  readonly role: FolderRole;
  readonly sourceKey: string | null;
  readonly isTrashed: boolean;
}

export class GraphFolders {
  readonly #context: GraphContext;
  #tree: readonly Node[] | null = null;
  /** One change of the tree at a time: two that make the same parent would make it twice. */
  readonly #turns = limiter(1);

  constructor(context: GraphContext) {
    this.#context = context;
  }

  async list(signal: AbortSignal): Promise<readonly TargetFolder[]> {
    const tree = await this.#turns.run(() => this.#load(signal));
    return tree.map(targetFolder);
  }

  /** See `Target.ensureFolder`. */
  async ensure(wanted: WantedFolder, signal: AbortSignal): Promise<TargetFolder> {
    assert(wanted.kind === 'message', 'only folders of the kinds that the traits name are made');
    const folder = folderLabel(wanted.path);
    return await this.#turns.run(() =>
      asFailures({ ...this.#context.parties, folder }, async () => targetFolder(await this.#ensure(wanted, signal))),
    );
  }

  async #ensure(wanted: WantedFolder, signal: AbortSignal): Promise<Node> {
    for (let looks = 0; ; ) {
      const tree = this.#tree ?? (await this.#load(signal));
      const known = findWanted(tree, wanted);
      if (known !== null) return known;
      const depth = deepestKnown(tree, wanted.path);
      if (await this.#create(wanted, depth, tree, signal)) continue;
      looks += 1;
      const folder = folderLabel(wanted.path.slice(0, depth + 1));
      if (looks >= LOOKS_MAX)
        throw new Failure('target.folder-refused', { folder, reason: 'it is said to be there, and is not' });
      await this.#load(signal);
    }
  }

  /** Makes the level below `depth`; false when it may be there already. */
  async #create(
    { path, sourcePath }: WantedFolder,
    depth: number,
    tree: readonly Node[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const own = path.slice(0, depth + 1);
    const displayName = own.at(-1) ?? '';
    const parent = depth === 0 ? null : findPath(tree, path.slice(0, depth));
    const above = parent === null ? '/mailFolders' : `/mailFolders/${encodeURIComponent(parent.id)}/childFolders`;
    const sourceKey = own.length === path.length ? folderKey(sourcePath) : null;
    const singleValueExtendedProperties = sourceKey === null ? [] : [{ id: SOURCE_PATH, value: sourceKey }];
    try {
      const request = { name: 'create a folder', method: 'POST', path: mailboxPath(this.#context, above) } as const;
      const json = { displayName, ...(sourceKey === null ? {} : { singleValueExtendedProperties }) };
      const made = await this.#context.session.ask({ ...request, json, repeatable: false }, signal);
      const isTrashed = parent !== null && (parent.isTrashed || parent.role === 'trash');
      this.#tree = [...tree, { id: needed(made, 'id'), ...placeOf(own), role: 'plain', sourceKey, isTrashed }];
      return true;
    } catch (error) {
      if (error instanceof OutcomeUnknown) return false;
      // Somebody else has made it, or has taken its parent away: the tree as it is now says which.
      if (error instanceof GraphRefusal && (error.status === 409 || error.status === 404)) return false;
      throw error;
    }
  }

  async #load(signal: AbortSignal): Promise<readonly Node[]> {
    return await asFailures(this.#context.parties, async () => {
      const roles = await this.#roles(signal);
      const nodes: Node[] = [];
      // Breadth first, so that of two equal paths the first is not one that appeared below it.
      let level: readonly { readonly above: Node | null; readonly at: string }[] = [
        { above: null, at: '/mailFolders' },
      ];
      while (level.length > 0) {
        const found = await forEach(this.#context, level, ({ above, at }) => this.#children(above, at, roles, signal));
        const parents = found.flat();
        nodes.push(...parents.map(({ node }) => node));
        level = parents
          .filter(({ hasChildren }) => hasChildren)
          .map(({ node }) => ({ above: node, at: `/mailFolders/${encodeURIComponent(node.id)}/childFolders` }));
      }
      this.#tree = nodes;
      return nodes;
    });
  }

  async #roles(signal: AbortSignal): Promise<ReadonlyMap<string, FolderRole>> {
    const found = await forEach(this.#context, WELL_KNOWN, async ([name, role]) => {
      try {
        const path = mailboxPath(this.#context, `/mailFolders/${name}?$select=id`);
        const folder = await this.#context.session.ask(
          { name: 'look at a folder', method: 'GET', path, repeatable: true },
          signal,
        );
        return [[needed(folder, 'id'), role] as const];
      } catch (error) {
        // An archive is there only once a client has made it. A mailbox without an inbox is none.
        if (error instanceof GraphRefusal && error.code === 'ErrorItemNotFound' && role !== 'inbox') return [];
        throw error;
      }
    });
    return new Map(found.flat());
  }

  async #children(
    above: Node | null,
    at: string,
    roles: ReadonlyMap<string, FolderRole>,
    signal: AbortSignal,
  ): Promise<readonly { readonly node: Node; readonly hasChildren: boolean }[]> {
    const query = `$top=${PAGE_FOLDERS}&$select=id,displayName,childFolderCount&${expanded([SOURCE_PATH])}`;
    const found: { node: Node; hasChildren: boolean }[] = [];
    for (let next: string | null = mailboxPath(this.#context, `${at}?${query}`); next !== null; ) {
      const page: Json = await this.#context.session.ask(
        { name: 'list folders', method: 'GET', path: next, repeatable: true },
        signal,
      );
      for (const folder of list(page, 'value')) {
        const id = needed(folder, 'id');
        const node: Node = {
          id,
          ...placeOf([...(above?.path ?? []), text(folder, 'displayName') ?? '']),
          role: roles.get(id) ?? 'plain',
          sourceKey: extended(folder, SOURCE_PATH),
          isTrashed: above !== null && (above.isTrashed || above.role === 'trash'),
        };
        found.push({ node, hasChildren: (number(folder, 'childFolderCount') ?? 0) > 0 });
      }
      assert(found.length <= FOLDERS_MAX, 'a mailbox has fewer folders than are looked at');
      next = text(page, '@odata.nextLink');
    }
    return found;
  }
}

/** By its role, by its source path, so that a folder that was renamed is found; then by its place. */
function findWanted(tree: readonly Node[], wanted: WantedFolder): Node | null {
  const special = wanted.role === 'plain' ? undefined : tree.find(({ role }) => role === wanted.role);
  if (special !== undefined) return special;
  const sourceKey = folderKey(wanted.sourcePath);
  const marked = tree.find((node) => !node.isTrashed && node.sourceKey === sourceKey);
  return marked ?? findPath(tree, wanted.path);
}

function findPath(tree: readonly Node[], path: FolderPath): Node | null {
  const key = foldedKey(path);
  return tree.find((node) => node.key === key) ?? null;
}

function placeOf(path: FolderPath): Pick<Node, 'path' | 'key'> {
  return { path, key: foldedKey(path) };
}

function deepestKnown(tree: readonly Node[], path: FolderPath): number {
  let depth = path.length - 1;
  while (depth > 0 && findPath(tree, path.slice(0, depth)) === null) depth -= 1;
  return depth;
}

function targetFolder({ id, path, role }: Node): TargetFolder {
  return { path, role, kind: 'message', serverName: id };
}
