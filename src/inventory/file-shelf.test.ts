import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeClock, fakeClock } from '../../test/fake-clock.ts';
import { openFileShelf } from './file-shelf.ts';
import type { ShelvedMailbox } from './shelf.ts';

const HOUR = 60 * 60_000;
let folder = '';
let path = '';
let clock: FakeClock = fakeClock();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'godwit-shelf-'));
  path = join(folder, 'inventory', 'one.jsonl');
  clock = fakeClock();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function one(address: string): ShelvedMailbox {
  const mailbox = {
    name: 'x',
    displayName: null,
    bytesMax: null,
    bytesUsed: null,
    isEnabled: null,
    createdAt: null,
    lastSignIn: null,
    forwardingAddresses: null,
    savesForwarded: null,
    hasAutoReply: null,
    autoReply: null,
    isInCompanyDirectory: null,
    isInExchangeList: null,
    contact: null,
    otherAddresses: null,
  };
  return { address, mailbox, spam: null };
}

test('what was put there is there for the next run, which alone of all users can read it', async () => {
  await (await openFileShelf(path, clock)).put(one('a@x.example'));
  const shelf = await openFileShelf(path, clock);
  expect(shelf.size).toBe(1);
  expect(shelf.find('a@x.example')).toEqual(one('a@x.example'));
  expect(shelf.find('b@x.example')).toBeNull();
  expect(statSync(path).mode & 0o077).toBe(0);
});

test('a line that was cut off in the middle of writing is asked for again, and costs no other', async () => {
  const first = await openFileShelf(path, clock);
  await first.put(one('a@x.example'));
  await first.put(one('b@x.example'));
  const text = readFileSync(path, 'utf8');
  for (let cut = 0; cut < text.length; cut += 1) {
    writeFileSync(path, text.slice(0, cut));
    const known = (await openFileShelf(path, clock)).size;
    const whole = text.slice(0, cut).split('}\n').length - 1;
    // The last line is whole where only its end is missing.
    expect([whole, whole + 1]).toContain(known);
  }
});

test('after a line that was cut off the next one is readable', async () => {
  const first = await openFileShelf(path, clock);
  await first.put(one('a@x.example'));
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, -20));
  const second = await openFileShelf(path, clock);
  await second.put(one('b@x.example'));
  expect((await openFileShelf(path, clock)).find('b@x.example')).not.toBeNull();
});

test('what is older than a day, of another version or of the future is not believed', async () => {
  await (await openFileShelf(path, clock)).put(one('a@x.example'));
  clock.advance(23 * HOUR);
  expect((await openFileShelf(path, clock)).size).toBe(1);
  clock.advance(2 * HOUR);
  expect((await openFileShelf(path, clock)).size).toBe(0);
  writeFileSync(path, readFileSync(path, 'utf8').replace('"version":1', '"version":2'));
  expect((await openFileShelf(path, fakeClock())).size).toBe(0);
});

test('a file that is none of ours is no reason to stop', async () => {
  await openFileShelf(path, clock);
  for (const text of ['\0\0', '[]', 'null\n{}\n{"version":1}', '{"version":1,"at":1,"one":null}']) {
    writeFileSync(path, text);
    expect((await openFileShelf(path, clock)).size).toBe(0);
  }
});

test('is gone when it is cleared, and a folder that cannot be made is told', async () => {
  const shelf = await openFileShelf(path, clock);
  await shelf.put(one('a@x.example'));
  await shelf.clear();
  expect((await openFileShelf(path, clock)).size).toBe(0);
  writeFileSync(join(folder, 'file'), '');
  await expect(openFileShelf(join(folder, 'file', 'x', 'y'), clock)).rejects.toMatchObject({
    code: 'spool.not-writable',
  });
});
