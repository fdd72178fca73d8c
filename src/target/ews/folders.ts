/** The folders of the mailbox as a tree of paths, and how missing ones are made. */
import { assert } from '../../base/assert.ts';
import { limiter } from '../../base/limiter.ts';
import { Failure } from '../../base/problem.ts';
import { type FolderPath, type FolderRole, folderKey, folderLabel, type TargetFolder } from '../../model/folder.ts';
import type { FolderKind } from '../../model/item.ts';
import type { WantedFolder } from '../../model/target.ts';
import type { Refusal } from '../../wire/ews/answers.ts';
import { meaningOf } from '../../wire/ews/codes.ts';
import { createFolder } from '../../wire/ews/create-folder.ts';
import { findFolder } from '../../wire/ews/find-folder.ts';
import type { EwsFolder } from '../../wire/ews/folders.ts';
import { getFolder } from '../../wire/ews/get-folder.ts';
import type { DistinguishedFolder, FolderRef } from '../../wire/ews/names.ts';
import { OutcomeUnknown } from '../../wire/outcome-unknown.ts';
import { foldedKey } from '../exchange/folder-names.ts';
import type { EwsContext } from './context.ts';
import { asFailures, widerFailure } from './failures.ts';
import { SOURCE_PATH } from './state.ts';

const ROOT: FolderRef = { is: 'distinguished', name: 'msgfolderroot' };
const ROLES: ReadonlyMap<DistinguishedFolder, FolderRole> = new Map([
  ['inbox', 'inbox'],
  ['sentitems', 'sent'],
  ['drafts', 'drafts'],
  ['deleteditems', 'trash'],
  ['junkemail', 'junk'],
  ['calendar', 'calendar'],
  ['contacts', 'contacts'],
  ['tasks', 'tasks'],
  ['notes', 'notes'],
]);
/** Holds mail and is no place for it: what lies there waits to be sent. */
const OUTBOX: DistinguishedFolder = 'outbox';
/** Exchange has an archive folder only where a client has made it; this is how they all call it. */
const ARCHIVE_NAME = 'archive';
/** What a folder of each kind is made as; those below it in the same family (`IPF.Contact.GalContacts`) are of the kind too. */
const CLASSES: Readonly<Record<FolderKind, string>> = {
  message: 'IPF.Note',
  event: 'IPF.Appointment',
  contact: 'IPF.Contact',
  task: 'IPF.Task',
  note: 'IPF.StickyNote',
};
/** Looks at the tree again this often before a folder that is said to be there counts as refused. */
const LOOKS_MAX = 3;

// Its keys are the kinds.
const KINDS = Object.entries(CLASSES) as readonly (readonly [FolderKind, string])[];

interface Node {
  readonly folder: EwsFolder;
  readonly path: FolderPath;
  readonly role: FolderRole;
  /** Null for what is no place for items of any kind: the outbox, the journal. */
  readonly kind: FolderKind | null;
  /** Lies in the folder for deleted items: its owner has thrown it away. */
  readonly isTrashed: boolean;
}

interface Tree {
  readonly rootId: string;
  readonly nodes: readonly Node[];
  readonly byPath: ReadonlyMap<string, Node>;
  readonly byId: ReadonlyMap<string, Node>;
  readonly byRole: ReadonlyMap<FolderRole, Node>;
}

export class EwsFolders {
  readonly #context: EwsContext;
  #tree: Tree | null = null;
  /** One change of the tree at a time: two that make the same parent would make it twice. */
  readonly #turns = limiter(1);

  constructor(context: EwsContext) {
    this.#context = context;
  }

  /** Every folder as it is now; each with what it holds. */
  async list(signal: AbortSignal): Promise<readonly TargetFolder[]> {
    const tree = await this.#turns.run(() => this.#load(signal));
    return tree.nodes.map(targetFolder);
  }

  /** See `Target.ensureFolder`. */
  async ensure(wanted: WantedFolder, signal: AbortSignal): Promise<TargetFolder> {
    const folder = folderLabel(wanted.path);
    return await this.#turns.run(() =>
      asFailures({ ...this.#context.parties, folder }, async () => targetFolder(await this.#ensure(wanted, signal))),
    );
  }

  async #ensure(wanted: WantedFolder, signal: AbortSignal): Promise<Node> {
    for (let troubles = 0; ; ) {
      const tree = this.#tree ?? (await this.#load(signal));
      const known = findWanted(tree, wanted);
      if (known !== null) return known;
      const depth = deepestKnown(tree, wanted.path);
      const outcome = await this.#create(wanted, depth, tree, signal);
      if (outcome === 'created') continue;
      troubles += 1;
      const mayBeThere = outcome === 'unknown' || isOldTree(outcome);
      if (mayBeThere && troubles < LOOKS_MAX) await this.#load(signal);
      else throw this.#refused(outcome, wanted.path.slice(0, depth + 1));
    }
  }

  /** Makes the level below `depth`. */
  async #create(
    wanted: WantedFolder,
    depth: number,
    tree: Tree,
    signal: AbortSignal,
  ): Promise<'created' | 'unknown' | Refusal> {
    const path = wanted.path.slice(0, depth + 1);
    const displayName = path.at(-1) ?? '';
    const parentId = depth === 0 ? tree.rootId : tree.byPath.get(foldedKey(path.slice(0, depth)))?.folder.id;
    assert(parentId !== undefined, 'the deepest known folder is known');
    const isLeaf = path.length === wanted.path.length;
    const folderClass = CLASSES[wanted.kind];
    const extended = isLeaf ? [{ field: SOURCE_PATH, value: folderKey(wanted.sourcePath) }] : [];
    try {
      const request = { parent: { is: 'id', id: parentId }, displayName, folderClass, extended } as const;
      const answer = await createFolder(this.#context.session, request, signal);
      if (answer.is === 'refused') return answer;
      const given = { parentId, displayName, folderClass, extended: extendedOf(extended) };
      this.#tree = withFolder(tree, { ...answer.value, ...given }, path, wanted.kind);
      return 'created';
    } catch (error) {
      if (error instanceof OutcomeUnknown) return 'unknown';
      throw error;
    }
  }

  #refused(outcome: 'unknown' | Refusal, path: FolderPath): Failure {
    const folder = folderLabel(path);
    if (outcome === 'unknown') {
      return new Failure('target.folder-refused', { folder, reason: 'the server did not answer each time' });
    }
    const wider = isOldTree(outcome) ? null : widerFailure(outcome, this.#context.parties);
    const reason = `${outcome.code}: ${outcome.words}`;
    return wider ?? new Failure('target.folder-refused', { folder, reason }, { cause: outcome });
  }

  async #load(signal: AbortSignal): Promise<Tree> {
    const { session } = this.#context;
    const tree = await asFailures(this.#context.parties, async () => {
      const names: readonly DistinguishedFolder[] = ['msgfolderroot', ...ROLES.keys(), OUTBOX];
      const asked = names.map((name): FolderRef => ({ is: 'distinguished', name }));
      const answers = await getFolder(session, { folders: asked, extended: [] }, signal);
      const ids = new Map<DistinguishedFolder, string>();
      for (const [index, answer] of answers.entries()) {
        const name = names[index];
        if (name !== undefined && answer.is === 'done') ids.set(name, answer.value.id);
        else if (name === 'msgfolderroot' && answer.is === 'refused') throw this.#noRoot(answer);
      }
      const folders: EwsFolder[] = [];
      const request = { parent: ROOT, traversal: 'Deep', extended: [SOURCE_PATH] } as const;
      for await (const page of findFolder(session, request, signal)) folders.push(...page);
      return treeOf(ids, folders);
    });
    this.#tree = tree;
    return tree;
  }

  #noRoot(refusal: Refusal): unknown {
    const { user, mailbox } = this.#context.parties;
    const reason = `${refusal.code}: ${refusal.words}`;
    if (meaningOf(refusal.code) === 'denied') {
      return new Failure('target.impersonation-refused', { user, mailbox, reason }, { cause: refusal });
    }
    return new Failure('target.mailbox-missing', { mailbox, reason }, { cause: refusal });
  }
}

/** By its source path first, so that a folder that was renamed is found; then by its place. Null when it is not there. */
function findWanted(tree: Tree, wanted: WantedFolder): Node | null {
  const special = wanted.role === 'plain' ? undefined : tree.byRole.get(wanted.role);
  if (special?.kind === wanted.kind) return special;
  const sourceKey = folderKey(wanted.sourcePath);
  const isIt = ({ kind, isTrashed, folder }: Node): boolean =>
    kind === wanted.kind && !isTrashed && folder.extended(SOURCE_PATH) === sourceKey;
  const marked = tree.nodes.find(isIt);
  if (marked !== undefined) return marked;
  const there = tree.byPath.get(foldedKey(wanted.path)) ?? null;
  return there?.kind === wanted.kind ? there : null;
}

/** Somebody else has made the folder, or has taken its parent away: the tree as it is now says which. */
function isOldTree({ code }: Refusal): boolean {
  return code === 'ErrorFolderExists' || ['folder', 'missing'].includes(meaningOf(code));
}

/** How many levels of the path are there. */
function deepestKnown(tree: Tree, path: FolderPath): number {
  let depth = path.length - 1;
  while (depth > 0 && !tree.byPath.has(foldedKey(path.slice(0, depth)))) depth -= 1;
  return depth;
}

function treeOf(ids: ReadonlyMap<DistinguishedFolder, string>, folders: readonly EwsFolder[]): Tree {
  const rootId = ids.get('msgfolderroot');
  assert(rootId !== undefined, 'the root folder was found');
  const roles = new Map([...ROLES].flatMap(([name, role]) => (ids.has(name) ? [[ids.get(name), role] as const] : [])));
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const nodes: Node[] = [];
  for (const folder of byId.values()) {
    const line = lineOf(folder, byId, rootId);
    if (line === null) continue;
    const path = line.map((one) => one.displayName ?? '');
    const isArchive = path.length === 1 && path[0]?.toLowerCase() === ARCHIVE_NAME;
    const role = roles.get(folder.id) ?? (isArchive ? 'archive' : 'plain');
    const isTrashed = line.slice(0, -1).some((one) => roles.get(one.id) === 'trash');
    const kind = line.some((one) => one.id === ids.get(OUTBOX)) ? null : kindOf(folder);
    nodes.push({ folder, path, role, kind, isTrashed });
  }
  return indexed(rootId, nodes);
}

function indexed(rootId: string, nodes: readonly Node[]): Tree {
  // Parents before children, so that the first of two equal paths is not one that appeared below it.
  const ordered = [...nodes].sort((one, other) => one.path.length - other.path.length);
  return {
    rootId,
    nodes: ordered,
    byPath: new Map(ordered.map((node) => [foldedKey(node.path), node])),
    byId: new Map(ordered.map((node) => [node.folder.id, node])),
    byRole: new Map(ordered.filter((node) => node.role !== 'plain').map((node) => [node.role, node])),
  };
}

function withFolder(tree: Tree, folder: EwsFolder, path: FolderPath, kind: FolderKind): Tree {
  const parent = folder.parentId === null ? undefined : tree.byId.get(folder.parentId);
  const isTrashed = parent !== undefined && (parent.isTrashed || parent.role === 'trash');
  return indexed(tree.rootId, [...tree.nodes, { folder, path, role: 'plain', kind, isTrashed }]);
}

/** The folders from below the root down to this one; null when they do not lead to the root, or lead in a circle. */
function lineOf(folder: EwsFolder, byId: ReadonlyMap<string, EwsFolder>, rootId: string): readonly EwsFolder[] | null {
  const line: EwsFolder[] = [];
  for (let one: EwsFolder | undefined = folder; one !== undefined; ) {
    if (line.includes(one)) return null;
    line.unshift(one);
    if (one.parentId === rootId) return line;
    one = one.parentId === null ? undefined : byId.get(one.parentId);
  }
  return null;
}

/** A folder without a class holds mail; of a class that is not known, something that nothing must be put among. */
function kindOf({ folderClass }: EwsFolder): FolderKind | null {
  const name = folderClass?.toLowerCase() ?? '';
  if (name === '' || name === 'ipf') return 'message';
  const known = KINDS.find(([, itsClass]) => `${name}.`.startsWith(`${itsClass.toLowerCase()}.`));
  return known === undefined ? null : known[0];
}

function extendedOf(given: readonly { readonly field: object; readonly value: string }[]): EwsFolder['extended'] {
  return (field) => given.find((one) => one.field === field)?.value ?? null;
}

/** What is no place for items counts as a folder of notes in a plain place: nothing is looked for in it. */
function targetFolder({ folder, path, role, kind }: Node): TargetFolder {
  return { path, role: kind === null ? 'plain' : role, kind: kind ?? 'note', serverName: folder.id };
}
