/** Several tellings of one organisation as one. What is told twice differently is named; the first teller is believed. */
import type { Instant } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { Inventory, InventoryException, InventoryList } from '../model/inventory.ts';

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

/** Members of lists are told twice where a table was made by hand: what differs, somebody has to look at. */
function contradictions(all: readonly Inventory[]): readonly InventoryException[] {
  const known = new Map<string, InventoryList>();
  const found: InventoryException[] = [];
  for (const list of all.flatMap(({ lists }) => lists)) {
    const before = known.get(list.address);
    if (before === undefined) known.set(list.address, list);
    else if (before.members !== null && list.members !== null && !isSame(before.members, list.members)) {
      const [first, second] = [before.members.join(', '), list.members.join(', ')];
      const { code, facts } = new Failure('inventory.contradiction', {
        what: `the members of ${list.address}`,
        first,
        second,
      });
      found.push({ subject: list.address, problem: { code, facts } });
    }
  }
  return found;
}

function isSame(first: readonly string[], second: readonly string[]): boolean {
  const plain = (members: readonly string[]): string =>
    members
      .map((member) => member.toLowerCase())
      .sort()
      .join();
  return plain(first) === plain(second);
}
