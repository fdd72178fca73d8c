import { afterAll, beforeAll, expect, test } from 'vitest';
import { AIM, CULPRITS, HOSTS, ZONES } from '../../../test/check/faulty-hosts.ts';
import { startWebHosts, type WebHosts } from '../../../test/check/web-hosts.ts';
import { never } from '../../../test/contract/contract.ts';
import { describeWithKnot } from '../../../test/servers/with-knot.ts';
import { systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import type { CheckResult } from '../../model/check-result.ts';
import { DnsResolver } from '../../wire/dns/resolver.ts';
import { exchangeAt, RACKSPACE } from '../mail-service.ts';
import { checkOutlookOrder } from './outlook-order.ts';

describeWithKnot('Outlook on its way', ZONES, (knot) => {
  let web: WebHosts;
  beforeAll(async () => {
    web = await startWebHosts(HOSTS);
  });
  afterAll(async () => {
    await web.stop();
  });

  const check = async (domain: string, loopback = true): Promise<ReadonlyMap<string, CheckResult>> => {
    const servers = [{ address: '127.0.0.1', port: knot().port }];
    const names = new DnsResolver({ servers, clock: systemClock, random: systemRandom });
    const limits = { connectMs: 1000, silenceMs: 700, hopMs: 3000 };
    const ports = loopback ? { ports: web.ports } : null;
    const services = { from: RACKSPACE, to: exchangeAt(AIM) };
    const deps = { ca: [web.ca], loopback: ports, clock: systemClock, limits };
    const results = await checkOutlookOrder({ domain, services, names, web: deps }, never());
    return new Map(results.map((result) => [result.id, result]));
  };

  test('arrives where the records lead and the web server says 404', async () => {
    const results = await check('good.test');
    expect([...results.values()].map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'C2.domain pass',
      'C2.autodiscover pass',
      'C2.redirect pass',
      'C2.service pass',
      'C2 pass',
    ]);
    expect(results.get('C2.domain')?.evidence[0]).toBe(
      'GET https://good.test/autodiscover/autodiscover.xml (127.0.0.1): status 404, text/html, Server: nginx',
    );
  });

  test.each(CULPRITS)('is stopped by the web host of $domain, which is named', async ({ domain, cause }) => {
    const results = await check(domain);
    const step = results.get('C2.domain');
    expect(step?.verdict).toBe('block');
    expect(step?.fault?.cause).toMatch(cause);
    expect(step?.fault?.remedy).not.toBe('');
    expect(step?.fault?.owner).toBe(domain === 'rebound.test' || domain === 'metadata.test' ? 'dns-host' : 'web-host');
    expect(results.get('C2')).toMatchObject({
      verdict: 'block',
      fault: { remedy: expect.stringContaining('C2.domain') },
    });
  });

  test('is stopped by a wildcard that leads autodiscover to the web host, and an alias ends it', async () => {
    const step = (await check('wild.test')).get('C2.autodiscover');
    expect(step).toMatchObject({
      verdict: 'block',
      fault: { owner: 'dns-host', records: [{ type: 'CNAME', host: 'autodiscover', value: AIM }] },
    });
  });

  test('arrives by a redirect in open text', async () => {
    const results = await check('redirecting.test');
    expect(results.get('C2')).toMatchObject({ verdict: 'pass' });
    expect(results.get('C2.redirect')?.evidence.at(-2)).toMatch(
      /mail\.target\.test.*status 401.*asks for negotiate, ntlm, basic/,
    );
  });

  test('arrives by a service record', async () => {
    expect((await check('service.test')).get('C2')).toMatchObject({ verdict: 'pass' });
  });

  test('finds nothing where nothing is', async () => {
    const way = (await check('nothing.test')).get('C2');
    expect(way).toMatchObject({ verdict: 'block', fault: { owner: 'dns-host' } });
  });

  test('goes round in no circle of aliases', async () => {
    const results = await check('aliases.test');
    expect(results.get('C2.autodiscover')?.verdict).toBe('warn');
    expect(results.get('C2.autodiscover')?.evidence.join()).toContain('goes round in circles');
  });

  test('asks nobody on this machine unless that is allowed', async () => {
    const step = (await check('good.test', false)).get('C2.domain');
    expect(step?.evidence).toEqual([
      'GET https://good.test/autodiscover/autodiscover.xml (127.0.0.1): not asked, loopback address',
    ]);
  });
});
