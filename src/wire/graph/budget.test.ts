import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { fakeClock } from '../../../test/fake-clock.ts';
import { SteadyBudget } from './budget.ts';

const MAX = 10_000;
const SPAN_MS = 600_000;

describe('a budget for so much in so long', () => {
  test('lets at least four fifths of the ceiling through in a long run, and never more than the ceiling in any span', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 50, maxLength: 300 }),
        async (amounts) => {
          const clock = fakeClock();
          const began = clock.now();
          const budget = new SteadyBudget(clock, MAX, SPAN_MS);
          const taken: { at: number; amount: number }[] = [];
          for (let sum = 0, turn = 0; sum < 5 * MAX; turn += 1) {
            const amount = amounts[turn % amounts.length] ?? 1;
            await budget.take(amount, never());
            taken.push({ at: clock.now(), amount });
            sum += amount;
          }
          const total = taken.reduce((sum, { amount }) => sum + amount, 0);
          expect(total).toBeGreaterThan((0.8 * MAX * (clock.now() - began)) / SPAN_MS);
          let [from, inSpan] = [0, 0];
          for (const { at, amount } of taken) {
            inSpan += amount;
            for (; (taken[from]?.at ?? at) <= at - SPAN_MS; from += 1) inSpan -= taken[from]?.amount ?? 0;
            expect(inSpan).toBeLessThanOrEqual(MAX);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  test('lets through what is larger than all of it, and makes the next one wait for it', async () => {
    const clock = fakeClock();
    const began = clock.now();
    const budget = new SteadyBudget(clock, MAX, SPAN_MS);
    await budget.take(2 * MAX, never());
    expect(clock.now()).toBe(began);
    await budget.take(1, never());
    expect(clock.now() - began).toBeGreaterThan(SPAN_MS);
  });

  test('ends with its signal', async () => {
    const budget = new SteadyBudget(fakeClock(), 10, SPAN_MS);
    await budget.take(10, never());
    await expect(budget.take(10, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
  });
});
