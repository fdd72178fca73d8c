/** Which places of the target's tree are still free while a folder map is made. */
import { type FolderKey, type FolderPath, folderKey, type TargetFolder } from '../model/folder.ts';
import type { ItemKind } from '../model/item.ts';
import type { TargetTraits } from '../model/target.ts';
import { foldedName, numberedName } from './folder-name.ts';

export class Places {
  readonly #existing = new Map<FolderKey, TargetFolder>();
  readonly #exactly = new Set<FolderKey>();
  /** Who has a place, by its folded path. */
  readonly #claimed = new Map<FolderKey, FolderPath>();
  /** The number to try next for a name that was found taken: without it a thousand equal names take a million steps. */
  readonly #nextNumber = new Map<FolderKey, number>();
  readonly #reserved: ReadonlySet<string>;
  readonly #traits: TargetTraits;

  constructor(existing: readonly TargetFolder[], traits: TargetTraits) {
    this.#traits = traits;
    this.#reserved = new Set((traits.folderNamesReserved ?? []).map((name) => name.toLowerCase()));
    for (const folder of existing) {
      this.#existing.set(this.#folded(folder.path), folder);
      this.#exactly.add(folderKey(folder.path));
    }
  }

  claim(path: FolderPath): void {
    this.#claimed.set(this.#folded(path), path);
  }

  /** True when the target has a folder of exactly this path. */
  hasExactly(path: FolderPath): boolean {
    return this.#exactly.has(folderKey(path));
  }

  /** The name as the target already spells it; the name itself where it has none. */
  spelling(parent: FolderPath, name: string): string {
    return this.#existing.get(this.#folded([...parent, name]))?.path.at(-1) ?? name;
  }

  /** The first numbered name that nothing is in the way of, in the target's spelling. */
  firstFree(parent: FolderPath, name: string, kind: ItemKind): string {
    const key = this.#folded([...parent, name]);
    let number = this.#nextNumber.get(key) ?? 2;
    let candidate = numberedName(name, number, this.#traits);
    while (this.obstacle([...parent, candidate], kind) !== null) {
      number += 1;
      candidate = numberedName(name, number, this.#traits);
    }
    this.#nextNumber.set(key, number + 1);
    return this.spelling(parent, candidate);
  }

  /**
   * What keeps a folder from having this path, in words; null when nothing does. A folder that the target already has
   * there is no obstacle when it may take the items.
   */
  obstacle(path: FolderPath, kind: ItemKind): string | null {
    const key = this.#folded(path);
    const other = this.#claimed.get(key);
    const name = path.at(-1) ?? '';
    if (other !== undefined) return clash(other.at(-1) ?? '', name);
    const there = this.#existing.get(key);
    if (there !== undefined && (there.role !== 'plain' || there.kind !== kind)) {
      return `"${there.path.at(-1) ?? ''}" is a folder that the target has for other things`;
    }
    const isReserved = path.length === 1 && this.#reserved.has(name.toLowerCase());
    return isReserved ? `the target keeps the name "${name}" for itself` : null;
  }

  #folded(path: FolderPath): FolderKey {
    return folderKey(
      path.map((name, level) => {
        // IMAP knows one INBOX, in whatever case it is written (RFC 9051 §5.1).
        const isInbox = level === 0 && name.toLowerCase() === 'inbox';
        return isInbox ? 'INBOX' : foldedName(name, this.#traits);
      }),
    );
  }
}

/** Letters can be written in several ways that look the same: "é" is one character, or an "e" and an accent. */
function clash(one: string, other: string): string {
  return one.normalize('NFC') === other.normalize('NFC')
    ? `there is another "${one}", of letters that only look the same`
    : `"${one}" and "${other}" would be one folder in the target`;
}
