import { describe, expect, test } from 'vitest';
import { readAddresses } from './mail-address.ts';

describe('readAddresses', () => {
  test.each([
    ['ann@example.com', ['ann@example.com']],
    ['Ann <ann@example.com>', ['ann@example.com']],
    ['"Doe, Ann" <Ann@Example.COM>, bob@example.net', ['ann@example.com', 'bob@example.net']],
    ['ann@example.com (Ann (the first), of many)', ['ann@example.com']],
    ['"ann smith"@example.com', ['annsmith@example.com']],
    [
      'Friends: ann@example.com, bob@example.net;, eve@example.org',
      ['ann@example.com', 'bob@example.net', 'eve@example.org'],
    ],
    ['undisclosed-recipients:;', []],
    ['ann@[192.0.2.1]', ['ann@[192.0.2.1]']],
    ['"<eve@example.org>" <ann@example.com>', ['ann@example.com']],
    ['ann@example.com, Ann <ANN@example.com>', ['ann@example.com']],
    ['ann@example.com; bob@example.net', ['ann@example.com', 'bob@example.net']],
    ['', []],
  ])('finds in %j %j', (raw, addresses) => {
    expect(readAddresses(raw)).toEqual({ addresses, sure: true });
  });

  test.each([
    ['Doe, Ann <ann@example.com>', ['ann@example.com']],
    ['MAILER-DAEMON', []],
    ['ann@example.com bob@example.net', ['ann@example.com', 'bob@example.net']],
    ['Ann ann@example.com', ['ann@example.com']],
    ['Mary <@machine.tld:mary@example.net>', ['mary@example.net']],
    ['1234   @   local  .machine .example', ['1234@local.machine.example']],
    ['a <x@example.com> b <y@example.com>', ['x@example.com', 'y@example.com']],
    ['J\u00f6rg <joerg@example.com>', ['joerg@example.com']],
    ['<ann@example.com', ['ann@example.com']],
    ['<>', []],
  ])('finds in %j %j, and is not sure', (raw, addresses) => {
    expect(readAddresses(raw)).toEqual({ addresses, sure: false });
  });

  test('international domains have one spelling', () => {
    const raw = Buffer.from('ann@b\u00fccher.example', 'utf8').toString('latin1');
    expect(readAddresses(raw).addresses).toEqual(readAddresses('ann@xn--bcher-kva.example').addresses);
  });
});
