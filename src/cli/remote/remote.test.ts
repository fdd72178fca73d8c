import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { lineTo } from '../../../test/cli/line-to.ts';
import { run } from '../../../test/cli/run-program.ts';
import { apiRig, firstOperator, newOrganisation, PASSWORD } from '../../../test/service/api.ts';
import { testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import type { Fetch } from '../../client/client.ts';

const URL_OF = 'https://move.example.com';
const rig = await apiRig(testStore(await freshDatabase()));
const folder = await mkdtemp(join(tmpdir(), 'godwit-remote-'));
afterAll(async () => {
  await rig.api.close();
  await rm(folder, { recursive: true, force: true });
});
const operator = await firstOperator(rig);
const finch = await newOrganisation(rig.api, operator, 'Finch');
await newOrganisation(rig.api, operator, 'Heron');
const token: string = (
  await operator.ask('POST', '/api/tokens', {
    name: 'All',
    scopes: ['read', 'move', 'manage'],
    expiresInDays: 3,
    reason: 'tests',
  })
).json().token;

/** By the token, unless the environment says otherwise. */
function ask(args: readonly string[], more: Parameters<typeof run>[2] = {}, fetch: Fetch = lineTo(rig.api)) {
  const environment = { XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder, GODWIT_URL: URL_OF, GODWIT_TOKEN: token };
  return run(args, { web: () => fetch }, { environment, ...more });
}

/** Whoever has a file of his own, and nothing in the environment. */
async function home() {
  const own = await mkdtemp(join(folder, 'home-'));
  return { own, environment: { XDG_STATE_HOME: own, XDG_CONFIG_HOME: own }, file: join(own, 'godwit', 'sign-in.json') };
}

const typed = { ask: async () => PASSWORD, askLine: async () => 'admin@finch.example' };

describe('godwit login', () => {
  test('keeps the session for its owner alone, uses it, and ends it on both sides', async () => {
    const { environment, file } = await home();
    const { code, out } = await ask(['login', URL_OF], { environment, ...typed });
    expect([code, out]).toEqual([0, expect.stringContaining('as admin@finch.example')]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const kept = await readFile(file, 'utf8');
    expect(kept).not.toContain(PASSWORD);
    expect((await ask(['organisation', 'list'], { environment })).out).toMatch(/Finch/);
    expect((await ask(['logout'], { environment })).code).toBe(0);
    expect((await ask(['organisation', 'list'], { environment })).errors).toContain('Nobody is signed in');
    await writeFile(file, kept, { mode: 0o600 });
    const again = await ask(['organisation', 'list'], { environment });
    expect([again.code, again.errors]).toEqual([3, expect.stringContaining('Nobody is signed in.')]);
  });

  test('does not use a file that others can read', async () => {
    const { environment, file } = await home();
    await ask(['login', URL_OF], { environment, ...typed });
    await chmod(file, 0o644);
    const { code, errors } = await ask(['organisation', 'list'], { environment });
    expect([code, errors]).toEqual([1, expect.stringContaining('Others on this machine can read')]);
  });

  test('keeps nothing when the password is wrong', async () => {
    const { environment, file } = await home();
    const { code, errors } = await ask(['login', URL_OF], { environment, ...typed, ask: async () => 'wrong password' });
    expect([code, errors]).toEqual([3, expect.stringContaining('No account has this address')]);
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  test.each([
    'http://move.example.com',
    'http://10.0.0.1:8420',
    'ftp://x',
    `${URL_OF}/console`,
    'https://a:b@c.example',
  ])('sends no password to %s', async (at) => {
    const nobody: Fetch = async () => expect.unreachable('somebody was asked');
    const { environment } = await home();
    expect((await ask(['login', at], { environment, ...typed }, nobody)).code).toBe(1);
  });

  test('takes a token in the environment for this service and no other', async () => {
    const { environment } = await home();
    await ask(['login', URL_OF], { environment, ...typed });
    const elsewhere = await ask(['organisation', 'list', '--url', 'https://other.example.com'], { environment });
    expect([elsewhere.code, elsewhere.errors]).toEqual([1, expect.stringContaining('https://other.example.com')]);
  });
});

describe('commands that ask a service', () => {
  test('take names for ids, and say which where there are several', async () => {
    expect((await ask(['project', 'add', 'Move', '--organisation', 'fINCH'])).code).toBe(0);
    const several = await ask(['project', 'list']);
    expect([several.code, several.errors]).toEqual([1, expect.stringContaining('Finch, Heron')]);
    const none = await ask(['project', 'show', 'Mov', '--organisation', 'Finch']);
    expect([none.code, none.errors]).toEqual([1, expect.stringContaining('one of these: Move')]);
    const shown = await ask(['project', 'show', 'move', '--organisation', 'Finch', '--json']);
    expect(JSON.parse(shown.out)).toMatchObject({ name: 'Move', state: 'draft' });
  });

  test('add a table, and do on many what was seen', async () => {
    const of = ['--organisation', 'Finch', '--project', 'Move'];
    const table = join(folder, 'mailboxes.csv');
    const line = (name: string): string =>
      `${name},imaps://${name.replace('@', '%40')}@imap.example.com,x-pass-word,y-pass-word`;
    const head = 'name,source,source password,target password';
    await writeFile(table, [head, line('ann@x.example'), line('ben@x.example'), 'cat@x.example,,a,b'].join('\n'));
    const target = ['--target', 'ews+https://mail.example.com/EWS/Exchange.asmx?mailbox={name}'];
    expect((await ask(['mailbox', 'add', table, ...target, ...of])).out).toContain('Nothing was added.');
    await writeFile(table, [head, line('ann@x.example'), line('ben@x.example')].join('\n'));
    const looked = await ask(['mailbox', 'add', table, '--dry-run', ...target, ...of]);
    expect([looked.code, looked.out]).toEqual([0, expect.stringContaining('Nothing is wrong with 2 mailboxes')]);
    expect((await ask(['mailbox', 'list', ...of])).out).toBe('There is none.\n');
    expect((await ask(['mailbox', 'add', table, ...target, ...of])).out).toContain('Added 2 mailboxes');

    const acts = ['mailbox', 'act', 'cancel', '--state', 'listed', '--text', 'ann', '--reason', 'left', ...of];
    expect((await ask(acts)).errors).toContain('Say --yes');
    const questions: string[] = [];
    const no = async (question: string) => {
      questions.push(question);
      return 'n';
    };
    expect((await ask(acts, { askLine: no })).code).toBe(3);
    expect(questions).toEqual([expect.stringContaining('1 mailbox (1 listed) becomes cancelled')]);
    expect((await ask([...acts, '--yes'])).code).toBe(0);
    const { items } = JSON.parse((await ask(['mailbox', 'list', '--sort', '-name', '--json', ...of])).out);
    expect(items.map(({ state }: { state: string }) => state)).toEqual(['listed', 'cancelled']);
    const unclear = await ask(['mailbox', 'act', 'cancel', '--reason', 'x', '--yes', ...of]);
    expect([unclear.code, unclear.errors]).toEqual([1, expect.stringContaining('not clear which')]);
  });

  test('show a survey that waits as a job', async () => {
    const of = ['--organisation', 'Finch', '--project', 'Move'];
    await ask(['mailbox', 'survey', 'ben@x.example', ...of]);
    const { items } = JSON.parse((await ask(['job', 'list', '--json', ...of])).out);
    expect(items).toEqual([expect.objectContaining({ kind: 'survey', worker: null, waiting: null })]);
    expect((await ask(['job', 'list', '--working', ...of])).out).toBe('There is none.\n');
  });

  test('never print what a server could draw with', async () => {
    await finch.admin.ask('POST', `${finch.url}/projects`, { name: 'Red' });
    const forged: Fetch = async (url, init) => {
      const answer = await lineTo(rig.api)(url, init);
      return new Response((await answer.text()).replaceAll('Red', String.raw`\u001b[31mRed\u202e`), answer);
    };
    const { out } = await ask(['project', 'list', '--organisation', 'Finch'], {}, forged);
    expect(out).toContain('[31mRed');
    // oxlint-disable-next-line no-control-regex -- what is looked for
    expect(out).not.toMatch(/[\u001b\u202e]/);
  });

  test('say that nobody answers, and who answered instead', async () => {
    const silent = await ask(['organisation', 'list'], {}, async () => {
      throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    });
    expect([silent.code, silent.errors]).toEqual([3, expect.stringContaining('ECONNREFUSED')]);
    const page = async () => new Response('<html>', { status: 502, headers: { 'content-type': 'text/html' } });
    const proxy = await ask(['organisation', 'list'], {}, page);
    expect([proxy.code, proxy.errors]).toEqual([3, expect.stringContaining('(502) is no service')]);
  });

  test('give programs the problem with its code', async () => {
    const { code, out } = await ask(['project', 'list', '--organisation', 'Finch', '--sort', 'size', '--json']);
    expect([code, JSON.parse(out).problem]).toEqual([1, 'service.request-invalid']);
  });
});
