import { inspect } from 'node:util';
import { assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SealingKey } from './sealing-key.ts';
import { Secret } from './secret.ts';

const key = new SealingKey(Buffer.alloc(32, 7));
const other = new SealingKey(Buffer.alloc(32, 8));

describe('a sealed secret', () => {
  test('comes back as it was', () => {
    assert(
      property(string({ unit: 'binary' }), string(), (text, place) => {
        expect(key.unseal(key.seal(new Secret(text), place), place).reveal()).toBe(
          Buffer.from(text).toString(), // what is no text (a lone surrogate) has no bytes of its own
        );
      }),
    );
  });

  test('is another one each time, and holds nothing of itself in clear', () => {
    const sealed = [1, 2].map(() => key.seal(new Secret('correct horse'), 'here').toString('latin1'));
    expect(sealed[0]).not.toBe(sealed[1]);
    expect(sealed.join()).not.toContain('correct');
  });

  test('is refused at another place', () => {
    const sealed = key.seal(new Secret('correct horse'), 'mailbox 1');
    expect(() => key.unseal(sealed, 'mailbox 2')).toThrow(expect.objectContaining({ code: 'secret.damaged' }));
  });

  test('is refused when a single byte of it was changed or is missing', () => {
    const sealed = key.seal(new Secret('x'), 'here');
    for (const at of sealed.keys()) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => key.unseal(changed, 'here'), `byte ${at}`).toThrow(/secret/i);
      expect(() => key.unseal(sealed.subarray(0, at), 'here'), `cut at ${at}`).toThrow(/secret/i);
    }
  });

  test('names the key that is wanted when another one is given', () => {
    const sealed = other.seal(new Secret('x'), 'here');
    expect(() => key.unseal(sealed, 'here')).toThrow(
      expect.objectContaining({ code: 'secret.other-key', message: expect.stringContaining(other.id) }),
    );
  });
});

test('a key shows its name and never itself', () => {
  const shown = `${inspect(key, { showHidden: true })} ${JSON.stringify({ key })}`;
  expect(shown).toContain(key.id);
  expect(shown).not.toMatch(/07.?07.?07|BwcH/);
});
