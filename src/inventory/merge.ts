/** Several tellings of one organisation as one. What is told twice differently is named; the first teller is believed. */
import type { Instant } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { Inventory, InventoryException } from '../model/inventory.ts';

/** `all` in the order in which they are believed. */
export function mergeInventories(all: readonly Inventory[], takenAt: Instant): Inventory {
  const exceptions = all.flatMap((one) => one.exceptions);
  return {
    takenAt,
    origins: all.flatMap(({ origins }) => origins),
    domains: merged(
      all.flatMap(({ domains }) => domains),
      ({ name }) => name,
    ),
    mailboxes: merged(
      all.flatMap(({ mailboxes }) => mailboxes),
      ({ address }) => address,
    ),
    lists: merged(
      all.flatMap(({ lists }) => lists),
      ({ address }) => address,
    ),
    exceptions: [...exceptions, ...contradictions(all)],
  };
}

/** Those of the same name become one: each field from the first that says it. */
function merged<T extends object>(entries: readonly T[], nameOf: (entry: T) => string): readonly T[] {
  const found = new Map<string, T>();
  for (const entry of entries) {
    const name = nameOf(entry);
    const before = found.get(name);
    found.set(name, before === undefined ? entry : filledIn(before, entry));
  }
  return [...found.entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([, entry]) => entry);
}

/** The first, with what only the second says in the place of its nulls. */
function filledIn<T extends object>(first: T, second: T): T {
  const more = Object.entries(second).filter(([field]) => Reflect.get(first, field) === null);
  return { ...first, ...Object.fromEntries(more) };
}

/** Lists are told twice where a table was made by hand: whose members differ, somebody has to look at. */
function contradictions(all: readonly Inventory[]): readonly InventoryException[] {
  const lists = differing(
    all.flatMap(({ lists }) => lists),
    ({ members }) => members,
    'members',
  );
  // One name on two platforms is one mailbox here; somebody has to say which of them moves.
  const mailboxes = differing(
    all.flatMap(({ mailboxes }) => mailboxes),
    ({ platform }) => (platform === null ? null : [platform]),
    'platform',
  );
  return [...lists, ...mailboxes];
}

/** Those that are told twice, and of which `what` is not the same. */
function differing<T extends { readonly address: string }>(
  entries: readonly T[],
  valuesOf: (entry: T) => readonly string[] | null,
  what: string,
): readonly InventoryException[] {
  const known = new Map<string, readonly string[]>();
  return entries.flatMap((entry) => {
    const { address } = entry;
    const values = valuesOf(entry);
    const before = known.get(address);
    if (values === null) return [];
    if (before === undefined) known.set(address, values);
    if (before === undefined || isSame(before, values)) return [];
    const facts = { what: `the ${what} of ${address}`, first: before.join(', '), second: values.join(', ') };
    const { code } = new Failure('inventory.contradiction', facts);
    return [{ subject: address, problem: { code, facts } }];
  });
}

function isSame(first: readonly string[], second: readonly string[]): boolean {
  const plain = (values: readonly string[]): string =>
    values
      .map((value) => value.toLowerCase())
      .sort()
      .join();
  return plain(first) === plain(second);
}
