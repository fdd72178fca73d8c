/** The words in which the contract of the ledger is written. */
import { expect } from 'vitest';
import { type Instant, instant } from '../../base/clock.ts';
import type { SourceFolder } from '../../model/folder.ts';
import type { Cursor, ItemHead, SourceRef, TargetRef } from '../../model/item.ts';
import { ENTRY_STATES, type Entry, type Ledger, type Outcome } from '../../model/ledger.ts';
import type { Page } from '../../model/source.ts';
import type { HeldLedger } from './ledger.ts';

/** Opens the empty ledger of a mailbox that no other test has, with the folders INBOX and Archive; it is closed at the end. */
export type WithLedger = (run: (ledger: HeldLedger) => Promise<void>) => () => Promise<void>;

export const NOW: Instant = instant(1_700_000_000_000);
export const INBOX = folder('INBOX');
export const ARCHIVE = folder('Archive');

export function folder(...path: string[]): SourceFolder {
  const counts = { itemsCount: null, bytesCount: null, stamp: null };
  return { path, role: 'plain', kind: 'message', holdsItems: true, serverName: path.join('.'), ...counts };
}

export function ref(number: number): SourceRef {
  return `1700000000:${number}` as SourceRef; // the form that the IMAP source gives
}

export function targetRef(number: number): TargetRef {
  return `AAMkAG-${number}` as TargetRef; // any text may be a target's name
}

/** Item `number`, of `number` bytes and a date of its own. */
export function head(number: number, but: Partial<ItemHead> = {}): ItemHead {
  const receivedAt = instant(NOW + number * 1000);
  return { ref: ref(number), kind: 'message', version: 'seen', sizeBytes: number, receivedAt, ...but };
}

export function page(
  heads: readonly ItemHead[],
  but: { gone?: SourceRef[]; next?: string; renumbered?: boolean } = {},
): Page {
  const { gone = [], next = 'cursor', renumbered = false } = but;
  return { heads, gone, next: next as Cursor, renumbered }; // a source's cursor may be any text
}

/** Item `number` was copied to target item `number`. */
export function copied(number: number, but: Partial<Extract<Outcome, { is: 'copied' }>> = {}): Outcome {
  const sha256 = Buffer.alloc(32, number);
  return { is: 'copied', ref: ref(number), target: targetRef(number), version: 'seen', sha256, losses: [], ...but };
}

export function seen(item: ItemHead): Entry {
  const nothing = { copiedVersion: null, target: null, sha256: null, problem: null, losses: [] };
  return { ...item, state: 'seen', vanished: false, ...nothing };
}

export async function allEntries(ledger: Ledger, path = INBOX.path): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const some of ledger.entries(path, ENTRY_STATES)) entries.push(...some);
  return entries;
}

export async function refsOf(ledger: Ledger, path = INBOX.path): Promise<readonly SourceRef[]> {
  const refs: SourceRef[] = [];
  for await (const some of ledger.known(path)) refs.push(...some);
  return refs;
}

export async function statesOf(ledger: Ledger, path = INBOX.path): Promise<readonly string[]> {
  return (await allEntries(ledger, path)).map((entry) => entry.state);
}

/** The counts are those of the entries, folder by folder and state by state. */
export async function expectCountsToBeRecounts(ledger: Ledger): Promise<void> {
  for (const { path, items, bytes } of await ledger.counts()) {
    const entries = await allEntries(ledger, path);
    for (const state of ENTRY_STATES) {
      const inState = entries.filter((entry) => entry.state === state);
      expect(items[state], `${state} items of ${path.join('/')}`).toBe(inState.length);
      expect(bytes[state], `${state} bytes of ${path.join('/')}`).toBe(
        inState.reduce((sum, one) => sum + one.sizeBytes, 0),
      );
    }
  }
}
