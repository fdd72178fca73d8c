import { describe, expect, test } from 'vitest';
import { check, said } from '../../../test/check/domain-check.ts';
import { zone } from '../../../test/check/zone.ts';
import { never } from '../../../test/contract/contract.ts';
import { seededRandom } from '../../base/random.ts';
import { exchangeAt, RACKSPACE } from '../mail-service.ts';
import { checkDomain } from './check-domain.ts';

const STRONG =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';
const WEAK =
  'MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8QuKUpRKfFLfRYC9AIKjbJTWit+CqvjWYzvQwECAwEAAQ==';

describe('DKIM', () => {
  test.each([
    { what: 'a key', text: `v=DKIM1; k=rsa; p=${STRONG}`, says: /^pass/ },
    { what: 'a key in pieces', text: `k=rsa;p=${STRONG.slice(0, 50)} ${STRONG.slice(50)}`, says: /^pass/ },
    {
      what: 'another kind of key',
      text: 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
      says: /^pass/,
    },
    { what: 'a weak key', text: `v=DKIM1; p=${WEAK}`, says: /^warn: .*512 bits/ },
    { what: 'a key that was withdrawn', text: 'v=DKIM1; p=', says: /^warn: .*withdrawn/ },
    { what: 'bytes that are no key', text: 'v=DKIM1; p=aGVsbG8=', says: /^warn: .*cannot be read/ },
    { what: 'another record', text: 'v=spf1 -all', says: /^warn: There is no key/ },
  ])('is judged: $what', async ({ text, says }) => {
    const result = await check('C3.dkim.key', [`key._domainkey.example.com TXT ${text}`], { selectors: ['key'] });
    expect(said(result)).toMatch(says);
    expect(result.evidence.join()).not.toContain(STRONG);
  });

  test('is named as needed where DMARC lets receivers refuse', async () => {
    const result = await check('C3.dkim.selector1', ['_dmarc.example.com TXT v=DMARC1; p=reject']);
    expect(said(result)).toMatch(/^warn: .*p=reject/);
    expect(result.fault?.owner).toBe('target-admin');
  });
});

describe('DMARC', () => {
  test.each([
    { what: 'none', lines: [], says: /^warn: .*no DMARC record/ },
    { what: 'one', lines: ['_dmarc.example.com TXT v=DMARC1; p=none'], says: /^pass/ },
    {
      what: 'two',
      lines: ['_dmarc.example.com TXT v=DMARC1; p=none', '_dmarc.example.com TXT v=DMARC1; p=reject'],
      says: /^warn: .*2 DMARC/,
    },
    {
      what: 'one that asks for nothing',
      lines: ['_dmarc.example.com TXT v=DMARC1; rua=mailto:a@example.com'],
      says: /^warn: .*does not say/,
    },
    {
      what: 'a rule for another thing',
      lines: ['_dmarc.example.com TXT v=DMARC1; sp=reject'],
      says: /^warn: .*does not say/,
    },
  ])('is judged: $what', async ({ lines, says }) => {
    expect(said(await check('C3.dmarc', lines))).toMatch(says);
  });
});

describe('Autodiscover', () => {
  test.each([
    { what: 'the alias', lines: ['autodiscover.example.com CNAME autodiscover.outlook.com'], says: /^pass/ },
    { what: 'nothing', lines: [], says: /^block: Neither/ },
    {
      what: 'the old service',
      lines: ['autodiscover.example.com CNAME autodiscover.emailsrvr.com'],
      says: /^warn: .*still leads to Rackspace/,
    },
    {
      what: 'a host of nobody',
      lines: ['autodiscover.example.com CNAME host.example.org'],
      says: /^block: .*host\.example\.org/,
    },
    {
      what: 'an own address',
      lines: ['autodiscover.example.com A 203.0.113.1'],
      says: /^block: .*leads to autodiscover\.example\.com/,
    },
    {
      what: 'a service record alone',
      lines: ['_autodiscover._tcp.example.com SRV 0 0 443 autodiscover.outlook.com'],
      says: /^pass/,
    },
    {
      what: 'a service record that says no',
      lines: ['_autodiscover._tcp.example.com SRV 0 0 0 '],
      says: /^block: Neither/,
    },
    {
      what: 'an alias that a service record cannot mend',
      lines: [
        'autodiscover.example.com CNAME host.example.org',
        '_autodiscover._tcp.example.com SRV 0 0 443 autodiscover.outlook.com',
      ],
      says: /^block/,
    },
  ])('is judged: $what', async ({ lines, says }) => {
    expect(said(await check('C1', lines))).toMatch(says);
  });

  test('is expected at the Exchange that was named', async () => {
    const line = 'autodiscover.example.com CNAME mail.example.org';
    expect((await check('C1', [line], { to: exchangeAt('mail.example.org') })).verdict).toBe('pass');
    expect((await check('C1', [line], { to: exchangeAt('other.example.org') })).verdict).toBe('block');
  });

  test('is expected at the old service where no target was named', async () => {
    const line = 'autodiscover.example.com CNAME autodiscover.emailsrvr.com';
    expect((await check('C1', [line], { to: null })).verdict).toBe('pass');
  });
});

describe('times to live', () => {
  test('are too long above an hour, of what the zone itself has', async () => {
    const result = await check('C3.ttl', [
      'example.com 172800 MX 10 mx1.emailsrvr.com',
      'autodiscover.example.com 300 CNAME autodiscover.outlook.com',
    ]);
    expect(said(result)).toMatch(/^warn: MX of example\.com: .*48 hours/);
    expect(result.evidence).toEqual(['example.com MX: TTL 172800 s', 'autodiscover.example.com CNAME: TTL 300 s']);
  });

  const ofZone = ['example.com 172800 MX 10 mx1.emailsrvr.com'];
  const ofResolver = [
    'example.com 90 MX 10 mx1.emailsrvr.com',
    'example.com NS ns1.example.net',
    'example.com NS inside.example.net',
    'ns1.example.net A 93.184.216.34',
    'inside.example.net A 10.0.0.53',
  ];

  const judged = async (zoneLines: readonly string[]) => {
    const asked: string[] = [];
    const names = zone(ofResolver, [], false);
    const namesAt = (addresses: readonly string[]) => {
      asked.push(...addresses);
      return zone(zoneLines);
    };
    const services = { from: RACKSPACE, to: null };
    const random = seededRandom(1);
    const results = await checkDomain(
      { domain: 'example.com', services, dkimSelectors: [], names, namesAt, random },
      never(),
    );
    return { asked, result: results.find(({ id }) => id === 'C3.ttl') };
  };

  test('are asked of a server of the zone where a resolver counts them down, and of none inside', async () => {
    const { asked, result } = await judged(ofZone);
    expect(asked).toEqual(['93.184.216.34']);
    expect(result).toMatchObject({ verdict: 'warn', evidence: ['example.com MX: TTL 172800 s'] });
  });
});
