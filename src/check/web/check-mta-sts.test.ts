import { afterEach, expect, test } from 'vitest';
import { say, startWebHosts, type WebHost, type WebHosts } from '../../../test/check/web-hosts.ts';
import { zone } from '../../../test/check/zone.ts';
import { never } from '../../../test/contract/contract.ts';
import { systemClock } from '../../base/clock.ts';
import { EXCHANGE_ONLINE, RACKSPACE } from '../mail-service.ts';
import { checkMtaSts } from './check-mta-sts.ts';

const RECORDS = [
  'example.test MX 10 mx1.emailsrvr.com',
  'example.test MX 20 mx2.emailsrvr.com',
  '_mta-sts.example.test TXT v=STSv1; id=1',
  'mta-sts.example.test A 127.0.0.1',
];
const COMING = 'example-test.mail.protection.outlook.com';

let web: WebHosts | null = null;
afterEach(async () => {
  await web?.stop();
  web = null;
});

async function judged(host: WebHost, records: readonly string[] = RECORDS): Promise<string> {
  web = await startWebHosts({ 'mta-sts.example.test': host });
  const services = { from: RACKSPACE, to: EXCHANGE_ONLINE };
  const deps = { ca: [web.ca], loopback: { ports: web.ports }, clock: systemClock };
  const { verdict, fault } = await checkMtaSts(
    { domain: 'example.test', services, names: zone(records), web: deps },
    never(),
  );
  return `${verdict}: ${fault?.cause ?? ''}`;
}

const text = (mode: string, ...hosts: readonly string[]): WebHost => ({
  answer: say(
    200,
    ['version: STSv1', `mode: ${mode}`, ...hosts.map((host) => `mx: ${host}`), 'max_age: 86400', ''].join('\r\n'),
  ),
});

test.each([
  { what: 'both services', host: text('enforce', '*.emailsrvr.com', COMING), says: /^pass/ },
  {
    what: 'a star for the new one',
    host: text('enforce', '*.emailsrvr.com', '*.mail.protection.outlook.com'),
    says: /^pass/,
  },
  {
    what: 'the old service alone',
    host: text('enforce', 'mx1.emailsrvr.com', 'mx2.emailsrvr.com'),
    says: /^warn: .*after the cut-over/,
  },
  {
    what: 'half of the old service',
    host: text('enforce', 'mx1.emailsrvr.com', COMING),
    says: /^block: .*mx2\.emailsrvr\.com/,
  },
  {
    what: 'half of it, as a trial',
    host: text('testing', 'mx1.emailsrvr.com', COMING),
    says: /^warn: .*mx2\.emailsrvr\.com/,
  },
  { what: 'a star that stands for two labels', host: text('enforce', '*.com', COMING), says: /^block/ },
  { what: 'nothing that holds', host: text('none'), says: /^pass/ },
  { what: 'no text', host: { answer: say(404) }, says: /^warn: .*does not give its text/ },
  {
    what: 'a redirect',
    host: { answer: say(302, '', { Location: 'https://example.test/' }) },
    says: /^warn: .*does not give its text/,
  },
  {
    what: 'a certificate for another',
    host: { ...text('none'), certificate: { names: ['www.example.test'] } },
    says: /^warn/,
  },
])('the hosts that senders are told of: $what', async ({ host, says }) => {
  expect(await judged(host)).toMatch(says);
});

test('a domain that announces nothing is not asked', async () => {
  expect(await judged(text('enforce'), RECORDS.slice(0, 2))).toBe('pass: ');
});
