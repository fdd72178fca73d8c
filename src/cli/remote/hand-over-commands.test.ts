import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lineTo } from '../../../test/cli/line-to.ts';
import { run } from '../../../test/cli/run-program.ts';
import { apiRig, asker, firstOperator, newOrganisation, PASSWORD } from '../../../test/service/api.ts';
import { linkRig } from '../../../test/service/linked.ts';
import { testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db));
const folder = await mkdtemp(join(tmpdir(), 'godwit-hand-overs-'));
afterAll(async () => {
  await rig.api.close();
  await rm(folder, { recursive: true, force: true });
});
const mine = await newOrganisation(rig.api, await firstOperator(rig), 'Finch');
const { linked } = await linkRig(rig, mine);
const { id } = await linked();
await db.query({ name: '', text: `update project_mailboxes set state = 'verified' where id = $1`, values: [id] });
const environment = { XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder };
const typed = { askLine: async () => 'admin@finch.example', ask: async () => PASSWORD };
await ask(['login', 'https://move.example.com'], typed);

function ask(args: readonly string[], more: Parameters<typeof run>[2] = {}) {
  return run(args, { web: () => lineTo(rig.api) }, { environment, ...more });
}

test('a new password goes from the command to its user, is shown there once, and is listed as shown', async () => {
  const made = await ask(['hand-over', 'make', 'ann1@example.com']);
  const [, path = ''] = /https:\/\/move\.example\.com(\/hand-over\/\S+)/.exec(made.out) ?? [];
  const [handOver = ''] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(made.out) ?? [];
  expect((await ask(['hand-over', 'list', 'ann1@example.com'])).out).toContain('to-be-set');
  const shown = await ask(['hand-over', 'passwords', '--reason', 'to set it']);
  const [password = 'none'] = /\S{5}-\S{5}-\S{5}-\S{5}/.exec(shown.out) ?? [];
  expect((await ask(['hand-over', 'set', handOver])).out).toContain('once each');
  const opened = await asker(rig.api).ask('POST', path.replace('/hand-over/', '/api/hand-overs/'));
  expect(opened.json()).toMatchObject({ name: 'ann1@example.com', password });
  const listed = (await ask(['hand-over', 'list', 'ann1@example.com'])).out;
  expect(listed).toContain('shown');
  expect(listed).not.toContain(password);
  expect((await ask(['hand-over', 'revoke', 'ann1@example.com', handOver])).errors).toContain('was opened before');
});

test('the end of a project says what is missing, takes a last copy, and names the licences', async () => {
  expect((await ask(['project', 'finish'])).out).toContain('! A last copy of the old mailboxes');
  expect((await ask(['project', 'last-copy', '--waived'])).errors).not.toBe('');
  const noted = (await ask(['project', 'last-copy', 'vault 7'])).out;
  expect(noted).toContain('vault 7');
  expect(noted).not.toContain('! A last copy');
  expect((await ask(['project', 'removal'])).out).toContain('\nann1@example.com\n');
});
