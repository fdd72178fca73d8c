import { describe, expect, test } from 'vitest';
import { zone } from '../../../test/check/zone.ts';
import { never } from '../../../test/contract/contract.ts';
import { seededRandom } from '../../base/random.ts';
import { EXCHANGE_ONLINE, exchangeAt, type MailService, RACKSPACE } from '../mail-service.ts';
import type { CheckResult } from '../result.ts';
import { checkDomain } from './check-domain.ts';

const WORLD = [
  'mx1.emailsrvr.com A 192.0.2.1',
  'mx2.emailsrvr.com A 192.0.2.2',
  'emailsrvr.com TXT v=spf1 ip4:192.0.2.0/24 ~all',
  'spf.protection.outlook.com TXT v=spf1 ip4:198.51.100.0/24 -all',
  'autodiscover.outlook.com A 198.51.100.1',
  'autodiscover.emailsrvr.com A 192.0.2.3',
  'host.example.org A 203.0.113.7',
  'example.com A 203.0.113.1',
];

async function check(
  id: string,
  lines: readonly string[],
  more: {
    readonly to?: MailService | null;
    readonly selectors?: readonly string[];
    readonly broken?: readonly string[];
  } = {},
): Promise<CheckResult> {
  const { to = EXCHANGE_ONLINE, selectors = [], broken = [] } = more;
  const names = zone([...WORLD, ...lines], broken);
  const services = { from: RACKSPACE, to };
  const all = { domain: 'example.com', services, dkimSelectors: selectors, names, random: seededRandom(1) };
  const result = (await checkDomain(all, never())).find((one) => one.id === id);
  if (result === undefined) throw new Error(`there is no ${id}`);
  return result;
}

const said = ({ verdict, fault }: CheckResult): string => `${verdict}: ${fault?.cause ?? ''}`;
const MX = ['example.com MX 10 mx1.emailsrvr.com', 'example.com MX 20 mx2.emailsrvr.com'];

describe('MX', () => {
  test.each([
    { what: 'both hosts of the old service', lines: MX, says: /^pass/ },
    { what: 'no record', lines: [], says: /^block: .*no MX record/ },
    {
      what: 'a second service',
      lines: [...MX, 'example.com MX 30 host.example.org'],
      says: /^block: Beside Rackspace.*host\.example\.org/,
    },
    {
      what: 'a filter',
      lines: ['example.com MX 5 host.example.org'],
      says: /^warn: .*neither Rackspace nor Exchange Online/,
    },
    {
      what: 'the target',
      lines: ['example.com MX 0 a.mail.protection.outlook.com', 'a.mail.protection.outlook.com A 192.0.2.1'],
      says: /^warn: .*already goes to Exchange Online/,
    },
    {
      what: 'a host without address',
      lines: ['example.com MX 10 gone.example.org'],
      says: /^block: .*gone\.example\.org, which has no address/,
    },
    {
      what: 'a name that ends in a service but is another',
      lines: ['example.com MX 10 notemailsrvr.com', 'notemailsrvr.com A 192.0.2.5'],
      says: /^warn: .*notemailsrvr\.com/,
    },
    { what: 'a domain that takes no mail', lines: ['example.com MX 0 '], says: /^block: .*takes no mail/ },
    {
      what: 'an alias',
      lines: ['example.com MX 10 a.emailsrvr.com', 'a.emailsrvr.com CNAME mx1.emailsrvr.com'],
      says: /^warn: .*alias/,
    },
  ])('is judged: $what', async ({ lines, says }) => {
    expect(said(await check('C3.mx', lines))).toMatch(says);
  });
});

const spf = (text: string): string => `example.com TXT ${text}`;
const BOTH = 'include:emailsrvr.com include:spf.protection.outlook.com';

describe('SPF', () => {
  test.each([
    { what: 'both services', lines: [spf(`v=spf1 ${BOTH} ~all`)], says: /^pass/ },
    {
      what: 'in any case',
      lines: [spf(`V=SPF1 Include:EmailSrvr.com INCLUDE:spf.protection.outlook.com. ~ALL`)],
      says: /^pass/,
    },
    { what: 'none', lines: ['example.com TXT google-site-verification=1'], says: /^warn: .*no SPF record/ },
    { what: 'a text that only begins like one', lines: [spf('v=spf10 +all')], says: /^warn: .*no SPF record/ },
    { what: 'two', lines: [spf('v=spf1 ~all'), spf('v=spf1 -all')], says: /^block: .*2 SPF records/ },
    {
      what: 'the target is missing',
      lines: [spf('v=spf1 include:emailsrvr.com ~all')],
      says: /^warn: .*does not allow Exchange Online.*before the cut-over/,
    },
    {
      what: 'the old service is missing',
      lines: [spf('v=spf1 include:spf.protection.outlook.com ~all')],
      says: /^warn: .*does not allow Rackspace/,
    },
    { what: 'everybody', lines: [spf(`v=spf1 ${BOTH} +all`)], says: /^warn: .*everybody/ },
    { what: 'everybody, without a sign', lines: [spf(`v=spf1 ${BOTH} all`)], says: /^warn: .*everybody/ },
    { what: 'ptr', lines: [spf(`v=spf1 ${BOTH} ptr ~all`)], says: /^warn: .*ptr/ },
    {
      what: 'an include of nothing',
      lines: [spf(`v=spf1 ${BOTH} include:nothing.example.org ~all`)],
      says: /^block: .*nothing\.example\.org: it has no SPF record/,
    },
    {
      what: 'an include in another',
      lines: [spf('v=spf1 include:both.example.org ~all'), `both.example.org TXT v=spf1 ${BOTH} ~all`],
      says: /^pass/,
    },
    {
      what: 'a circle',
      lines: [spf(`v=spf1 ${BOTH} include:example.com ~all`)],
      says: /^block: .*itself|^block: .*more than 10/,
    },
    {
      what: 'a redirect',
      lines: [spf('v=spf1 redirect=both.example.org'), `both.example.org TXT v=spf1 ${BOTH} ~all`],
      says: /^pass/,
    },
    {
      what: 'ten questions',
      lines: [
        spf(
          `v=spf1 ${BOTH} a mx a:1.example.org a:2.example.org a:3.example.org a:4.example.org a:5.example.org a:6.example.org ~all`,
        ),
      ],
      says: /^pass/,
    },
    {
      what: 'eleven questions',
      lines: [
        spf(
          `v=spf1 ${BOTH} a mx a:1.example.org a:2.example.org a:3.example.org a:4.example.org a:5.example.org a:6.example.org a:7.example.org ~all`,
        ),
      ],
      says: /^block: .*more than 10 questions/,
    },
  ])('is judged: $what', async ({ lines, says }) => {
    expect(said(await check('C3.spf', lines))).toMatch(says);
  });

  test('is written anew with all that was in several records, and nothing twice', async () => {
    const { fault } = await check('C3.spf', [
      spf('v=spf1 include:emailsrvr.com ip4:203.0.113.1 ~all'),
      spf('v=spf1 ip4:203.0.113.1 ptr include:news.example.org -all'),
    ]);
    expect(fault?.records).toEqual([
      {
        type: 'TXT',
        host: '@',
        value:
          'v=spf1 include:emailsrvr.com include:spf.protection.outlook.com ip4:203.0.113.1 include:news.example.org -all',
        ttlSeconds: 3600,
      },
    ]);
  });

  test('that nobody could ask about just now blocks nothing', async () => {
    const result = await check('C3.spf', [spf(`v=spf1 ${BOTH} include:slow.example.org ~all`)], {
      broken: ['slow.example.org'],
    });
    expect(said(result)).toMatch(/^warn: .*could not be found out/);
  });

  test('that is wider than any receiver walks ends', async () => {
    const lines = Array.from(
      { length: 500 },
      (_, at) => `n${at}.example.org TXT v=spf1 include:n${at + 1}.example.org include:m${at}.example.org ~all`,
    );
    expect(said(await check('C3.spf', [spf('v=spf1 include:n0.example.org ~all'), ...lines]))).toMatch(
      /^block: .*more than 10/,
    );
  });
});

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
});

test('a domain that is not there ends the check', async () => {
  const names = zone([]);
  const services = { from: RACKSPACE, to: null };
  const all = { domain: 'example.net', services, dkimSelectors: [], names, random: seededRandom(1) };
  expect((await checkDomain(all, never())).map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(['D1 block']);
});

test('one record that cannot be asked for hides nothing else', async () => {
  const result = await check('C3.mx', MX, { broken: ['_dmarc.example.com', 'autodiscover.example.com'] });
  expect(result.verdict).toBe('pass');
  expect(said(await check('C1', [], { broken: ['autodiscover.example.com'] }))).toMatch(
    /^warn: .*could not be found out/,
  );
});
