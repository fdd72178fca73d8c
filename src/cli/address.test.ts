import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../base/problem.ts';
import { type AddressRules, parseSourceAddress, parseTargetAddress } from './address.ts';

const rules: AddressRules = { option: '--target', user: null, isInsecureLoopbackAllowed: false };

describe('an address that is understood', () => {
  test.each([
    ['imaps://bob@imap.example.com', { host: 'imap.example.com', port: 993, security: 'tls', user: 'bob' }],
    ['imaps://bob%40example.com@imap.example.com:1993', { port: 1993, user: 'bob@example.com' }],
    ['imaps://bob@example.com@imap.example.com', { host: 'imap.example.com', user: 'bob@example.com' }],
    ['imaps://bob@imap.example.com:443', { port: 443 }],
    ['imap://bob@imap.example.com/', { port: 143, security: 'starttls' }],
    ['imap://bob@127.0.0.1:1143', { security: 'starttls', host: '127.0.0.1' }],
    ['imaps://bob@[::1]:1993', { host: '::1', port: 1993 }],
    ['imaps://bob@B\u00dcCHER.example', { host: 'xn--bcher-kva.example' }],
    ['imaps://b%C3%BCcher@IMAP.Example.COM.', { host: 'imap.example.com', user: 'bücher' }],
  ])('%s', (text, expected) => {
    expect(parseTargetAddress(text, rules)).toMatchObject({ is: 'imap', ...expected });
  });

  test.each([
    [
      'ews+https://mail.example.com/EWS/Exchange.asmx?mailbox=bob@example.com',
      { url: 'https://mail.example.com/EWS/Exchange.asmx', mailbox: 'bob@example.com', user: 'bob@example.com' },
    ],
    [
      'ews+https://admin%40example.com@mail.example.com:8443/ews/exchange.asmx?mailbox=bob%40example.com',
      { url: 'https://mail.example.com:8443/ews/exchange.asmx', mailbox: 'bob@example.com', user: 'admin@example.com' },
    ],
    ['ews+https://mail.example.com?mailbox=bob+lists@example.com', { mailbox: 'bob+lists@example.com' }],
    ['ews+https://[::1]:8443/x?mailbox=b@example.com', { url: 'https://[::1]:8443/x', host: '::1' }],
  ])('%s', (text, expected) => {
    expect(parseTargetAddress(text, rules)).toMatchObject({ is: 'ews', ...expected });
  });

  test('an open line is allowed to this machine when it was asked for, and to no other', () => {
    const open = { ...rules, isInsecureLoopbackAllowed: true };
    expect(parseTargetAddress('imap://bob@localhost', open)).toMatchObject({ security: 'plain' });
    expect(parseTargetAddress('imap://bob@127.1', open)).toMatchObject({ security: 'plain', host: '127.0.0.1' });
    expect(parseTargetAddress('imap://bob@imap.example.com', open)).toMatchObject({ security: 'starttls' });
    expect(parseTargetAddress('imap://bob@127.0.0.1.example.com', open)).toMatchObject({ security: 'starttls' });
    expect(parseTargetAddress('ews+http://[::1]:80/x?mailbox=b@example.com', open)).toMatchObject({
      url: 'http://[::1]/x',
    });
    expect(causeOf('ews+http://mail.example.com/x?mailbox=b@example.com', open)).toContain('open line');
    expect(causeOf('ews+http://127.0.0.1/x?mailbox=b@example.com')).toContain('open line');
  });

  test('the user may come from its own option, and must not contradict the address', () => {
    const named = { ...rules, user: 'admin@example.com' };
    expect(parseTargetAddress('imaps://imap.example.com', named)).toMatchObject({ user: 'admin@example.com' });
    expect(causeOf('imaps://bob@imap.example.com', named)).toContain('two different users');
    expect(causeOf('imaps://imap.example.com')).toContain('who signs in');
  });
});

describe('an address that is refused', () => {
  test.each([
    ['imaps://bob:hunter2@imap.example.com', 'password'],
    ['imaps://:hunter2@imap.example.com', 'password'],
    ['imap.example.com', 'not an address'],
    ['', 'not an address'],
    ['https://imap.example.com', 'beginning'],
    ['pop3://bob@imap.example.com', 'beginning'],
    ['imaps://bob@', 'not an address'],
    ['imaps://bob@imap.example.com:0', 'port'],
    ['imaps://bob@imap.example.com:99999', 'not an address'],
    ['imaps://bob@imap.example.com/INBOX', 'more than'],
    ['imaps://bob@imap.example.com?x=1', 'more than'],
    ['imaps://bob@imap.example.com#x', '"#"'],
    ['imaps://bo%zzb@imap.example.com', '"%"'],
    ['imaps://bob%0D%0AA1%20LOGOUT@imap.example.com', 'user'],
    ['imaps://bob%00@imap.example.com', 'user'],
    ['imaps://bob@imap.exa mple.com', 'blank'],
    ['imaps://bob@imap\r\n.example.com', 'control'],
    ['imaps://bob@imap..example.com', 'host'],
    ['imaps://bob@-imap.example.com', 'host'],
    ['imaps://bob@imap.example.com%00', 'host'],
    ['ews+https://mail.example.com/EWS/Exchange.asmx', 'whose mailbox'],
    ['ews+https://mail.example.com/x?mailbox=', 'whose mailbox'],
    ['ews+https://mail.example.com/x?mailbox=bob', 'whose mailbox'],
    ['ews+https://mail.example.com/x?mailbox=b@example.com&mailbox=c@example.com', 'more than one'],
    ['ews+https://mail.example.com/x?mailbox=b%0a@example.com', 'whose mailbox'],
    [`imaps://${'b'.repeat(400)}@imap.example.com`, 'user'],
    [`imaps://bob@${'a.'.repeat(1500)}com`, 'too long'],
  ])('%.60s', (text, why) => {
    expect(causeOf(text)).toContain(why);
  });

  test('an Exchange server is no source', () => {
    const parse = (): unknown => parseSourceAddress('ews+https://h.example.com/x?mailbox=b@example.com', rules);
    expect(parse).toThrow('Exchange');
  });

  test('whatever is typed, the answer is an address or a usage error that names the option and repeats no secret', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.constantFrom('imaps://', 'imap://', 'ews+https://'), fc.string({ unit: 'binary' }))
        .map((p) => p.join('')),
      fc.webUrl().map((url) => url.replace(/^https?/, 'imaps')),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        try {
          const address = parseTargetAddress(text.replace('://', '://u:sEcReT@'), rules);
          expect.fail(`it was taken: ${JSON.stringify(address)}`);
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          expect(error.code).toBe('usage.invalid');
          expect(error.message).toContain('--target');
          expect(`${error.message}${error.remedy}`).not.toContain('sEcReT');
        }
      }),
      { numRuns: 500 },
    );
  });
});

function causeOf(text: string, with_: AddressRules = rules): string {
  try {
    parseTargetAddress(text, with_);
  } catch (error) {
    if (error instanceof Failure && error.code === 'usage.invalid') return error.message;
    throw error;
  }
  return 'it was taken';
}
