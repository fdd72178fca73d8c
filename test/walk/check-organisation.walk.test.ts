/** `godwit check` of a whole organisation: the inventory that `godwit inventory` took, and one question to the admin API. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RackspaceSimOptions } from '../../sim/rackspace/options.ts';
import { newDomain, newMailbox, newSpam, type OrganisationState } from '../../sim/rackspace/organisation.ts';
import { sampleOrganisation } from '../../sim/rackspace/sample.ts';
import { type RunningRackspace, startRackspace } from '../../sim/rackspace/start-rackspace.ts';
import { makeAuthority } from '../../sim/tls.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { CheckDocument } from '../check/check-document.ts';
import { describeWithKnot } from '../servers/with-knot.ts';
import { runGodwit } from './godwit.ts';

/** Words that occur nowhere else, so that finding one is proof. */
const KEYS = { account: '100200', userKey: 'plantedUserKey/20+', secretKey: 'plantedSecretKey/40+' };
const PASSWORD = 'plantedPassw0rd!';
const DOMAIN = 'ready.test';
const MINUTE = 60_000;
const FAST = { reads: 1_000_000, writes: 1, windowMs: MINUTE };
const authority = makeAuthority('Test');

/** Somebody signed in yesterday. */
const LATELY = new Date(systemClock.now() - 86_400_000).toLocaleDateString('en-US');
const usual = { lastLogin: `${LATELY} 9:00:00 AM`, currentUsage: 1000, password: PASSWORD, saveForwardedEmail: true };

/** With one fault for each check. */
const faulty = (): OrganisationState => ({
  domains: [
    newDomain(DOMAIN, {
      serviceType: 'both',
      rsEmailMaxNumberMailboxes: 3,
      archivingServiceEnabled: true,
      catchAll: `ann@${DOMAIN}`,
      aliases: [`www.${DOMAIN}`],
      mailboxes: [
        newMailbox('ann', { ...usual, emailForwardingAddressList: [`bob@www.${DOMAIN}`], enableVacationMessage: true }),
        newMailbox('bob', { ...usual, emailForwardingAddressList: [`ann@${DOMAIN}`, 'bob@elsewhere.test'] }),
        newMailbox('full', { ...usual, currentUsage: 25_000, spam: newSpam({ filterLevel: 'exclusive' }) }),
        newMailbox('left', { ...usual, lastLogin: '', currentUsage: 1, enabled: false }),
      ],
      exchangeMailboxes: [
        {
          name: 'eve',
          displayName: 'Eve',
          size: 102_400,
          currentUsage: 2048,
          enabled: true,
          isHidden: false,
          lastLogin: '',
          emailForwardingAddress: '',
          saveForwardedEmail: false,
          contactInfo: {},
          emailAddressList: [
            { address: `eve@${DOMAIN}`, replyTo: true },
            { address: `sales@${DOMAIN}`, replyTo: false },
          ],
          spam: newSpam(),
        },
      ],
      lists: { sales: [`ann@${DOMAIN}`, `gone@${DOMAIN}`], info: ['info@elsewhere.test'] },
      spam: newSpam({ safelist: ['partner.test'], ipblocklist: ['203.0.113.%'] }),
    }),
    newDomain('second.test', { mailboxes: [newMailbox('stranger', { currentUsage: 25_600 })] }),
  ],
});

const flawless = (): OrganisationState => ({
  domains: [newDomain(DOMAIN, { mailboxes: [newMailbox('ann', usual), newMailbox('bob', usual)] })],
});

describeWithKnot('a check of an organisation', { [DOMAIN]: ['@ A 127.0.0.1'] }, (knot) => {
  let folder = '';
  let rackspace: RunningRackspace | null = null;
  const file = (name: string): string => join(folder, name);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-check-'));
    await writeFile(file('user-key'), `${KEYS.userKey}\n`, { mode: 0o600 });
    await writeFile(file('secret-key'), KEYS.secretKey, { mode: 0o600 });
    await writeFile(file('wrong-key'), 'plantedWrongKey', { mode: 0o600 });
    await writeFile(file('ca.pem'), authority.certPem);
  });

  afterEach(async () => {
    await rackspace?.close();
    rackspace = null;
    await rm(folder, { recursive: true, force: true });
  });

  async function serve(organisation: OrganisationState, more: Partial<RackspaceSimOptions> = {}): Promise<void> {
    const tls = authority.issue({ names: ['127.0.0.1'] });
    rackspace = await startRackspace({ keys: KEYS, organisation, rate: FAST, tls, ...more });
  }

  function api(secretKey = 'secret-key'): readonly string[] {
    return [
      `--user-key-file=${file('user-key')}`,
      `--secret-key-file=${file(secretKey)}`,
      `--rackspace-account=${KEYS.account}`,
      `--rackspace-url=${rackspace?.url ?? ''}`,
      `--ca-file=${file('ca.pem')}`,
    ];
  }

  async function godwit(args: readonly string[]): Promise<{ readonly code: number | null; readonly stdout: string }> {
    const { code, stdout, stderr } = await runGodwit([...args, '--verbose'], { env: { XDG_STATE_HOME: folder } });
    expect(`${stdout}${stderr}`).not.toContain('planted');
    return { code, stdout };
  }

  async function takeInventory(...more: readonly string[]): Promise<string> {
    const { stdout } = await godwit(['inventory', '--json', '--requests-per-minute=1000000', ...api(), ...more]);
    await writeFile(file('inventory.json'), stdout);
    return file('inventory.json');
  }

  const check = (...more: readonly string[]): ReturnType<typeof godwit> =>
    godwit(['check', DOMAIN, `--resolver=127.0.0.1:${knot().port}`, ...more]);

  /** Of the inventory and the API; what DNS says is not looked at here. */
  async function results(...more: readonly string[]): Promise<CheckDocument['results']> {
    const { stdout } = await check('--json', ...more);
    return (JSON.parse(stdout) as CheckDocument).results.filter(({ id }) => /^(R49|C8|C9|C12|C13|C14|C16)/.test(id));
  }

  const verdictsOf = (found: CheckDocument['results']): Readonly<Record<string, string>> =>
    Object.fromEntries(found.map(({ id, verdict }) => [id, verdict]));

  describe('by its inventory', () => {
    test('names every fault, and none of another domain', async () => {
      await serve(faulty());
      const found = await results(
        `--inventory=${await takeInventory('--depth=everything')}`,
        '--target-mailbox-gb=20',
        '--waive=C14=the archive is exported in May',
      );
      expect(verdictsOf(found)).toEqual({
        R49: 'pass',
        'R49.disabled': 'warn',
        'R49.licences': 'warn',
        'C8.inventory': 'warn',
        'C8.target': 'block',
        'C9.inventory': 'warn',
        'C12.addresses': 'block',
        'C12.members': 'warn',
        'C12.lists': 'warn',
        'C12.groups': 'warn',
        'C13.forwarding': 'block',
        'C13.auto-reply': 'warn',
        'C13.senders': 'warn',
        'C13.filter': 'warn',
        'C13.catch-all': 'warn',
        C14: 'block',
      });
      const evidence = (id: string): string => found.find((one) => one.id === id)?.evidence.join('\n') ?? '';
      expect(evidence('C12.addresses')).toContain(`sales@${DOMAIN} is an address of eve@${DOMAIN} and an alias`);
      expect(evidence('C12.members')).toContain(`sales@${DOMAIN}: gone@${DOMAIN} does not exist`);
      expect(evidence('C13.forwarding')).toContain(`ann@${DOMAIN} → bob@${DOMAIN} → ann@${DOMAIN}`);
      expect(evidence('C13.senders')).toContain(`${DOMAIN}: 203.0.113.% is a range of IP addresses`);
      expect(found.find(({ id }) => id === 'C14')?.waived).toBe('the archive is exported in May');
      expect(JSON.stringify(found)).not.toContain('stranger');
    });

    test('passes a flawless one, but for what nobody told and what cannot be known', async () => {
      await serve(flawless());
      const found = await results(`--inventory=${await takeInventory()}`, '--target-mailbox-gb=50');
      const faults = found.filter(({ verdict }) => verdict !== 'pass');
      expect(faults.map(({ id }) => id)).toEqual(['C12.groups', 'C13.senders', 'C13.filter']);
      await writeFile(file('groups.csv'), `Group List,Members\nall@${DOMAIN},"ann@${DOMAIN}, bob@${DOMAIN}"\n`);
      const whole = await takeInventory('--depth=everything', `--csv=${file('groups.csv')}`);
      const rest = (await results(`--inventory=${whole}`, '--target-mailbox-gb=50')).filter(
        ({ verdict }) => verdict !== 'pass',
      );
      expect(rest.map(({ id }) => id)).toEqual(['C12.lists']);
    });

    test('passes nothing that a plain list of addresses does not tell', async () => {
      await writeFile(file('people.txt'), `ann@${DOMAIN}\nbob@${DOMAIN}\n`);
      const { stdout } = await godwit(['inventory', '--json', `--csv=${file('people.txt')}`]);
      await writeFile(file('inventory.json'), stdout);
      const found = await results(`--inventory=${file('inventory.json')}`);
      expect(found.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id)).toEqual(['R49']);
    });

    test('stays readable with 5,000 mailboxes', async () => {
      await serve(sampleOrganisation(DOMAIN, 5000));
      const path = await takeInventory('--depth=sizes');
      const { stdout } = await check(`--inventory=${path}`);
      expect(stdout).toContain('all 5,000 mailboxes: nobody told whether their mail is forwarded');
      expect(stdout).toMatch(/and \d+ more lines/);
      expect(stdout.split('\n').length).toBeLessThan(400);
    });

    test('ends before anything is asked where the file is none', async () => {
      await serve(flawless());
      await writeFile(file('other.json'), '{"folders": []}');
      expect((await check(`--inventory=${file('other.json')}`, ...api())).code).toBe(1);
      expect((await check(`--inventory=${file('nowhere.json')}`, ...api())).code).toBe(1);
      expect(rackspace?.counters.requests).toBe(0);
    });
  });

  describe('by one question to the admin API', () => {
    const cases: readonly {
      readonly what: string;
      readonly sim?: Partial<RackspaceSimOptions>;
      readonly key?: string;
      readonly verdicts: Readonly<Record<string, string>>;
      readonly says: string;
    }[] = [
      {
        what: 'that answers',
        verdicts: { 'C16.keys': 'pass', 'C16.clock': 'pass', 'C16.rate': 'pass' },
        says: `2 mailboxes in ${DOMAIN}, at most 60 requests a minute`,
      },
      {
        what: 'whose clock is two minutes ahead',
        sim: { skewMs: 2 * MINUTE },
        verdicts: { 'C16.keys': 'pass', 'C16.clock': 'warn', 'C16.rate': 'pass' },
        says: 'behind that of 127.0.0.1',
      },
      {
        what: 'whose clock is an hour behind, which heals',
        sim: { skewMs: -60 * MINUTE },
        verdicts: { 'C16.keys': 'pass', 'C16.clock': 'warn', 'C16.rate': 'pass' },
        says: 'ahead of that of 127.0.0.1',
      },
      {
        what: 'that has enough',
        sim: { rate: { reads: 0, writes: 0, windowMs: MINUTE } },
        verdicts: { 'C16.keys': 'warn', 'C16.clock': 'pass', 'C16.rate': 'warn' },
        says: 'Exceeded request limits',
      },
      {
        what: 'that does not believe the key',
        key: 'wrong-key',
        verdicts: { 'C16.keys': 'block', 'C16.clock': 'pass' },
        says: 'Authentication failed.',
      },
      {
        what: 'of another account',
        sim: { keys: { ...KEYS, account: '7' } },
        verdicts: { 'C16.keys': 'block', 'C16.clock': 'pass' },
        says: 'not allowed to use this account',
      },
    ];

    test.each(cases)('$what', async ({ sim = {}, key, verdicts, says }) => {
      await serve(flawless(), sim);
      const found = await results(...api(key));
      expect(verdictsOf(found)).toEqual(verdicts);
      expect(found.flatMap(({ evidence }) => evidence).join('\n')).toContain(says);
      expect(rackspace?.counters.requests).toBeLessThanOrEqual(2);
    });

    test('that is not there is a fault, and the other checks go on', async () => {
      await serve(flawless());
      const given = api();
      await rackspace?.close();
      const found = await results(...given);
      expect(verdictsOf(found)).toEqual({ C16: 'block' });
    });

    test('leaves no key in any file', async () => {
      await serve(flawless());
      await check(...api());
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('-key'));
      for (const { parentPath, name } of files) {
        expect(await readFile(join(parentPath, name), 'utf8')).not.toContain('planted');
      }
    });
  });
});
