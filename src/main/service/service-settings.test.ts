import { describe, expect, test } from 'vitest';
import { Secret } from '../../base/secret.ts';
import type { MailboxSettings } from '../../model/project.ts';
import { moveJobOf } from './service-settings.ts';

const SETTINGS: MailboxSettings = {
  sources: [
    { address: 'imaps://mail.example.com', user: 'ann@example.com' },
    { address: 'caldavs://ann%40example.com@dav.example.com/', user: null },
  ],
  target: { address: 'ews+https://exchange.example.com/?mailbox=ann@example.com', user: 'migration', auth: 'ntlm' },
  timeZone: 'Europe/Berlin',
};
const RULES = { stateFolder: 'state', authorities: [], isInsecureLoopbackAllowed: false };

describe('the settings of a mailbox', () => {
  test('become the job that the command line would make of them', () => {
    const passwords = new Map([
      ['source 0', new Secret('a')],
      ['source 1', new Secret('b')],
      ['target', new Secret('c')],
    ] as const);
    const { sources, target } = moveJobOf(SETTINGS, passwords, RULES);
    expect(sources.map(({ address, password }) => [address.is, password?.reveal()])).toEqual([
      ['imap', 'a'],
      ['caldav', 'b'],
    ]);
    expect(target).toMatchObject({
      address: { is: 'ews', mailbox: 'ann@example.com', user: 'migration' },
      auth: 'ntlm',
      owner: { timeZone: 'Europe/Berlin', addresses: ['ann@example.com'] },
    });
    expect(target.password?.reveal()).toBe('c');
  });

  test.each([
    { what: 'a file of the server as a source', change: { sources: [{ address: 'archive:/etc', user: null }] } },
    {
      what: 'a folder of the server as a target',
      change: { target: { ...SETTINGS.target, address: 'archive:/srv', user: null } },
    },
    {
      what: 'an open line to the server itself',
      change: { target: { ...SETTINGS.target, address: 'ews+http://127.0.0.1/?mailbox=ann@example.com' } },
    },
    { what: 'what is no address', change: { sources: [{ address: 'gopher://old', user: null }] } },
    { what: 'no time zone', change: { timeZone: 'Mars/Olympus' } },
  ] satisfies { what: string; change: Partial<MailboxSettings> }[])('are refused with $what', ({ change }) => {
    const asked = () => moveJobOf({ ...SETTINGS, ...change }, new Map(), RULES);
    expect(asked).toThrow(expect.objectContaining({ code: 'usage.invalid' }));
  });
});
