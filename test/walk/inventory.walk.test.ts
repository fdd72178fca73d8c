/** `godwit inventory` as an administrator runs it: against the API over TLS, killed in the middle, and nothing secret anywhere. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newDomain, newMailbox, type OrganisationState } from '../../sim/rackspace/organisation.ts';
import { sampleOrganisation } from '../../sim/rackspace/sample.ts';
import { type RunningRackspace, startRackspace } from '../../sim/rackspace/start-rackspace.ts';
import { makeAuthority } from '../../sim/tls.ts';
import { systemClock } from '../../src/base/clock.ts';
import { runGodwit } from './godwit.ts';

/** Words that occur nowhere else, so that finding one is proof. */
const KEYS = { account: '100200', userKey: 'plantedUserKey/20+', secretKey: 'plantedSecretKey/40+' };
const PASSWORD = 'plantedPassw0rd!';
const FAST = { reads: 1_000_000, writes: 1, windowMs: 60_000 };

let folder = '';
let rackspace: RunningRackspace | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-inventory-'));
  await writeFile(join(folder, 'user-key'), `${KEYS.userKey}\n`, { mode: 0o600 });
  await writeFile(join(folder, 'secret-key'), KEYS.secretKey, { mode: 0o600 });
});

afterEach(async () => {
  await rackspace?.close();
  rackspace = null;
  await rm(folder, { recursive: true, force: true });
});

async function serve(organisation: OrganisationState): Promise<RunningRackspace> {
  rackspace = await startRackspace({ keys: KEYS, organisation, rate: FAST });
  return rackspace;
}

function inventory(more: readonly string[]): readonly string[] {
  return [
    'inventory',
    '--verbose',
    '--allow-insecure-loopback',
    `--user-key-file=${join(folder, 'user-key')}`,
    `--secret-key-file=${join(folder, 'secret-key')}`,
    `--rackspace-account=${KEYS.account}`,
    `--rackspace-url=${rackspace?.url ?? ''}`,
    `--state=${join(folder, 'state')}`,
    `--out=${join(folder, 'out')}`,
    '--requests-per-minute=1000000',
    ...more,
  ];
}

/** Aborts when the server was asked so often. */
function reached(counters: { readonly requests: number }, requests: number): AbortSignal {
  const abort = new AbortController();
  const look = async (): Promise<void> => {
    while (counters.requests < requests) await systemClock.sleep(5, abort.signal);
    abort.abort();
  };
  look().catch(() => abort.abort());
  return abort.signal;
}

async function secretsBelow(): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(
    (entry) => entry.isFile() && !entry.name.endsWith('-key') && !entry.name.endsWith('.given'),
  );
  const found: string[] = [];
  for (const { parentPath, name } of files) {
    const bytes = await readFile(join(parentPath, name));
    if (bytes.includes('planted')) found.push(join(parentPath, name));
  }
  return found;
}

describe('an inventory', () => {
  test('of 5,000 mailboxes goes on after kill -9, asks for nothing twice, and leaves no secret', async () => {
    const organisation = sampleOrganisation('example.com', 5000);
    for (const mailbox of organisation.domains[0]?.mailboxes ?? []) mailbox.password = PASSWORD;
    const { counters } = await serve(organisation);
    const killed = await runGodwit(inventory(['--json']), { killOn: reached(counters, 1500) });
    expect(killed.code).toBeNull();
    expect(await secretsBelow()).toEqual([]);
    const end = await runGodwit(inventory(['--json']));
    expect(end.code, end.stderr).toBe(0);
    const found = JSON.parse(end.stdout) as { mailboxes: { forwarding: unknown }[]; exceptions: unknown[] };
    expect(found.mailboxes).toHaveLength(5000);
    expect(found.mailboxes.every(({ forwarding }) => forwarding !== null)).toBe(true);
    // Each run lists anew; answers that were on their way when it was killed come twice.
    expect(counters.requests).toBeLessThan(5000 + 2 * 40);
    expect(`${killed.stdout}${killed.stderr}${end.stdout}${end.stderr}`).not.toContain('planted');
    expect(await secretsBelow()).toEqual([]);
    expect(await readdir(join(folder, 'state', 'inventory'))).toEqual([]);
    const lines = (await readFile(join(folder, 'out', 'mailboxes.csv'), 'utf8')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(5001);
  });

  test('shows nothing secret when the server repeats it, when keys are wrong, and when a table holds passwords', async () => {
    const server = await serve({
      domains: [newDomain('example.com', { mailboxes: [newMailbox('bob', { password: PASSWORD })] })],
    });
    const said: string[] = [];
    const run = async (more: readonly string[]): Promise<number | null> => {
      const { code, stdout, stderr } = await runGodwit(inventory(more));
      said.push(stdout, stderr);
      return code;
    };
    const message = `${KEYS.userKey} with ${KEYS.secretKey} \u001b[2J`;
    server.setFaults([
      {
        when: { match: '/rs/mailboxes/bob' },
        then: { is: 'http', status: 409, body: JSON.stringify({ appsFault: { message } }) },
      },
    ]);
    expect(await run([])).toBe(2);
    server.setFaults([
      { when: {}, then: { is: 'http', status: 403, body: JSON.stringify({ unauthorizedFault: { message } }) } },
    ]);
    expect(await run(['--json'])).toBe(3);
    server.setFaults([]);
    await writeFile(join(folder, 'panel.given'), `Username,Password,Enabled\nbob@example.com,${PASSWORD},true\n`);
    expect(await run([`--csv=${join(folder, 'panel.given')}`])).toBe(0);
    await writeFile(join(folder, 'secret-key'), 'plantedWrongKey');
    expect(await run([])).toBe(3);
    expect(said.join('')).toContain('did not believe the API keys');
    expect(said.join('')).not.toContain('planted');
    expect(await secretsBelow()).toEqual([]);
  });

  test('trusts nobody whose certificate it does not know, and who is named with --ca-file', async () => {
    const authority = makeAuthority('Test');
    const tls = authority.issue({ names: ['127.0.0.1'] });
    const organisation = sampleOrganisation('example.com', 3);
    rackspace = await startRackspace({ keys: KEYS, organisation, tls });
    const distrusted = await runGodwit(inventory([]));
    expect(distrusted.code).toBe(3);
    expect(distrusted.stderr).toContain('cannot be trusted');
    expect(rackspace.counters.requests).toBe(0);
    await writeFile(join(folder, 'ca.pem'), authority.certPem);
    expect((await runGodwit(inventory([`--ca-file=${join(folder, 'ca.pem')}`]))).code).toBe(0);
  });

  test('needs no API: tables alone are enough, and names in them get their domain from the command line', async () => {
    await writeFile(
      join(folder, 'panel.csv'),
      'Mailbox,Current Usage,Size,Last Login\nbob,24500,25600,Never\nanna,5,25600,1/2/2020\n',
    );
    await writeFile(
      join(folder, 'groups.csv'),
      'Group List,Members\nall,"bob@example.com, anna@example.com"\nbob,x@other.example\n',
    );
    const tables = [`--csv=${join(folder, 'panel.csv')}`, `--csv=${join(folder, 'groups.csv')}`];
    const end = await runGodwit(['inventory', ...tables, '--domain=example.com', `--state=${join(folder, 'state')}`]);
    expect(end.code, end.stderr).toBe(0);
    expect(end.stdout).toMatch(/bob@example\.com +25\.7 GB +26\.8 GB +never .*nearly full, nobody ever signed in/);
    expect(end.stdout).toMatch(/all@example\.com +group list +2/);
    expect(end.stdout).toContain('! bob@example.com is used twice');
    expect(end.stdout).toContain('2 mailboxes with 25.7 GB and 2 lists in 1 domain.');
  });
});
