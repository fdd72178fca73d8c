import { expect, test } from 'vitest';
import { seededRandom, systemRandom } from './random.ts';
import { readablePassword } from './readable-password.ts';

test('a password has four groups with letters of both cases and digits, and none that look alike', () => {
  for (let count = 0; count < 200; count++) {
    const text = readablePassword(systemRandom).reveal();
    expect(text).toMatch(/^[A-HJ-NP-Z]([a-km-z2-9]{4})(-[a-km-z2-9]{5}){3}$/);
    expect(text).toMatch(/[2-9]/);
  }
});

test('two of them are never the same, and chance alone makes them', () => {
  const many = new Set(Array.from({ length: 500 }, () => readablePassword(systemRandom).reveal()));
  expect(many.size).toBe(500);
  expect(readablePassword(seededRandom(7)).reveal()).toBe(readablePassword(seededRandom(7)).reveal());
});
