/** `godwit check` as an administrator runs it: real name server, real web servers. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckDocument } from '../check/check-document.ts';
import { AIM, CULPRITS, HOSTS, ZONES } from '../check/faulty-hosts.ts';
import { asksToSignIn, davServer, say, startWebHosts, type WebHosts } from '../check/web-hosts.ts';
import { describeWithKnot } from '../servers/with-knot.ts';
import { runGodwit } from './godwit.ts';

const KEY =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';
const HERE = 'A 127.0.0.1';

/** What Exchange Online and Rackspace have in the world, as far as a check asks for it. */
const WORLD = {
  'outlook.com': [
    `autodiscover ${HERE}`,
    'spf.protection TXT "v=spf1 ip4:192.0.2.0/24 -all"',
    `ready-test.mail.protection ${HERE}`,
  ],
  'emailsrvr.com': [`mx1 ${HERE}`, `mx2 ${HERE}`, '@ TXT "v=spf1 ip4:198.51.100.0/24 ~all"', `autodiscover ${HERE}`],
  'ready.test': [
    `@ ${HERE}`,
    '@ MX 10 mx1.emailsrvr.com.',
    '@ MX 20 mx2.emailsrvr.com.',
    '@ TXT "v=spf1 include:emailsrvr.com include:spf.protection.outlook.com ~all"',
    '_dmarc TXT "v=DMARC1; p=quarantine"',
    'autodiscover CNAME autodiscover.outlook.com.',
    '_caldavs._tcp SRV 0 1 443 dav.ready.test.',
    `dav ${HERE}`,
    `selector1._domainkey TXT "v=DKIM1; k=rsa; p=${KEY}"`,
    `selector2._domainkey TXT "v=DKIM1; k=rsa; p=${KEY}"`,
  ],
  'messy.test': [
    `@ ${HERE}`,
    '@ 86400 MX 10 mx1.emailsrvr.com.',
    '@ 86400 MX 30 mail.oldhost.test.',
    '@ TXT "v=spf1 include:emailsrvr.com ~all"',
    '@ TXT "v=spf1 a mx ptr -all"',
    'selector1._domainkey TXT "v=DKIM1; p="',
    `* ${HERE}`,
  ],
};

describeWithKnot('a check of the whole program', WORLD, (knot) => {
  let folder = '';
  let web: WebHosts;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-check-'));
    web = await startWebHosts({
      'messy.test': { answer: say(200, '<title>Coming soon</title>\u001b[31m') },
      // Exchange Online has no certificate for the names of others, and answers the open redirect.
      'autodiscover.ready.test': { answer: say(404), certificate: { names: ['*.outlook.com'] } },
      'http:autodiscover.ready.test': {
        answer: say(302, '', { Location: 'https://autodiscover.outlook.com/autodiscover/autodiscover.xml' }),
      },
      'autodiscover.outlook.com': { answer: asksToSignIn },
      'dav.ready.test': { answer: davServer },
    });
    await writeFile(join(folder, 'ca.pem'), web.ca);
  });
  afterAll(async () => {
    await web.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const check = (...args: readonly string[]) =>
    runGodwit(
      [
        'check',
        ...args,
        '--target=exchange-online',
        `--resolver=127.0.0.1:${knot().port}`,
        `--ca-file=${join(folder, 'ca.pem')}`,
        '--allow-insecure-loopback',
        `--web-ports=${web.ports.https},${web.ports.http}`,
      ],
      { env: { XDG_STATE_HOME: folder } },
    );

  test('ends with 0 where everything is as it should be', async () => {
    const { code, stdout, stderr } = await check('ready.test', '--contact=me@elsewhere.test');
    expect(`${stdout}${stderr}`).toContain('17 checks passed.');
    expect(code).toBe(0);
  });

  test('names every fault of a neglected domain, with the records to set', async () => {
    const { code, stdout } = await check(
      'messy.test',
      '--json',
      '--contact=me@messy.test',
      '--waive=C15=I read it on my phone',
    );
    expect(code).toBe(2);
    const { results, exitCode } = JSON.parse(stdout) as CheckDocument;
    expect(exitCode).toBe(2);
    const verdicts = Object.fromEntries(results.map(({ id, verdict, owner }) => [id, `${verdict} ${owner}`]));
    expect(verdicts).toEqual({
      D1: 'pass null',
      C1: 'block dns-host',
      'C3.mx': 'block dns-host',
      'C3.spf': 'block dns-host',
      'C3.dkim.selector1': 'warn dns-host',
      'C3.dkim.selector2': 'warn target-admin',
      'C3.dmarc': 'warn dns-host',
      'C3.ttl': 'warn dns-host',
      'C3.mta-sts': 'pass null',
      'C2.domain': 'block web-host',
      'C2.autodiscover': 'pass null',
      'C2.redirect': 'pass null',
      'C2.service': 'pass null',
      C2: 'block administrator',
      'C11.caldav': 'warn administrator',
      'C11.carddav': 'warn administrator',
      C15: 'block administrator',
    });
    const recordsOf = (id: string) => results.find((one) => one.id === id)?.records.map(({ text }) => text);
    expect(recordsOf('C1')).toEqual(['autodiscover  3600  IN  CNAME  autodiscover.outlook.com.']);
    expect(recordsOf('C3.spf')).toEqual([
      '@  3600  IN  TXT  "v=spf1 include:emailsrvr.com include:spf.protection.outlook.com a mx -all"',
    ]);
    expect(recordsOf('C3.mx')).toEqual([
      '@  3600  IN  MX  10 mx1.emailsrvr.com.',
      '@  3600  IN  MX  20 mx2.emailsrvr.com.',
    ]);
    expect(results.find(({ id }) => id === 'C15')?.waived).toBe('I read it on my phone');
    expect(results.find(({ id }) => id === 'C1')?.cause).toContain('wildcard');
  });

  test('shows nothing of a server that could colour or forge a line', async () => {
    const { stdout } = await check('messy.test');
    // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(stdout).toContain(
      'Web host: Have the web host answer /autodiscover/autodiscover.xml with the plain status 404',
    );
  });

  test('says of a domain that is not there just that', async () => {
    const { code, stdout } = await check('absent.ready.test', '--json');
    expect(code).toBe(2);
    expect((JSON.parse(stdout) as CheckDocument).results.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'D1 block',
    ]);
  });

  test('ends with 3 where no name server answers', async () => {
    const { code, stderr } = await runGodwit(['check', 'ready.test', '--resolver=127.0.0.1:9'], {
      env: { XDG_STATE_HOME: folder },
    });
    expect(code).toBe(3);
    expect(stderr).toContain('--resolver');
  });
});

/** The faults that everybody meets first. */
const FIRST = ['hijack.test', 'panel.test', 'stranger.test', 'parked.test', 'silent.test', 'inside.test', 'loop.test'];

describeWithKnot('a check of web hosts', ZONES, (knot) => {
  let folder = '';
  let web: WebHosts;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-check-'));
    web = await startWebHosts(HOSTS);
    await writeFile(join(folder, 'ca.pem'), web.ca);
  });
  afterAll(async () => {
    await web.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test.each(CULPRITS.filter(({ domain }) => FIRST.includes(domain)))(
    'names the one of $domain',
    async ({ domain, cause }) => {
      const { code, stdout } = await runGodwit(
        [
          'check',
          domain,
          '--json',
          `--target=exchange:${AIM}`,
          `--resolver=127.0.0.1:${knot().port}`,
          `--ca-file=${join(folder, 'ca.pem')}`,
          '--allow-insecure-loopback',
          `--web-ports=${web.ports.https},${web.ports.http}`,
        ],
        { env: { XDG_STATE_HOME: folder } },
      );
      expect(code).toBe(2);
      const step = (JSON.parse(stdout) as CheckDocument).results.find(({ id }) => id === 'C2.domain');
      expect(step).toMatchObject({ verdict: 'block', owner: 'web-host', cause: expect.stringMatching(cause) });
    },
  );
});
