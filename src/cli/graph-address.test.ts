import { describe, expect, test } from 'vitest';
import type { Failure } from '../base/problem.ts';
import { parseSourceAddress, parseTargetAddress } from './address.ts';

const rules = { option: '--target', user: null, isInsecureLoopbackAllowed: false, clientId: 'the-app' } as const;

describe('an address of Microsoft Graph', () => {
  test('names a tenant and a mailbox', () => {
    expect(parseTargetAddress('graph://example.onmicrosoft.com/ann%2Bx@example.com', rules)).toEqual({
      is: 'graph',
      cloud: 'global',
      standIn: null,
      host: 'example.onmicrosoft.com',
      tenant: 'example.onmicrosoft.com',
      mailbox: 'ann+x@example.com',
      user: 'the-app',
      proof: 'secret',
    });
  });

  test('leads to a stand-in on this machine only, and only where that is allowed', () => {
    const open = { ...rules, isInsecureLoopbackAllowed: true };
    const found = parseTargetAddress('graph+http://127.0.0.1:8080/example.com/ann@example.com', open);
    expect(found).toMatchObject({ standIn: 'http://127.0.0.1:8080', tenant: 'example.com' });
    expect(() => parseTargetAddress('graph+http://127.0.0.1:8080/example.com/ann@example.com', rules)).toThrow('open');
    expect(() => parseTargetAddress('graph+http://graph.microsoft.com/t/a@example.com', open)).toThrow('open');
  });

  test.each([
    ['graph://example.com', 'whose mailbox'],
    ['graph://example.com/ann', 'whose mailbox'],
    ['graph://example.com/ann@example.com/more', 'whose mailbox'],
    ['graph:///ann@example.com', 'tenant'],
    ['graph://example.com/ann@example.com?client=x', 'more than'],
    ['graph://user@example.com/ann@example.com', 'more than'],
    ['graph://example.com/%E0%A4%A', 'whose mailbox'],
  ])('%s is none: it %s', (text, why) => {
    expect(() => parseTargetAddress(text, rules)).toThrow(why);
  });

  test('needs an application, and is no source', () => {
    const text = 'graph://example.com/ann@example.com';
    const refused = (() => {
      try {
        return parseTargetAddress(text, { ...rules, clientId: null });
      } catch (error) {
        return error as Failure; // nothing else is thrown for what was typed
      }
    })();
    expect(refused).toMatchObject({ code: 'usage.invalid' });
    expect(() => parseSourceAddress(text, rules)).toThrow('does not read from one');
  });
});
