import { afterEach, describe, expect, test } from 'vitest';
import { davServer, say, startWebHosts, type WebHost, type WebHosts } from '../../../test/check/web-hosts.ts';
import { zone } from '../../../test/check/zone.ts';
import { never } from '../../../test/contract/contract.ts';
import { systemClock } from '../../base/clock.ts';
import type { CheckResult } from '../../model/check-result.ts';
import { RACKSPACE } from '../mail-service.ts';
import { findDav } from './find-dav.ts';

const HERE = 'A 127.0.0.1';
const ALL = ['example.test', 'dav.example.test', 'dav.emailsrvr.com', 'cal.other.test'].map(
  (name) => `${name} ${HERE}`,
);
const DAV: WebHost = { answer: davServer };

let web: WebHosts | null = null;
afterEach(async () => {
  await web?.stop();
  web = null;
});

/** Where nothing is said otherwise, every name is there and answers 404. */
async function found(
  hosts: Readonly<Record<string, WebHost>>,
  records: readonly string[] = [],
  addresses: readonly string[] = ALL,
): Promise<CheckResult> {
  web = await startWebHosts(hosts);
  const deps = { ca: [web.ca], loopback: { ports: web.ports }, clock: systemClock };
  const check = { domain: 'example.test', services: { from: RACKSPACE, to: null }, web: deps };
  const names = zone([...addresses, ...records]);
  const [result, second] = await findDav({ ...check, names }, ['caldav'], never());
  expect(second).toBeUndefined();
  if (result === undefined) throw new Error('there is one result for one protocol');
  return result;
}

const SRV = '_caldavs._tcp.example.test SRV';

describe('calendars are found', () => {
  test.each([
    {
      what: 'by the record of the domain',
      hosts: { 'cal.other.test': DAV },
      records: [`${SRV} 0 1 443 cal.other.test`],
      at: 'caldavs://USER@cal.other.test/dav/',
    },
    {
      what: 'at the path that a record names',
      hosts: { 'cal.other.test': DAV },
      records: [`${SRV} 0 1 443 cal.other.test`, '_caldavs._tcp.example.test TXT path=/cal/'],
      at: 'caldavs://USER@cal.other.test/cal/',
    },
    { what: 'on the domain', hosts: { 'example.test': DAV }, at: 'caldavs://USER@example.test/dav/' },
    { what: 'on its dav host', hosts: { 'dav.example.test': DAV }, at: 'caldavs://USER@dav.example.test/dav/' },
    { what: 'at the old service', hosts: { 'dav.emailsrvr.com': DAV }, at: 'caldavs://USER@dav.emailsrvr.com/dav/' },
    {
      what: 'where properties are given to anybody',
      hosts: { 'example.test': { answer: say(207, '<multistatus/>') } },
      at: 'caldavs://USER@example.test/.well-known/caldav',
    },
    {
      what: 'where a refusal names the classes of DAV',
      hosts: { 'example.test': { answer: say(403, '', { DAV: '1, 3, calendar-access' }) } },
      at: 'caldavs://USER@example.test/.well-known/caldav',
    },
    {
      what: 'on another port, which is told and not asked',
      hosts: {},
      records: [`${SRV} 0 1 8443 cal.other.test`],
      at: 'caldavs://USER@cal.other.test:8443/ (not asked here)',
    },
  ] satisfies readonly { what: string; hosts: Record<string, WebHost>; records?: string[]; at: string }[])(
    '$what',
    async ({ hosts, records = [], at }) => {
      const result = await found(hosts, records);
      expect(result.fault).toBeNull();
      expect(result).toMatchObject({ id: 'C11.caldav', verdict: 'pass' });
      expect(result.evidence[0]).toBe(`name it as --source ${at}`);
    },
  );
});

describe('nothing is found', () => {
  test.each([
    { what: 'where nobody answers', hosts: {} },
    {
      what: 'in a web site that shows everything',
      hosts: { 'example.test': { answer: say(200, '<title>Hi</title>') } },
    },
    {
      what: 'where the way ends in open text',
      hosts: {
        'example.test': { answer: say(301, '', { Location: 'http://dav.example.test/' }) },
        'http:dav.example.test': { answer: say(401, '', { 'WWW-Authenticate': 'Basic realm="dav"' }) },
      },
    },
    {
      what: 'behind a certificate of a stranger',
      hosts: { 'example.test': { ...DAV, certificate: { isUnknown: true } } },
    },
    {
      what: 'at a server of contacts alone',
      hosts: { 'example.test': { answer: say(403, '', { DAV: '1, addressbook' }) } },
    },
  ] satisfies readonly { what: string; hosts: Record<string, WebHost> }[])('$what', async ({ hosts }) => {
    const result = await found(hosts);
    expect(result).toMatchObject({ verdict: 'warn', fault: { owner: 'administrator' } });
    expect(result.fault?.remedy).toContain('ICS files');
    expect(result.evidence).toHaveLength(4);
  });

  test('in a network that is not asked', async () => {
    const result = await found({ 'example.test': DAV }, [], ['example.test A 10.0.0.1']);
    expect(result.verdict).toBe('warn');
    expect(result.evidence.join()).toContain('a private network, which is not asked');
  });

  test('by a record that says so, or that holds no host', async () => {
    const records = [`${SRV} 0 1 443 `, `${SRV} 0 1 443 user@example.test`];
    const result = await found({}, records);
    expect(result.verdict).toBe('warn');
    expect(result.evidence[0]).toContain('says that there is none');
  });
});
