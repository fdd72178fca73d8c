import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fakeClock } from '../../../test/fake-clock.ts';
import { silentLog } from '../../base/log.ts';
import { seededRandom } from '../../base/random.ts';
import type { InventoryJob, RunControl } from '../../cli/machinery.ts';
import type { Inventory } from '../../model/inventory.ts';
import { readInput, runInventory } from './run-inventory.ts';

const folder = mkdtempSync(join(tmpdir(), 'godwit-run-inventory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(tables: readonly string[], pasted = '', more: Partial<InventoryJob> = {}): Promise<Inventory> {
  const { signal } = new AbortController();
  const control: RunControl = {
    watch: () => undefined,
    expect: () => undefined,
    stopping: signal,
    signal,
    log: silentLog,
  };
  const job: InventoryJob = { api: null, tables, domains: [], authorities: [], stateFolder: folder, ...more };
  const readPasted = (): Promise<Buffer> => readInput(pieces(pasted));
  return await runInventory(job, control, { clock: fakeClock(), random: seededRandom(1), readInput: readPasted });
}

async function* pieces(text: string): AsyncGenerator<Buffer> {
  for (const byte of Buffer.from(text)) yield Buffer.from([byte]);
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('what is pasted is read from standard input', async () => {
  const found = await run(['-'], 'Jürgen <j@x.example>\nb@x.example');
  expect(found.mailboxes.map(({ address }) => address)).toEqual(['b@x.example', 'j@x.example']);
  expect(found.origins).toEqual(['standard input']);
});

test('of two tables the first is believed, and the second fills in what it leaves open', async () => {
  const first = file('first.csv', 'Email,Size,Enabled\nb@x.example,25 GB,yes\n');
  const second = file('second.csv', 'Email,Current Usage,Enabled\nb@x.example,5 GB,no\na@x.example,,\n');
  const { mailboxes } = await run([first, second]);
  expect(mailboxes).toMatchObject([
    { address: 'a@x.example', isEnabled: null },
    { address: 'b@x.example', isEnabled: true, bytesMax: 25 * 1024 ** 3, bytesUsed: 5 * 1024 ** 3 },
  ]);
});

test('two tables that differ about a list are named, and order of members is no difference', async () => {
  const first = file(
    'lists1.csv',
    'Alias,Members\nall@x.example,"a@x.example,b@x.example"\ninfo@x.example,a@x.example\n',
  );
  const second = file(
    'lists2.csv',
    'Alias,Members\nall@x.example,"b@x.example,a@x.example"\ninfo@x.example,c@x.example\n',
  );
  const { exceptions, lists } = await run([first, second]);
  expect(lists).toHaveLength(2);
  expect(exceptions).toMatchObject([{ subject: 'info@x.example', problem: { code: 'inventory.contradiction' } }]);
});

test('a mailbox on two platforms is named, and one whose platform only one table tells is not', async () => {
  const first = file('platforms1.csv', 'Email,Platform\nbob@x.example,Rackspace Email\nann@x.example,\n');
  const second = file('platforms2.csv', 'Email,Platform\nbob@x.example,Exchange\nann@x.example,Exchange\n');
  const { exceptions, mailboxes } = await run([first, second]);
  expect(mailboxes.map(({ platform }) => platform)).toEqual(['exchange', 'rackspace-email']);
  expect(exceptions).toMatchObject([
    { subject: 'bob@x.example', problem: { facts: { what: 'the platform of bob@x.example' } } },
  ]);
});

test.each([
  ['that is not there', 'nowhere.csv', null],
  ['without an address', 'empty.csv', 'Colour,Taste\nred,sweet\n'],
  ['that is a picture', 'picture.csv', '\u0089PNG\r\n\u001a\n\0\0\0'],
])('a table %s ends with cause and remedy', async (_what, name, text) => {
  const path = text === null ? join(folder, name) : file(name, text);
  await expect(run([path])).rejects.toMatchObject({ code: 'inventory.table-unread', facts: { file: name } });
});
