import { describe, expect, test } from 'vitest';
import { figuresOf, folder } from '../../../test/advice-samples.ts';
import { adviseStorage } from './storage-advice.ts';

const MB = 1e6;

describe('storage advice', () => {
  const figures = figuresOf(
    'ann@example.com',
    [
      folder('INBOX', { items: 20_000, bytes: 500 * MB }),
      folder('Trash', { items: 300, bytes: 200 * MB }),
      folder('Spam', { items: 40, bytes: 50 * MB }),
      folder('a/b/c/d', { items: 10_000, bytes: 150 * MB }),
      folder('e', { bytes: 1 * MB }),
      folder('f', { bytes: 2 * MB }),
      folder('empty'),
      folder('Calendar', { isMail: false, items: 90_000, bytes: 97 * MB }),
    ],
    [
      { year: 2009, items: 100, bytes: 90 * MB },
      { year: 2023, items: 10, bytes: 30 * MB },
      { year: 2024, items: 5, bytes: 400 * MB },
    ],
  );
  const advice = adviseStorage(figures, 2026);

  test('adds up trash and junk, and mail from before the last two whole years', () => {
    expect(advice.trash).toEqual({ items: 300, bytes: 200 * MB });
    expect(advice.junk).toEqual({ items: 40, bytes: 50 * MB });
    expect(advice.old).toEqual({ items: 110, bytes: 120 * MB, oldBefore: 2024 });
  });

  test('names the five largest folders with their share', () => {
    expect(advice.largest.map(({ folder: name, share }) => [name, share])).toEqual([
      ['INBOX', 0.5],
      ['Trash', 0.2],
      ['a / b / c / d', 0.15],
      ['Spam', 0.05],
      ['f', 0.002],
    ]);
  });

  test('names folders with more than 10,000 items and the deepest below three levels', () => {
    expect(advice.crowded).toEqual([{ folder: 'INBOX', items: 20_000 }]);
    expect(advice.deepest).toEqual({ folder: 'a / b / c / d', levels: 4 });
  });

  test('never promises more than certainly goes: all of the trash may be old', () => {
    expect(advice.bytesAfter).toBe(750 * MB);
    const older = adviseStorage({ ...figures, years: [{ year: 2001, items: 1, bytes: 600 * MB }] }, 2026);
    expect(older.bytesAfter).toBe(400 * MB);
  });

  test('of an empty mailbox names nothing', () => {
    expect(adviseStorage(figuresOf('ann@example.com', [folder('INBOX')]), 2026)).toMatchObject({
      largest: [],
      crowded: [],
      deepest: null,
      bytesAfter: 0,
    });
  });
});
