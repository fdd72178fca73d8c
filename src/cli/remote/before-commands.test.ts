import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lineTo } from '../../../test/cli/line-to.ts';
import { run } from '../../../test/cli/run-program.ts';
import { apiRig, firstOperator, mailboxBody, newOrganisation, PASSWORD } from '../../../test/service/api.ts';
import { ANSWERS, INVENTORY } from '../../../test/service/routes.ts';
import { testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import type { Fetch } from '../../client/client.ts';

const rig = await apiRig(testStore(await freshDatabase()));
const folder = await mkdtemp(join(tmpdir(), 'godwit-before-'));
afterAll(async () => {
  await rig.api.close();
  await rm(folder, { recursive: true, force: true });
});
const { admin, url } = await newOrganisation(rig.api, await firstOperator(rig), 'Finch');
const { id } = (await admin.ask('POST', `${url}/projects`, { name: 'Move in May' })).json();
await admin.ask('POST', `${url}/projects/${id}/mailboxes`, mailboxBody('ann@example.com'));
const environment = { XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder };
const operator = { askLine: async () => 'operator@godwit.example', ask: async () => PASSWORD };
let line: Fetch = lineTo(rig.api);
await ask(['login', 'https://move.example.com'], operator);

function ask(args: readonly string[], more: Parameters<typeof run>[2] = {}) {
  return run(args, { web: () => line }, { environment, ...more });
}

async function fileOf(document: object): Promise<string> {
  const file = join(folder, 'document.json');
  await writeFile(file, JSON.stringify(document));
  return file;
}

test('what comes before a move: answers, advice, inventory, domains, preparation', async () => {
  expect((await ask(['project', 'answers', await fileOf(ANSWERS)])).out).toContain('They are kept');
  expect((await ask(['project', 'advice'])).out).toContain('exchange');
  const inventory = await fileOf({ ...INVENTORY, mailboxes: [{ address: 'ben@example.com', bytesUsed: 77 }] });
  expect((await ask(['project', 'inventory', inventory])).out).toContain('ben@example.com');
  expect((await ask(['project', 'inventory', join(folder, 'none')])).errors).toContain('could not be read');
  expect((await ask(['project', 'check-domain', 'example.com', '--again'])).out).toContain('being looked at');
  expect((await ask(['project', 'check-domain', 'example.com'])).out).toContain('A newer one is waited for');
  expect((await ask(['project', 'preparation'])).out).toContain('0 of 1 prepared');
});

test('links are made, mailed, listed and revoked', async () => {
  const made = await ask(['link', 'make', 'ann@example.com']);
  expect(made.out).toContain('https://move.example.com/mailbox/godwit_link_');
  expect((await ask(['link', 'mail', 'invited'])).out).toContain('told');
  expect((await ask(['link', 'mail', 'moved', 'ann@example.com'])).out).toContain('It is not proven');
  expect((await ask(['link', 'mail', 'fired'])).errors).toContain('invited, reminded or moved');
  const { items } = JSON.parse((await ask(['link', 'list', 'ann@example.com', '--json'])).out);
  expect(items).toHaveLength(2);
  expect((await ask(['link', 'revoke', 'ann@example.com', items[0].id])).out).toContain('opens nothing');
});

test('blackouts, providers, passkeys and bounds are set by command', async () => {
  const weekly = ['is=weekly', 'days=[0,6]', 'fromMinute=0', 'untilMinute=60', 'timeZone=UTC'];
  const typed = weekly.flatMap((one) => ['--set', one]);
  const added = await ask(['blackout', 'add', '--reason', 'backups', ...typed, '--json']);
  const [blackout] = JSON.parse(added.out).blackouts;
  expect(blackout).toMatchObject({ reason: 'backups', span: { days: [0, 6] } });
  expect((await ask(['blackout', 'list'])).out).toContain('days 0, 6');
  expect((await ask(['blackout', 'remove', blackout.id])).out).toContain('There is none');
  expect((await ask(['blackout', 'add', '--house', '--reason', 'all', ...typed])).out).toContain('of all');
  expect((await ask(['provider', 'list'])).out).toContain('There is none');
  expect((await ask(['passkey', 'list'])).out).toContain('There is none');
  expect((await ask(['work', 'set', '--set', 'mailboxesAtOnce=3', '--reason', 'slow'])).out).toMatch(
    /mailboxesAtOnce +3/,
  );
  expect((await ask(['work', 'set', '--set', 'nothing'])).errors).toContain('no setting with its value');
  expect((await ask(['work', 'programs'])).out).toContain('There is none');
});

test('an answer that is lost on its way does nothing twice', async () => {
  const straight = line;
  let asked = 0;
  line = async (...sent) => {
    const answer = await straight(...sent);
    asked += sent[1].method === 'POST' ? 1 : 0;
    if (asked === 1 && sent[1].method === 'POST') throw new TypeError('the line is cut');
    return answer;
  };
  expect((await ask(['project', 'add', 'Only once'])).errors).toBe('');
  line = straight;
  expect(asked).toBe(2);
  const { items } = (await admin.ask('GET', `${url}/projects?text=Only`)).json();
  expect(items).toHaveLength(1);
});
