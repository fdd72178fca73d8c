/** Folders of an archive as folders of a source: each with a path of its own, a role, and parents before children. */
import { type FolderKey, type FolderPath, type FolderRole, folderKey, type SourceFolder } from '../../model/folder.ts';
import type { FolderKind } from '../../model/item.ts';
import { rolesOf } from '../imap/roles.ts';
import type { Shelf } from './shelves.ts';

export interface ListedShelf {
  readonly shelf: Shelf;
  readonly folder: Omit<SourceFolder, 'stamp'>;
}

export interface FolderList {
  readonly shelves: readonly ListedShelf[];
  /** Parents that are only names. */
  readonly parents: readonly SourceFolder[];
}

/** Which kind keeps the path where a folder holds several. */
const KINDS = ['message', 'event', 'contact', 'task', 'note'] as const;
const SUFFIXES: Readonly<Record<FolderKind, string>> = {
  message: ' (mail)',
  event: ' (events)',
  contact: ' (contacts)',
  task: ' (tasks)',
  note: ' (notes)',
};
/** Names that programs give the folders which everybody has one of. */
const DEFAULTS: readonly (readonly [FolderKind, FolderRole, RegExp])[] = [
  ['event', 'calendar', /^(?:calendar|kalender|calendrier|calendario|agenda)( \(events\))?$/i],
  [
    'contact',
    'contacts',
    /^(?:contacts|kontakte|personal address book|address book|contatti|contactos)( \(contacts\))?$/i,
  ],
  ['task', 'tasks', /^(?:tasks|aufgaben|t[âa]ches|tareas|attività|to-?do|calendar \(tasks\))( \(tasks\))?$/i],
  ['note', 'notes', /^(?:notes|notizen|notas|note)( \(notes\))?$/i],
];

export function listFolders(shelves: readonly Shelf[]): FolderList {
  const taken: Taken = new Map();
  const placed = inOrder(shelves).map((shelf) => ({ shelf, path: freePath(shelf, shelves, taken) }));
  const roles = rolesOfAll(placed);
  const listed = placed.map(({ shelf, path }, index) => ({
    shelf,
    folder: {
      path,
      role: roles[index] ?? 'plain',
      kind: shelf.kind,
      holdsItems: true,
      itemsCount: shelf.itemsCount,
      bytesCount: null,
      serverName: JSON.stringify([shelf.kind, shelf.members[0]?.home ?? '', ...shelf.path]),
    },
  }));
  return { shelves: listed, parents: missingParents(listed, taken) };
}

/** Parents before children, the kind that keeps the path before the others, everything else as it was found. */
function inOrder(shelves: readonly Shelf[]): readonly Shelf[] {
  const rank = ({ kind }: Shelf): number => KINDS.findIndex((one) => one === kind);
  return shelves.toSorted((one, other) => one.path.length - other.path.length || rank(one) - rank(other));
}

/** Which kind has a path. */
type Taken = Map<FolderKey, FolderKind>;

function freePath({ path, kind }: Shelf, shelves: readonly Shelf[], taken: Taken): FolderPath {
  const inbox = ['INBOX'] as const satisfies FolderPath;
  const isInbox = kind === 'message' && path.length === 1 && path[0]?.toUpperCase() === 'INBOX';
  const plain =
    isInbox && !taken.has(folderKey(inbox)) && !hasExactInbox(path, shelves) ? inbox : underInbox(path, shelves);
  const last = plain.at(-1) ?? '';
  const above = plain.slice(0, -1);
  // The name of the kind tells two kinds apart, a number two folders of one kind.
  const isOtherKind = (taken.get(folderKey(plain)) ?? kind) !== kind;
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? '' : ` (${number})`;
    const free = [...above, `${last}${isOtherKind ? SUFFIXES[kind] : ''}${numbered}`];
    if (taken.has(folderKey(free))) continue;
    taken.set(folderKey(free), kind);
    return free;
  }
}

/** True when the path is another spelling of an inbox that is there in capitals. */
function hasExactInbox(path: FolderPath, shelves: readonly Shelf[]): boolean {
  return (
    path[0] !== 'INBOX' &&
    shelves.some((one) => one.kind === 'message' && one.path.length === 1 && one.path[0] === 'INBOX')
  );
}

/** What lies below `Inbox` lies below INBOX when that is what `Inbox` became. */
function underInbox(path: FolderPath, shelves: readonly Shelf[]): FolderPath {
  const [top = '', ...rest] = path;
  if (rest.length === 0 || top === 'INBOX' || top.toUpperCase() !== 'INBOX' || hasExactInbox(path, shelves))
    return path;
  const isInbox = shelves.some((one) => one.kind === 'message' && one.path.length === 1 && one.path[0] === top);
  return isInbox ? ['INBOX', ...rest] : path;
}

interface Placed {
  readonly shelf: Shelf;
  readonly path: FolderPath;
}

/** A role that the archive gives comes first; each goes to one folder. */
function rolesOfAll(placed: readonly Placed[]): readonly FolderRole[] {
  const candidates = placed.map(({ shelf, path }) => ({
    path,
    attributes: new Set<string>(),
    holdsItems: shelf.kind === 'message' && shelf.role === null,
  }));
  const mail = rolesOf(candidates);
  const given = new Set<FolderRole>(placed.flatMap(({ shelf }) => shelf.role ?? []));
  const owners = new Set<FolderRole>();
  return placed.map(({ shelf, path }, index) => {
    const role = shelf.role ?? (shelf.kind === 'message' ? mail[index] : namedRole(shelf, path)) ?? 'plain';
    const isFree = !owners.has(role) && (shelf.role !== null || !given.has(role));
    if (role === 'plain' || !isFree) return 'plain';
    owners.add(role);
    return role;
  });
}

function namedRole({ kind }: Shelf, path: FolderPath): FolderRole {
  const name = path.at(-1) ?? '';
  const role = DEFAULTS.find(([one, , names]) => one === kind && names.test(name))?.[1];
  return path.length > 2 ? 'plain' : (role ?? 'plain');
}

/** A name above folders of one kind is for that kind. */
function missingParents(listed: readonly ListedShelf[], taken: Taken): readonly SourceFolder[] {
  const parents = new Map<FolderKey, SourceFolder>();
  for (const { folder } of listed) {
    for (let depth = 1; depth < folder.path.length; depth++) {
      const path = folder.path.slice(0, depth);
      const key = folderKey(path);
      const before = parents.get(key);
      if (taken.has(key) || before?.kind === 'message') continue;
      const kind = before === undefined || before.kind === folder.kind ? folder.kind : 'message';
      const serverName = JSON.stringify(['parent', ...path]);
      parents.set(key, {
        path,
        role: 'plain',
        kind,
        holdsItems: false,
        itemsCount: 0,
        bytesCount: 0,
        serverName,
        stamp: null,
      });
    }
  }
  return [...parents.values()];
}
