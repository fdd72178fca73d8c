import { describe, expect, test } from 'vitest';
import { check, said } from '../../../test/check/domain-check.ts';
import { zone } from '../../../test/check/zone.ts';
import { never } from '../../../test/contract/contract.ts';
import { seededRandom } from '../../base/random.ts';
import { RACKSPACE } from '../mail-service.ts';
import { checkDomain } from './check-domain.ts';

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

test('a domain that is not there ends the check', async () => {
  const names = zone([]);
  const services = { from: RACKSPACE, to: null };
  const all = {
    domain: 'example.net',
    services,
    dkimSelectors: [],
    names,
    namesAt: () => names,
    random: seededRandom(1),
  };
  expect((await checkDomain(all, never())).map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(['D1 block']);
});

test('one record that cannot be asked for hides nothing else', async () => {
  const result = await check('C3.mx', MX, { broken: ['_dmarc.example.com', 'autodiscover.example.com'] });
  expect(result.verdict).toBe('pass');
  expect(said(await check('C1', [], { broken: ['autodiscover.example.com'] }))).toMatch(
    /^warn: .*could not be found out/,
  );
});
