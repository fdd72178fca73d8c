/** What a target folder holds, in as little memory as 100,000 items allow: about 250 bytes each. */
import { hash } from 'node:crypto';
import type { Instant } from '../base/clock.ts';
import type { Marker, TargetRef } from '../model/item.ts';
import type { FoundHead } from '../model/target.ts';

export interface IndexedHead {
  readonly receivedAt: Instant;
  readonly sizeBytes: number;
  readonly version: string;
  readonly marker: Marker | null;
  /** Kept for short refs only; a long one is known by the ledger or asked from the target. */
  readonly ref: TargetRef | null;
  /** True once an entry of the ledger was found to be this item. */
  isClaimed: boolean;
}

/** Refs of Exchange have 150 characters and more; a digest of them is enough to find them by. */
const REF_CHARS_KEPT = 32;
/** 96 bits. */
const REF_DIGEST_CHARS = 16;

export class TargetIndex {
  readonly #heads = new Map<string, IndexedHead>();
  readonly #byMarker = new Map<Marker, IndexedHead>();
  /** Markers seen more than once, and how often. */
  readonly #repeats = new Map<Marker, number>();
  readonly #versions = new Map<string, string>();

  add({ target, marker, receivedAt, sizeBytes, version }: FoundHead): void {
    const ref = target.length <= REF_CHARS_KEPT ? target : null;
    const head = { receivedAt, sizeBytes, version: this.#shared(version), marker, ref, isClaimed: false };
    this.#heads.set(keyOf(target), head);
    if (marker === null) return;
    const isRepeated = this.#byMarker.has(marker);
    if (isRepeated) this.#repeats.set(marker, (this.#repeats.get(marker) ?? 1) + 1);
    else this.#byMarker.set(marker, head);
  }

  get size(): number {
    return this.#heads.size;
  }

  find(target: TargetRef): IndexedHead | null {
    return this.#heads.get(keyOf(target)) ?? null;
  }

  /** The item that carries the marker, for one whose ref has changed. */
  findMarked(marker: Marker): IndexedHead | null {
    return this.#byMarker.get(marker) ?? null;
  }

  /** How many items of the folder carry the marker. */
  copiesOf(marker: Marker | null): number {
    return marker === null ? 1 : (this.#repeats.get(marker) ?? 1);
  }

  /** Items that no entry claimed and that are not further copies of a claimed one. */
  *unclaimed(): Iterable<IndexedHead> {
    for (const head of this.#heads.values()) {
      if (head.isClaimed || (head.marker !== null && this.copiesOf(head.marker) > 1)) continue;
      yield head;
    }
  }

  /** Most items share a handful of versions. */
  #shared(version: string): string {
    const known = this.#versions.get(version);
    if (known !== undefined) return known;
    this.#versions.set(version, version);
    return version;
  }
}

function keyOf(target: TargetRef): string {
  return target.length <= REF_CHARS_KEPT ? target : hash('sha256', target, 'base64url').slice(0, REF_DIGEST_CHARS);
}
