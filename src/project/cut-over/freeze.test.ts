import { expect, test } from 'vitest';
import { differencesOf } from './freeze.ts';

test('what was changed in the old system is named, setting by setting', () => {
  const before = {
    'ann@example.com': { forwarding: 'off', 'the sign-in': 'on' },
    'bob@example.com': { forwarding: 'off' },
    'eve@example.com': { forwarding: 'off' },
  };
  const after = {
    'ann@example.com': { forwarding: 'x@elsewhere.example', 'the sign-in': 'on' },
    'eve@example.com': { forwarding: 'off' },
    'new@example.com': {},
  };
  expect(differencesOf(before, after)).toEqual([
    'ann@example.com: forwarding was off, and is x@elsewhere.example.',
    'bob@example.com is gone.',
    'new@example.com is new.',
  ]);
  expect(differencesOf(before, before)).toEqual([]);
});
