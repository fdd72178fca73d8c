/**
 * Names of folders that a strict move does not take. Exchange keeps nearly every character; but other tools, old versions of
 * webmail and the published guides do not, and an organisation may want none of them in its new mailboxes.
 */
import { type FolderPath, folderKey, folderLabel } from '../model/folder.ts';
import type { Policy } from '../model/policy.ts';
import type { FolderMapping } from './folder-map.ts';

/** The fullest list that Rackspace has published: "! @ # $ % ^ & * ( ) + = < , > ? / ; : " ' { } [ ] \ | ." */
const REFUSED = /[!@#$%^&*()+=<,>?/;:"'{}[\]\\|.\p{Cc}\p{Cs}]/gu;
/** Of one name. */
const CHARACTERS_NAMED_MAX = 5;

export interface RefusedName {
  readonly path: FolderPath;
  /** What it holds that is refused, in the order of the name. */
  readonly characters: readonly string[];
}

/** Each level once, in the order of the folders; none where the policy is not strict. Special folders bring no name along. */
export function refusedNames(mappings: readonly FolderMapping[], { folderNames }: Policy): readonly RefusedName[] {
  if (folderNames !== 'strict') return [];
  const special = new Set(
    mappings.flatMap(({ source, wanted }) => (wanted?.role === 'plain' ? [] : [folderKey(source.path)])),
  );
  const found = new Map<string, RefusedName>();
  for (const { source, wanted } of mappings) {
    if (wanted === null) continue;
    for (let depth = 1; depth <= source.path.length; depth += 1) {
      const path = source.path.slice(0, depth);
      const characters = [...new Set(path.at(-1)?.match(REFUSED) ?? [])];
      if (characters.length > 0 && !special.has(folderKey(path))) found.set(folderKey(path), { path, characters });
    }
  }
  return [...found.values()];
}

/** One line for people. */
export function describeRefusedName({ path, characters }: RefusedName): string {
  const named = characters.slice(0, CHARACTERS_NAMED_MAX).map((character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return /\p{C}/u.test(character) ? `U+${code}` : character;
  });
  const more = characters.length > named.length ? ' and others' : '';
  return `"${folderLabel(path)}" holds ${named.join(' ')}${more}`;
}
