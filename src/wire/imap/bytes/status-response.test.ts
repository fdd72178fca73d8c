import { describe, expect, test } from 'vitest';
import { BACKOFF_MS_MAX, readable, readStatus, refusal } from './status-response.ts';

describe('a status response is read', () => {
  test.each([
    ['OK', { status: 'OK', code: null, text: '' }],
    ['ok done', { status: 'OK', code: null, text: 'done' }],
    ['NO [AUTHENTICATIONFAILED] no', { status: 'NO', code: { name: 'AUTHENTICATIONFAILED', text: '' }, text: 'no' }],
    ['OK [UIDNEXT 5] x', { status: 'OK', code: { name: 'UIDNEXT', text: '5' }, text: 'x' }],
    [
      'OK [PERMANENTFLAGS (\\Seen \\*)] x',
      { status: 'OK', code: { name: 'PERMANENTFLAGS', text: '(\\Seen \\*)' }, text: 'x' },
    ],
    ['OK [never closed', { status: 'OK', code: null, text: '[never closed' }],
    ['OKAY', null],
    ['LIST () "/" x', null],
  ])('%s', (line, read) => {
    expect(readStatus(line)).toEqual(read);
  });
});

function backoffOf(text: string): number | null {
  return refusal({ status: 'NO', code: null, text }, 'LOGIN').backoffMs;
}

describe('a pause that the server asks for', () => {
  test.each([
    ['Request is throttled. Suggested Backoff Time: 299961 milliseconds', 299_961],
    ['Suggested Backoff Time: 3 seconds', 3000],
    ['suggested backoff time 50 ms', 50],
    ['Suggested Backoff Time: 0 milliseconds', null],
    ['Suggested Backoff Time: -5 milliseconds', null],
    ['Suggested Backoff Time: 31536000000 milliseconds', BACKOFF_MS_MAX],
    ['Suggested Backoff Time: 999999999999999999 seconds', BACKOFF_MS_MAX],
    ['please wait', null],
  ])('"%s" is %j ms', (text, ms) => {
    expect(backoffOf(text)).toBe(ms);
  });
});

describe('the words of a server', () => {
  test('cannot colour a terminal, forge a line or turn around what follows', () => {
    expect(readable('\u001b[31mred\r\nG1 OK \u0000 fine')).toBe('[31mred G1 OK fine');
    expect(readable(Buffer.from('a\u202eb\u2028c', 'utf8').toString('latin1'))).toBe('a b c');
  });

  test('are read as UTF-8 where they are, and otherwise byte for byte', () => {
    expect(readable(Buffer.from('grün', 'utf8').toString('latin1'))).toBe('grün');
    expect(readable(Buffer.from('grün', 'latin1').toString('latin1'))).toBe('grün');
  });

  test('do not go on for ever', () => {
    expect(readable('x'.repeat(100_000))).toHaveLength(300);
  });
});
