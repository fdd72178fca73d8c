/** What folders are for: by the attribute the server gives (RFC 6154), by their names where it gives none. */
import type { FolderPath, FolderRole } from '../../model/folder.ts';

/** A folder before its role is known. */
export interface RoleCandidate {
  readonly path: FolderPath;
  /** In lower case. */
  readonly attributes: ReadonlySet<string>;
  readonly holdsItems: boolean;
}

const BY_ATTRIBUTE: ReadonlyMap<string, FolderRole> = new Map([
  ['\\sent', 'sent'],
  ['\\drafts', 'drafts'],
  ['\\trash', 'trash'],
  ['\\junk', 'junk'],
  ['\\archive', 'archive'],
  // Names that Gmail's and Apple's servers used before RFC 6154.
  ['\\spam', 'junk'],
]);

/** As mail programs and webmail of Rackspace, Apple and Microsoft make them. */
const BY_NAME: ReadonlyMap<string, FolderRole> = new Map([
  ['sent', 'sent'],
  ['sent items', 'sent'],
  ['sent messages', 'sent'],
  ['drafts', 'drafts'],
  ['trash', 'trash'],
  ['deleted messages', 'trash'],
  ['deleted items', 'trash'],
  ['spam', 'junk'],
  ['junk', 'junk'],
  ['junk e-mail', 'junk'],
  ['junk email', 'junk'],
  ['archive', 'archive'],
  ['archives', 'archive'],
]);

/**
 * The role of each candidate, in their order. Each role goes to one folder: the first with the attribute, else the first
 * with the name at the top of the tree or right below the inbox. A "Sent" deeper down is somebody's own.
 */
export function rolesOf(candidates: readonly RoleCandidate[]): readonly FolderRole[] {
  const owner = new Map<FolderRole, RoleCandidate>();
  const claim = (candidate: RoleCandidate, role: FolderRole | null): void => {
    if (role !== null && candidate.holdsItems && !owner.has(role)) owner.set(role, candidate);
  };
  for (const candidate of candidates) claim(candidate, isInbox(candidate.path) ? 'inbox' : null);
  for (const candidate of candidates) claim(candidate, attributeRole(candidate));
  for (const candidate of candidates) claim(candidate, nameRole(candidate.path));
  const roles = new Map([...owner].map(([role, candidate]) => [candidate, role]));
  return candidates.map((candidate) => roles.get(candidate) ?? 'plain');
}

function isInbox(path: FolderPath): boolean {
  return path.length === 1 && path[0] === 'INBOX';
}

function attributeRole({ path, attributes }: RoleCandidate): FolderRole | null {
  if (isInbox(path)) return null;
  for (const attribute of attributes) {
    const role = BY_ATTRIBUTE.get(attribute);
    if (role !== undefined) return role;
  }
  return null;
}

function nameRole(path: FolderPath): FolderRole | null {
  const isTop = path.length === 1 || (path.length === 2 && path[0] === 'INBOX');
  return (isTop ? BY_NAME.get((path.at(-1) ?? '').toLowerCase()) : undefined) ?? null;
}
