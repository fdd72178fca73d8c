import { afterAll, beforeAll, expect, test } from 'vitest';
import { asksToSignIn, say, startWebHosts, type WebHost, type WebHosts } from '../../../test/check/web-hosts.ts';
import { never } from '../../../test/contract/contract.ts';
import { describeWithKnot } from '../../../test/servers/with-knot.ts';
import { instant, systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import { DnsResolver } from '../../wire/dns/resolver.ts';
import { exchangeAt, RACKSPACE } from '../mail-service.ts';
import type { CheckResult } from '../result.ts';
import { checkOutlookOrder } from './outlook-order.ts';

const HERE = 'A 127.0.0.1';
const AIM = 'mail.target.test';
/** A domain whose records are as they should be. */
const GOOD = [`@ ${HERE}`, `autodiscover CNAME ${AIM}.`];
const page = '<html><head><title>Welcome to our shop</title></head><body>Buy now</body></html>';

const ZONES = {
  'target.test': [`mail ${HERE}`],
  'good.test': GOOD,
  'hijack.test': GOOD,
  'panel.test': GOOD,
  'parked.test': GOOD,
  'loop.test': GOOD,
  'inside.test': GOOD,
  'rebound.test': ['@ A 10.1.2.3', `autodiscover CNAME ${AIM}.`],
  'metadata.test': ['@ A 169.254.169.254', `autodiscover CNAME ${AIM}.`],
  'silent.test': GOOD,
  'expired.test': GOOD,
  'stranger.test': GOOD,
  'unknown.test': GOOD,
  'password.test': GOOD,
  'port.test': GOOD,
  'many.test': GOOD,
  'error.test': GOOD,
  'wild.test': [`@ ${HERE}`, `* ${HERE}`],
  'redirecting.test': [`autodiscover ${HERE}`],
  'service.test': [`@ ${HERE}`, `_autodiscover._tcp SRV 0 0 443 ${AIM}.`],
  'nothing.test': [`@ ${HERE}`],
  'aliases.test': [`@ ${HERE}`, 'autodiscover CNAME a', 'a CNAME autodiscover'],
};

const moved = (to: string) => say(302, '', { Location: to });

const HOSTS: Readonly<Record<string, WebHost>> = {
  [AIM]: { answer: asksToSignIn },
  'autodiscover.good.test': { answer: asksToSignIn },
  'hijack.test': { answer: say(200, page) },
  'panel.test': { answer: say(200, 'You must provide a valid email address.', { Server: 'cpsrvd' }) },
  'parked.test': { answer: moved('https://parking.target.test/lander') },
  'loop.test': { answer: moved('https://loop.test/autodiscover/autodiscover.xml?again') },
  'inside.test': { answer: moved('https://192.168.7.7/admin') },
  'silent.test': { answer: null },
  'expired.test': { answer: say(404), certificate: { notAfter: instant(Date.UTC(2020, 0, 1)) } },
  'stranger.test': { answer: say(404), certificate: { names: ['shared.hoster.test'] } },
  'unknown.test': { answer: say(404), certificate: { isUnknown: true } },
  'password.test': { answer: say(401, '', { 'WWW-Authenticate': 'Basic realm="members"' }) },
  'port.test': { answer: moved('https://target.test:8443/') },
  'many.test': {
    answer: (request, response) => {
      response.writeHead(302, { Location: `${request.url}x` }).end();
    },
  },
  'error.test': { answer: say(503, 'busy') },
  'wild.test': { answer: say(404) },
  'autodiscover.wild.test': { answer: say(200, page) },
  'redirecting.test': { answer: say(404) },
  'autodiscover.redirecting.test': { answer: say(404) },
  'http:autodiscover.redirecting.test': { answer: moved(`https://${AIM}/autodiscover/autodiscover.xml`) },
};

describeWithKnot('Outlook on its way', { ...ZONES, 'target.test': [`mail ${HERE}`, `parking ${HERE}`] }, (knot) => {
  let web: WebHosts;
  beforeAll(async () => {
    const hosts = { ...HOSTS, 'parking.target.test': { answer: say(200, '<title>This domain is for sale</title>') } };
    web = await startWebHosts(hosts);
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

  test.each([
    { domain: 'hijack.test', cause: /answers Outlook with a page \("Welcome to our shop"\) instead of 404/ },
    { domain: 'panel.test', cause: /cPanel/ },
    { domain: 'parked.test', cause: /redirects Outlook to parking\.target\.test.*This domain is for sale/ },
    { domain: 'loop.test', cause: /leads back to https:\/\/loop\.test/ },
    { domain: 'many.test', cause: /is redirected 10 times and goes on/ },
    { domain: 'inside.test', cause: /redirects into a network.*192\.168\.7\.7 \(private\)\. It was not asked/ },
    { domain: 'rebound.test', cause: /leads into a network.*10\.1\.2\.3 \(private\)/ },
    { domain: 'metadata.test', cause: /169\.254\.169\.254 \(link-local\)/ },
    { domain: 'port.test', cause: /it leads to port 8443/ },
    { domain: 'silent.test', cause: /does not answer \(nothing came for 0\.7 seconds while waiting for the answer\)/ },
    { domain: 'expired.test', cause: /expired on 2020-01-01/ },
    { domain: 'stranger.test', cause: /is for shared\.hoster\.test, not for stranger\.test/ },
    { domain: 'unknown.test', cause: /signed by An authority that nobody knows/ },
    { domain: 'password.test', cause: /people give their password to the web host/ },
    { domain: 'error.test', cause: /answers Outlook with status 503 instead of 404/ },
  ])('is stopped by the web host of $domain, which is named', async ({ domain, cause }) => {
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
    expect(results.get('C2.autodiscover')?.evidence.join()).toContain('goes round in circles');
  });

  test('asks nobody on this machine unless that is allowed', async () => {
    const step = (await check('good.test', false)).get('C2.domain');
    expect(step?.evidence).toEqual([
      'GET https://good.test/autodiscover/autodiscover.xml (127.0.0.1): not asked, loopback address',
    ]);
  });
});
