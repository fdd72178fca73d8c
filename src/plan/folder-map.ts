/**
 * Which folder of the target every folder of the source becomes. Pure: the same folders, traits and ties always give the
 * same map, so that a dry run tells the truth and a second run finds what the first one made.
 */
import {
  type FolderKey,
  type FolderPath,
  type FolderRole,
  folderKey,
  folderLabel,
  type SourceFolder,
  type TargetFolder,
} from '../model/folder.ts';
import type { FolderKind } from '../model/item.ts';
import type { Policy } from '../model/policy.ts';
import type { TargetTraits, WantedFolder } from '../model/target.ts';
import { joinedName, legalName } from './folder-name.ts';
import { Places } from './folder-places.ts';
import { type FolderRules, homesOf, inheritedRule, type LeavingRule, leavingRule } from './folder-rules.ts';
import { type FolderNode, treeLevels } from './folder-tree.ts';
import { type Rename, sourcePathOf } from './rename.ts';

export interface FolderMapping {
  readonly source: SourceFolder;
  /** Null when a rule leaves the folder out. */
  readonly wanted: WantedFolder | null;
  readonly rule: LeavingRule | null;
  /** Empty when the path stays as it is. Ascending by level, so that `sourcePathOf` can undo them. */
  readonly renames: readonly Rename[];
}

export interface FolderMapOptions {
  /** What earlier runs made of source folders, from the ledger: it stays so, whatever else appeared since. */
  readonly tied?: ReadonlyMap<FolderKey, FolderPath>;
}

/**
 * One mapping for every source folder, in the source's order. Mapped paths are unique in the target's eyes, and every
 * name is legal there. A folder that exists in the target under the same name is used, unless it is one of the
 * target's own special folders or holds something else.
 */
export function mapFolders(
  source: readonly SourceFolder[],
  existing: readonly TargetFolder[],
  traits: TargetTraits,
  policy: Policy,
  options: FolderMapOptions = {},
): readonly FolderMapping[] {
  const tied = options.tied ?? new Map<FolderKey, FolderPath>();
  const mapped = mapOnce(source, existing, traits, policy, tied);
  if (tied.size === 0) return mapped;
  // A tie remembers the place and not the reason; the map as it was before the first run knows the reason.
  const ours = new Set([...tied.values()].map(folderKey));
  const others = existing.filter((folder) => folder.role !== 'plain' || !ours.has(folderKey(folder.path)));
  const fresh = mapOnce(source, others, traits, policy, new Map());
  return mapped.map((mapping, at) => {
    const reasoned = fresh[at];
    const isSamePlace = isSame(mapping.wanted?.path, reasoned?.wanted?.path);
    return reasoned !== undefined && isSamePlace ? { ...mapping, renames: reasoned.renames } : mapping;
  });
}

function mapOnce(
  source: readonly SourceFolder[],
  existing: readonly TargetFolder[],
  traits: TargetTraits,
  policy: Policy,
  tied: ReadonlyMap<FolderKey, FolderPath>,
): readonly FolderMapping[] {
  const places = new Places(existing, traits);
  const rules: FolderRules = { policy, traits, homes: homesOf(existing) };
  const levels = treeLevels(source);
  const nodes = new Map(levels.flat().map((node) => [node.key, node]));
  const listed = source.flatMap((folder) => nodes.get(folderKey(folder.path)) ?? []);
  giveRoles(listed, existing, tied);
  const fixed = fixedPlaces(listed, existing, rules, tied);
  for (const place of fixed.values()) places.claim(place.path);
  for (const level of levels) {
    const free = level.filter((node) => !placeFixed(node, fixed, rules));
    // Numbers are given last, so that a folder that is really called "Projects (2)" keeps its name.
    const crowded = inOrderOfClaim(free, places, rules).filter((named) => !placeAsNamed(named, places));
    for (const named of crowded) placeNumbered(named, places);
  }
  return source.map((folder) => mappingOf(folder, nodes.get(folderKey(folder.path))));
}

/** Every rename once, with the whole path it happens at; what the target's own special folders take over is left out. */
export function distinctRenames(mappings: readonly FolderMapping[]): readonly Rename[] {
  const distinct = new Map<string, Rename>();
  for (const { wanted, renames } of mappings) {
    for (const rename of renames) {
      if (wanted === null || rename.special) continue;
      const to = wanted.path.slice(0, rename.at + rename.target.length);
      const from = sourcePathOf(to, renames.slice(0, renames.indexOf(rename) + 1));
      distinct.set(folderKey(to), { ...rename, from: folderLabel(from), to: folderLabel(to) });
    }
  }
  return [...distinct.values()];
}

interface FixedPlace {
  readonly path: FolderPath;
  readonly why: string;
  readonly special: boolean;
}

/** The places that are no question of names: those of earlier runs, and the target's own special folders. */
function fixedPlaces(
  nodes: readonly FolderNode[],
  existing: readonly TargetFolder[],
  rules: FolderRules,
  tied: ReadonlyMap<FolderKey, FolderPath>,
): ReadonlyMap<FolderKey, FixedPlace> {
  const places = new Map<FolderKey, FixedPlace>();
  const known = new Set(existing.map((folder) => folderKey(folder.path)));
  for (const node of nodes) {
    if (leavingRule(node.folder, rules) !== null) continue;
    const tie = tied.get(node.key);
    const special = existing.find((folder) => folder.role === node.role && node.role !== 'plain');
    // A tie that is no longer there was the special folder under another name: the user changed the language.
    const isTiedElsewhere = tie !== undefined && known.has(folderKey(tie)) && !isSame(tie, special?.path);
    if (special !== undefined && !isTiedElsewhere)
      places.set(node.key, { path: special.path, why: ownFolderFor(node.role), special: true });
    else if (tie !== undefined) places.set(node.key, { path: tie, why: 'an earlier run named it so', special: false });
  }
  return places;
}

/**
 * Gives each role to one folder; further ones stay folders of their own. The first listed has it, but for one that an
 * earlier run has already tied to the target's folder of that role.
 */
function giveRoles(
  nodes: readonly FolderNode[],
  existing: readonly TargetFolder[],
  tied: ReadonlyMap<FolderKey, FolderPath>,
): void {
  const specials = new Map(existing.map((folder) => [folder.role, folder.path]));
  const isTiedToRole = ({ key, folder }: FolderNode): boolean =>
    isSame(tied.get(key), specials.get(folder?.role ?? 'plain'));
  const taken = new Set<FolderRole>(['plain']);
  for (const node of [...nodes.filter(isTiedToRole), ...nodes]) {
    const role = node.folder?.role ?? 'plain';
    if (taken.has(role)) continue;
    node.role = role;
    taken.add(role);
  }
}

function isSame(one: FolderPath | undefined, other: FolderPath | undefined): boolean {
  return one !== undefined && other !== undefined && folderKey(one) === folderKey(other);
}

/** True when the node needs no name: it is left out with its parent, or its place is fixed. */
function placeFixed(node: FolderNode, fixed: ReadonlyMap<FolderKey, FixedPlace>, rules: FolderRules): boolean {
  const { traits } = rules;
  node.rule = leavingRule(node.folder, rules) ?? inheritedRule(node.parent?.rule ?? null);
  if (node.rule !== null) return true;
  const place = fixed.get(node.key);
  if (place === undefined) return false;
  node.placed = place.path;
  const above = node.parent?.placed ?? [];
  const isBelowParent = place.path.length === above.length + 1 && above.every((name, at) => name === place.path[at]);
  if (isBelowParent && !place.special) {
    const name = place.path.at(-1) ?? '';
    const legal = legalName(node.name, traits);
    const why = legal.name === name && legal.why.length > 0 ? legal.why : [place.why];
    node.renames = withRename(node.parent, { at: above.length, source: [node.name], target: [name] }, why);
  } else if (folderKey(node.path) !== folderKey(place.path)) {
    node.renames = [renameOf({ at: 0, source: node.path, target: place.path }, [place.why], place.special)];
  }
  return true;
}

interface NamedNode {
  readonly node: FolderNode;
  readonly span: Pick<Rename, 'at' | 'source' | 'target'>;
  readonly parentPath: FolderPath;
  readonly name: string;
  readonly why: readonly string[];
}

/** Special folders first, then those that the target already has, then those that keep their names, then the rest. */
function inOrderOfClaim(free: readonly FolderNode[], places: Places, rules: FolderRules): readonly NamedNode[] {
  const rank = (named: NamedNode): number => {
    if (named.node.role !== 'plain') return 0;
    if (named.why.length > 0) return 3;
    return places.hasExactly([...named.parentPath, named.name]) ? 1 : 2;
  };
  return free
    .map((node) => wantedName(node, rules))
    .map((named, order) => ({ named, order, rank: rank(named) }))
    .sort((one, other) => one.rank - other.rank || one.order - other.order)
    .map(({ named }) => named);
}

function wantedName(node: FolderNode, { traits, homes }: FolderRules): NamedNode {
  const legal = legalName(node.name, traits);
  const home = node.parent === null && node.role === 'plain' ? homes.get(kindOf(node)) : undefined;
  if (home !== undefined) {
    const span = { at: 0, source: [node.name], target: [...home, legal.name] };
    const why = [`the target keeps such folders below its "${folderLabel(home)}"`, ...legal.why];
    return { node, span, parentPath: home, name: legal.name, why };
  }
  const above = node.parent?.placed ?? [];
  if (above.length < traits.folderDepthMax || above.length === 0) {
    const span = { at: above.length, source: [node.name], target: [legal.name] };
    return { node, span, parentPath: above, name: legal.name, why: legal.why };
  }
  const upper = above.at(-1) ?? '';
  const name = joinedName(upper, legal.name, folderKey(node.path), traits);
  const at = above.length - 1;
  const covered = node.parent?.renames.at(-1);
  const begin = covered !== undefined && covered.at + covered.target.length === above.length ? covered : null;
  const span = {
    at: begin?.at ?? at,
    source: [...(begin?.source ?? [node.parent?.name ?? '']), node.name],
    target: [...(begin?.target.slice(0, -1) ?? []), name],
  };
  const why = [`the target allows ${traits.folderDepthMax} levels of folders`, ...legal.why];
  return { node, span, parentPath: above.slice(0, -1), name, why };
}

/** False when another folder has the name. */
function placeAsNamed(named: NamedNode, places: Places): boolean {
  if (places.obstacle([...named.parentPath, named.name], kindOf(named.node)) !== null) return false;
  placeAt(named, places.spelling(named.parentPath, named.name), named.why, places);
  return true;
}

function placeNumbered(named: NamedNode, places: Places): void {
  const obstacle = places.obstacle([...named.parentPath, named.name], kindOf(named.node));
  const name = places.firstFree(named.parentPath, named.name, kindOf(named.node));
  placeAt(named, name, [...named.why, ...(obstacle === null ? [] : [obstacle])], places);
}

function placeAt(named: NamedNode, name: string, why: readonly string[], places: Places): void {
  const { node, span, parentPath } = named;
  node.placed = [...parentPath, name];
  places.claim(node.placed);
  const reasons = why.length === 0 ? [`the target already has a folder "${name}"`] : why;
  node.renames = withRename(node.parent, { ...span, target: [...span.target.slice(0, -1), name] }, reasons);
}

function kindOf(node: FolderNode): FolderKind {
  return node.folder?.kind ?? 'message';
}

function withRename(
  parent: FolderNode | null,
  span: Pick<Rename, 'at' | 'source' | 'target'>,
  why: readonly string[],
): readonly Rename[] {
  const above = (parent?.renames ?? []).filter((rename) => rename.at < span.at);
  if (folderKey(span.source) === folderKey(span.target)) return above;
  return [...above, renameOf(span, why, false)];
}

function renameOf(span: Pick<Rename, 'at' | 'source' | 'target'>, why: readonly string[], special: boolean): Rename {
  return { ...span, from: folderLabel(span.source), to: folderLabel(span.target), why: why.join('; '), special };
}

function mappingOf(folder: SourceFolder, node: FolderNode | undefined): FolderMapping {
  const path = node?.placed ?? null;
  if (node === undefined || path === null)
    return { source: folder, wanted: null, rule: node?.rule ?? null, renames: [] };
  const wanted: WantedFolder = { path, role: node.role, kind: folder.kind, sourcePath: folder.path };
  return { source: folder, wanted, rule: null, renames: node.renames };
}

function ownFolderFor(role: FolderRole): string {
  return `it is the target's own ${role} folder`;
}
