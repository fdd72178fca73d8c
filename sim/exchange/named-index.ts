/**
 * Finds items by the value of a named property without reading them. It remembers 31 bits of a hash for each value and forgets
 * nothing: what it gives are candidates, and whoever asks looks at each.
 */
import type { PropertyKey, PropertyValue } from './extended-property.ts';

const NONE: ReadonlySet<number> = new Set();

export class NamedIndex {
  readonly #items = new Map<number, number | number[]>();

  add(item: number, extended: Readonly<Record<PropertyKey, PropertyValue>>): void {
    for (const key in extended) {
      const value = extended[key]?.value;
      if (isIndexed(key) && typeof value === 'string') this.#put(hashOf(key, value), item);
    }
  }

  /** All items that may have that value; null for a property that is not indexed. */
  find(key: PropertyKey, value: string): ReadonlySet<number> | null {
    if (!isIndexed(key)) return null;
    const found = this.#items.get(hashOf(key, value));
    return found === undefined ? NONE : new Set(typeof found === 'number' ? [found] : found);
  }

  #put(hash: number, item: number): void {
    const known = this.#items.get(hash);
    if (known === undefined) this.#items.set(hash, item);
    else if (typeof known === 'number') {
      if (known !== item) this.#items.set(hash, [known, item]);
    } else if (!known.includes(item)) known.push(item);
  }
}

function isIndexed(key: PropertyKey): boolean {
  return key.startsWith('set:') && key.endsWith(':String');
}

/** FNV-1a, cut to what an engine keeps without a box. */
function hashOf(key: string, value: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  for (let at = 0; at < value.length; at += 1) hash = Math.imul(hash ^ value.charCodeAt(at), 0x01000193);
  return hash & 0x3fffffff;
}
