import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PlayedMailbox, playMoves } from './play-moves.ts';

const box = (aloneMs: number, bytes = 0, items = 0): PlayedMailbox => ({ aloneMs, bytes, items });

describe('played moves', () => {
  test('end with the mailbox that is started last or takes longest', () => {
    expect(playMoves([box(10), box(20), box(30)], { places: 1, together: null })).toMatchObject({ endMs: 60, last: 2 });
    expect(playMoves([box(10), box(20), box(30)], { places: 2, together: null })).toMatchObject({ endMs: 40, last: 2 });
    expect(playMoves([box(90), box(20), box(30)], { places: 3, together: null })).toMatchObject({ endMs: 90, last: 0 });
    expect(playMoves([], { places: 3, together: null })).toEqual({ endMs: 0, last: null, sharedMs: 0 });
  });

  test('share what they get together, and go on at their own pace as soon as they can', () => {
    const together = { itemsPerSecond: 1e9, bytesPerSecond: 1000 };
    // Each wants 1,000 bytes a second: two of them take turns for 2 s, and the longer one is then alone for 1 s.
    const play = playMoves([box(1000, 1000), box(2000, 2000)], { places: 2, together });
    expect(play).toEqual({ endMs: 3000, last: 1, sharedMs: 2000 });
  });

  test('never end before the work is done, and never later for more places', () => {
    const mailboxes = fc.array(fc.record({ aloneMs: fc.nat(10_000), bytes: fc.nat(1_000_000), items: fc.nat(1000) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(mailboxes, fc.integer({ min: 1, max: 10 }), fc.boolean(), (all, places, isLimited) => {
        const together = isLimited ? { itemsPerSecond: 200, bytesPerSecond: 100_000 } : null;
        const { endMs } = playMoves(all, { places, together });
        const sum = all.reduce((total, { aloneMs }) => total + aloneMs, 0);
        const bytes = all.reduce((total, one) => total + one.bytes, 0);
        expect(endMs).toBeGreaterThanOrEqual(Math.max(0, ...all.map(({ aloneMs }) => aloneMs)) - 1);
        expect(endMs).toBeGreaterThanOrEqual(sum / places - 1);
        if (together === null) expect(endMs).toBeLessThanOrEqual(sum + all.length);
        else expect(endMs).toBeGreaterThanOrEqual((1000 * bytes) / together.bytesPerSecond - 1);
        expect(playMoves(all, { places: 1000, together: null }).endMs).toBeLessThanOrEqual(endMs + 1);
      }),
    );
  });

  test('fifty thousand mailboxes are played at once', () => {
    const all = Array.from({ length: 50_000 }, (_, at) => box(60_000 + (at % 977) * 1000, 500_000_000, 5000));
    const { endMs } = playMoves(all, { places: 200, together: { itemsPerSecond: 1e6, bytesPerSecond: 100_000_000 } });
    // The line has all of it in 250,000 s at the earliest.
    expect(endMs).toBeGreaterThan(249_000_000);
    expect(endMs).toBeLessThan(260_000_000);
  });
});
