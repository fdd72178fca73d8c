import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../../test/cli/run-program.ts';
import type { CheckReport } from '../check/report.ts';
import type { CheckJob } from './machinery.ts';

const LONG = `v=spf1 ${Array.from({ length: 20 }, (_, at) => `ip4:192.0.2.${at}/32`).join(' ')} "quoted\\" -all`;
const REPORT: CheckReport = {
  domain: 'example.com',
  results: [
    {
      id: 'D1',
      title: 'The domain is there',
      verdict: 'pass',
      evidence: ['name servers: \u001b[31mns1'],
      fault: null,
      waived: null,
    },
    {
      id: 'C3.spf',
      title: 'SPF',
      verdict: 'block',
      evidence: Array.from({ length: 30 }, (_, at) => `${at} ${'x'.repeat(5000)}`),
      fault: {
        cause: 'It is broken.',
        remedy: 'Mend it.',
        owner: 'dns-host',
        records: [{ type: 'TXT', host: '@', value: LONG, ttlSeconds: 3600 }],
      },
      waived: null,
    },
  ],
};

const folder = mkdtempSync(join(tmpdir(), 'godwit-check-'));
const SECRET_KEY = join(folder, 'secret');
writeFileSync(SECRET_KEY, 'planted-secret', { mode: 0o600 });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a command line becomes, and what it says. */
async function check(
  ...args: readonly string[]
): Promise<{ readonly job: CheckJob | null; readonly errors: string; readonly out: string; readonly code: number }> {
  const seen: { job: CheckJob | null } = { job: null };
  const ended = await run(['check', ...args], {
    check: async (job) => {
      seen.job = job;
      return REPORT;
    },
  });
  return { ...ended, job: seen.job };
}

describe('what is typed', () => {
  test('becomes a job', async () => {
    const { job } = await check(
      'Bücher.example.',
      '--target=exchange:MAIL.example.com',
      '--resolver=192.0.2.1',
      '--resolver=[2001:db8::1]:5353',
      '--dkim-selector=S1',
      '--waive=C3.dmarc=in May = later',
      '--source=imaps://ann@imap.example.com',
    );
    expect(job).toMatchObject({
      domain: 'xn--bcher-kva.example',
      target: { is: 'exchange', host: 'mail.example.com' },
      targetMailbox: null,
      resolvers: [
        { address: '192.0.2.1', port: 53 },
        { address: '2001:db8::1', port: 5353 },
      ],
      dkimSelectors: ['s1'],
      mailboxes: [{ target: null, sources: [{ address: { user: 'ann' } }] }],
    });
    expect([...(job?.waivers ?? [])]).toEqual([['C3.dmarc', 'in May = later']]);
  });

  test('with a mailbox of the target opens that, too', async () => {
    const { job } = await check(
      'example.com',
      '--target=ews+https://admin@outlook.office365.com/EWS/Exchange.asmx?mailbox=ann@example.com',
    );
    expect(job).toMatchObject({
      target: { is: 'exchange-online' },
      targetMailbox: { address: { mailbox: 'ann@example.com' } },
    });
  });

  test('may name an inventory, the size of new mailboxes, and the admin API with its keys', async () => {
    const seen: { job: CheckJob | null } = { job: null };
    const environment = { GODWIT_RACKSPACE_USER_KEY: 'planted-user', XDG_STATE_HOME: folder };
    const given = ['--inventory=all.json', '--target-mailbox-gb=49.5', '--rackspace-account=7'];
    const { out, errors, log } = await run(
      ['check', 'example.com', ...given, `--secret-key-file=${SECRET_KEY}`, '--requests-per-minute=30'],
      {
        check: async (job) => {
          seen.job = job;
          return REPORT;
        },
      },
      { environment },
    );
    expect(seen.job).toMatchObject({
      inventory: 'all.json',
      targetMailboxBytes: 49.5e9,
      api: { account: '7', url: 'https://api.emailsrvr.com/v1', requestsPerMinute: 30 },
    });
    expect(seen.job?.api?.keys.secretKey.reveal()).toBe('planted-secret');
    expect(environment).not.toHaveProperty('GODWIT_RACKSPACE_USER_KEY');
    expect(`${out}${errors}${log}${JSON.stringify(seen.job)}`).not.toContain('planted');
  });

  test('asks no admin API where none is named', async () => {
    expect((await check('example.com')).job).toMatchObject({ api: null, inventory: null, targetMailboxBytes: null });
  });

  test.each([
    ['localhost'],
    ['192.0.2.1'],
    ['-x.example.com'],
    ['a b.example.com'],
    ['example.com', '--target=office'],
    ['example.com', '--target=exchange:'],
    ['example.com', '--resolver=ns1.example.com'],
    ['example.com', '--resolver=192.0.2.1:0'],
    ['example.com', '--waive=C3'],
    ['example.com', '--waive=C3= '],
    ['example.com', '--dkim-selector=a b'],
    ['example.com', '--web-ports=443'],
    ['example.com', '--target-mailbox-gb=0'],
    ['example.com', '--target-mailbox-gb=fifty'],
    ['example.com', '--target-mailbox-gb=50000000000'],
    ['example.com', '--rackspace-account=7'],
    ['example.com', `--secret-key-file=${SECRET_KEY}`],
    ['example.com', '--requests-per-minute=0'],
    ['example.com', 'example.org'],
    [],
  ])('makes no sense and is refused: %j %j', async (...args) => {
    const { code, job } = await check(...args.filter((one) => typeof one === 'string'));
    expect({ code, job }).toEqual({ code: 1, job: null });
  });
});

describe('what is shown', () => {
  test('is bounded, and colours nothing', async () => {
    const { out, code } = await check('example.com');
    expect(code).toBe(2);
    expect(out).not.toContain('\u001b');
    expect(out).toContain('and 18 more lines');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(600);
    expect(out).toContain('1 check passed, 1 check blocks the move.');
  });

  test('has texts in strings that a name server takes', async () => {
    const { out } = await check('example.com', '--json');
    const [, spf] = JSON.parse(out).results;
    const written: string = spf.records[0].text;
    const strings = [...written.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
    expect(strings.join('')).toBe(LONG);
    expect(Math.max(...strings.map((text) => text.length))).toBeLessThanOrEqual(255);
  });
});
