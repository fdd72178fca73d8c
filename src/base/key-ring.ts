/** The keys of an installation: what any of them sealed can be opened. Which one seals is the same for all programs, and kept elsewhere. */
import { assert } from './assert.ts';
import { Failure } from './problem.ts';
import { type SealingKey, sealedBy } from './sealing-key.ts';
import type { Secret } from './secret.ts';

export class KeyRing {
  #keys: readonly SealingKey[];

  /** The oldest first. */
  constructor(keys: readonly SealingKey[]) {
    assert(keys.length > 0, 'a ring has a key');
    this.#keys = keys;
  }

  get ids(): readonly string[] {
    return this.#keys.map(({ id }) => id);
  }

  get newest(): SealingKey {
    const key = this.#keys.at(-1);
    assert(key !== undefined, 'a ring has a key');
    return key;
  }

  /** For all who have this ring already: a key was added, or one that nothing needs was taken out. */
  replace({ keys }: { readonly keys: readonly SealingKey[] }): void {
    assert(keys.length > 0, 'a ring has a key');
    this.#keys = keys;
  }

  /** Throws `secret.other-key`. */
  key(id: string, place: string): SealingKey {
    const key = this.#keys.find((one) => one.id === id);
    if (key !== undefined) return key;
    throw new Failure('secret.other-key', { place, wanted: id, given: this.ids.join(' and ') });
  }

  /** Throws `secret.other-key`, and `secret.damaged` for what was changed or moved. */
  unseal(sealed: Buffer, place: string): Secret {
    return this.key(sealedBy(sealed, place), place).unseal(sealed, place);
  }
}
