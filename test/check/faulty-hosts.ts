/** A zone for each fault that web hosts are known to have, with the servers that show it. */
import { instant } from '../../src/base/clock.ts';
import type { Zones } from '../servers/knot.ts';
import { asksToSignIn, say, type WebHost } from './web-hosts.ts';

const HERE = 'A 127.0.0.1';
/** Where Autodiscover should lead. */
export const AIM = 'mail.target.test';
/** A domain whose records are as they should be. */
const GOOD = [`@ ${HERE}`, `autodiscover CNAME ${AIM}.`];
const page = '<html><head><title>Welcome to our shop</title></head><body>Buy now</body></html>';

export const ZONES: Zones = {
  'target.test': [`mail ${HERE}`, `parking ${HERE}`],
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

export const HOSTS: Readonly<Record<string, WebHost>> = {
  [AIM]: { answer: asksToSignIn },
  'parking.target.test': { answer: say(200, '<title>This domain is for sale</title>') },
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

/** What is said of whom. */
export const CULPRITS: readonly { readonly domain: string; readonly cause: RegExp }[] = [
  { domain: 'hijack.test', cause: /answers Outlook with a page \("Welcome to our shop"\) instead of 404/ },
  { domain: 'panel.test', cause: /cPanel/ },
  { domain: 'parked.test', cause: /redirects Outlook to parking\.target\.test.*This domain is for sale/ },
  { domain: 'loop.test', cause: /leads back to https:\/\/loop\.test/ },
  { domain: 'many.test', cause: /is redirected 10 times and goes on/ },
  { domain: 'inside.test', cause: /redirects into a network.*192\.168\.7\.7 \(private\)\. It was not asked/ },
  { domain: 'rebound.test', cause: /leads into a network.*10\.1\.2\.3 \(private\)/ },
  { domain: 'metadata.test', cause: /169\.254\.169\.254 \(link-local\)/ },
  { domain: 'port.test', cause: /it leads to port 8443/ },
  { domain: 'silent.test', cause: /does not answer \(nothing came for [\d.]+ seconds while waiting for the answer\)/ },
  { domain: 'expired.test', cause: /expired on 2020-01-01/ },
  { domain: 'stranger.test', cause: /is for shared\.hoster\.test, not for stranger\.test/ },
  { domain: 'unknown.test', cause: /signed by An authority that nobody knows/ },
  { domain: 'password.test', cause: /people give their password to the web host/ },
  { domain: 'error.test', cause: /answers Outlook with status 503 instead of 404/ },
];
