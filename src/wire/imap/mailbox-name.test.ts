import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMailboxName, decodeUtf8MailboxName, encodeMailboxName, encodeUtf8MailboxName } from './mailbox-name.ts';

describe('modified UTF-7', () => {
  test.each([
    ['Entwürfe', 'Entw&APw-rfe'],
    ['台北', '&U,BTFw-'],
    ['A&B', 'A&-B'],
    ['~peter/mail/日本語', '~peter/mail/&ZeVnLIqe-'],
    ['a\u0001b', 'a&AAE-b'],
    ['😀', '&2D3eAA-'],
    ['tab\there\r\n', 'tab&AAk-here&AA0ACg-'],
  ])('%j is %s', (text, wire) => {
    expect(encodeMailboxName(text)).toBe(wire);
    expect(decodeMailboxName(wire)).toBe(text);
  });

  test('keeps every text, lone surrogates and control characters too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const wire = encodeMailboxName(text);
        expect(wire).toMatch(/^[\x20-\x7e]*$/);
        expect(decodeMailboxName(wire)).toBe(text);
      }),
    );
  });

  test.each(['Foo&bar', '&', '&-&', '&AGEAYg-', '&APw', '&A-', '&@@@-', 'a&U,BTFw-&ZeVnLIqe-', '&AA=-'])(
    'what is not the right encoding of any text stays as it is: %s',
    (wire) => {
      expect(decodeMailboxName(wire)).toBe(wire);
    },
  );

  test('no two wire names become one text, unless one of them is broken', () => {
    const wires = fc.string({ unit: fc.constantFrom('&', '-', 'A', 'P', 'w', ',', '+', 'x'), maxLength: 12 });
    fc.assert(
      fc.property(wires, (wire) => {
        const text = decodeMailboxName(wire);
        if (text !== wire) expect(encodeMailboxName(text)).toBe(wire);
      }),
      { numRuns: 2000 },
    );
  });

  test('names that servers send in plain UTF-8 or Latin-1 are read', () => {
    expect(decodeMailboxName(Buffer.from('Entwürfe', 'utf8').toString('latin1'))).toBe('Entwürfe');
    expect(decodeMailboxName('Entw\xfcrfe')).toBe('Entw\xfcrfe');
  });
});

test('UTF-8 names keep every text without lone surrogates', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeUtf8MailboxName(encodeUtf8MailboxName(text))).toBe(text);
    }),
  );
});
