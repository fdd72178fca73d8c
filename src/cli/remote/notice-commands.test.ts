import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lineTo } from '../../../test/cli/line-to.ts';
import { run } from '../../../test/cli/run-program.ts';
import { apiRig, firstOperator, newOrganisation, PASSWORD } from '../../../test/service/api.ts';
import { testStore } from '../../../test/service/store.ts';
import { freshDatabase } from '../../../test/setup/database.ts';

const URL_OF = 'https://move.example.com';
const rig = await apiRig(testStore(await freshDatabase()));
const folder = await mkdtemp(join(tmpdir(), 'godwit-notices-'));
afterAll(async () => {
  await rig.api.close();
  await rm(folder, { recursive: true, force: true });
});
const operator = await firstOperator(rig);
await newOrganisation(rig.api, operator, 'Finch');
const environment = { XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder };
const typed = {
  askLine: async () => 'operator@godwit.example',
  ask: async () => PASSWORD,
};
await ask(['login', URL_OF], typed);

function ask(args: readonly string[], more: Parameters<typeof run>[2] = {}) {
  return run(args, { web: () => lineTo(rig.api) }, { environment, ...more });
}

test('an operator sets the mail server piece by piece, and tries it, and no password is shown', async () => {
  expect((await ask(['mail', 'show'])).out).toContain('No mail server is set');
  const typed = [
    'smtp.host=127.0.0.1',
    'smtp.port=25',
    'smtp.security=none',
    'from.name=Godwit',
    'from.address=t@example.com',
  ];
  const set = await ask(['mail', 'set', '--reason', 'new', ...typed.flatMap((one) => ['--set', one])]);
  expect(set.out).toContain('127.0.0.1:25, none, nobody');
  const file = join(folder, 'password');
  await writeFile(file, 'planted-password\n');
  await chmod(file, 0o600);
  const kept = await ask(['mail', 'password', 'smtp', '--password-file', file, '--reason', 'new']);
  expect(kept.out).toContain('with a password');
  expect(kept.out + kept.errors).not.toContain('planted');
  expect((await ask(['mail', 'test', 'otto@example.com'])).out).toContain('250 taken');
  expect((await ask(['mail', 'set', '--set', 'smtp.port=26', '--reason', 'other'])).out).toContain('with a password');
  expect((await ask(['mail', 'set', '--set', 'smtp', '--reason', 'other'])).errors).toContain(
    'no setting with its value',
  );
  expect((await ask(['mail', 'password', 'imap'])).errors).toContain('no server imap');
  expect((await ask(['mail', 'secret'])).out).toMatch(/^whsec_/);
  expect((await ask(['mail', 'unplaced'])).out).toContain('There is none');
  expect((await ask(['mail', 'unset'])).out).toContain('No mail is sent');
});

test('webhooks are added, switched, given another secret and removed', async () => {
  const hook = 'https://hook.example.com/';
  const added = await ask(['webhook', 'add', hook, '--kind', 'closed']);
  expect(added.out).toMatch(/^whsec_/);
  expect((await ask(['webhook', 'list'])).out).toContain(hook);
  expect((await ask(['webhook', 'disable', hook])).out).toMatch(/on +no/);
  expect((await ask(['webhook', 'enable', hook])).out).toMatch(/on +yes/);
  expect((await ask(['webhook', 'secret', hook])).out).toMatch(/^whsec_/);
  expect((await ask(['webhook', 'remove', hook])).out).toContain('told nothing any more');
  expect((await ask(['webhook', 'list'])).out).toContain('There is none');
  expect((await ask(['delivery', 'list'])).out).toContain('There is none');
});
