/** A contract suite: the cases that everything with one interface must pass, run against one implementation. */
import { describe, expect, test } from 'vitest';

export interface ContractCase<Harness> {
  /** A sentence that can be false. */
  readonly name: string;
  run(harness: Harness): Promise<void>;
}

/** Cases that cannot hold for an implementation, by name, each with the reason. They show in the list of tests. */
export type Deviations = Readonly<Record<string, string>>;

/** Makes a fresh, empty mailbox for every case. */
export type OpenHarness<Harness> = () => Promise<Harness>;

/** Declares a test for every case. A deviation that names no case fails, so that none outlives its case. */
export function runContract<Harness extends { close(): Promise<void> }>(
  name: string,
  open: OpenHarness<Harness>,
  cases: readonly ContractCase<Harness>[],
  deviations: Deviations,
): void {
  describe(name, () => {
    for (const one of cases) {
      const reason = deviations[one.name];
      if (reason !== undefined) {
        test.skip(`${one.name} — deviates: ${reason}`, () => undefined);
        continue;
      }
      test(one.name, async () => {
        const harness = await open();
        try {
          await one.run(harness);
        } finally {
          await harness.close();
        }
      });
    }
    test('every deviation belongs to a case', () => {
      const names = new Set(cases.map((one) => one.name));
      expect(Object.keys(deviations).filter((deviation) => !names.has(deviation))).toEqual([]);
    });
  });
}

/** Collects a stream. */
export async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of stream) found.push(one);
  return found;
}

/** A signal that never aborts. */
export function never(): AbortSignal {
  return new AbortController().signal;
}
