/** Stores of Outlook: those that the reader's package brings along, as they are and broken in every way that a file can be. */
import { copyFile, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PSTUtil } from 'pst-extractor/dist/PSTUtil.class.js';
import { describe, expect, test } from 'vitest';
import { readArchive } from '../../../../test/archive/read-archive.ts';
import { never } from '../../../../test/contract/contract.ts';
import { systemClock } from '../../../base/clock.ts';
import { seededRandom } from '../../../base/random.ts';
import { readCalendarItem } from '../../../content/calendar/read-calendar.ts';
import { fingerprint } from '../../../content/fingerprint.ts';
import { ArchiveError } from '../archive-error.ts';
import { openDiskRoot } from '../disk-tree.ts';
import { Stores, type SurveyedStore } from './store-format.ts';

const SAMPLES = join(dirname(createRequire(import.meta.url).resolve('pst-extractor/package.json')), 'example/testdata');
const OST = join(SAMPLES, 'pstextractortest@outlook.com.ost');
const PST = join(SAMPLES, 'enron.pst');
const ANSWER_MS = 3000;
/** Header of a Unicode store (MS-PST §2.2.2.6): where the tree of nodes and the tree of blocks have their roots. */
const NODE_ROOT_AT = 224;
const BLOCK_ROOT_AT = 240;

/** Opens the store after `damage`, and reads everything that it has. */
async function readDamaged(
  sample: string,
  damage: (bytes: Buffer) => void,
): Promise<{ readonly items: number; readonly told: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-test-'));
  const stores = new Stores({ spoolFolder: folder, clock: systemClock, answerMs: ANSWER_MS });
  try {
    const bytes = await readFile(sample);
    damage(bytes);
    await writeFile(join(folder, 'a.pst'), bytes);
    const file = await (await openDiskRoot(folder)).file('a.pst');
    if (file === null) throw new Error('the file was written');
    const told: string[] = [];
    let items = 0;
    const survey = await stores.open(file, never()).catch((error: unknown): SurveyedStore => {
      if (!(error instanceof ArchiveError)) throw error;
      told.push(error.message);
      return { folders: [], trouble: [] };
    });
    told.push(...survey.trouble.map(({ why }) => why));
    for (const { format } of survey.folders) {
      for await (const found of format.items({ file, window: null as never }, never())) {
        if (found.is === 'broken') told.push(found.reason);
        else items += 1;
      }
    }
    return { items, told };
  } finally {
    await stores.close();
    await rm(folder, { recursive: true });
  }
}

/** Text as a store keeps it: every byte exchanged for another (MS-PST §5.1). */
function scrambled(text: string): Buffer {
  const table: readonly number[] = PSTUtil.compEnc;
  return Buffer.from(Buffer.from(text, 'utf16le').map((byte) => table.indexOf(byte)));
}

describe('a store that is whole', () => {
  test('gives mail with its original header, appointments with their series, and its folders', {
    timeout: 60_000,
  }, async () => {
    const { folders, leftOut } = await readArchive(OST);
    expect(
      [...folders]
        .filter(([, { items }]) => items.length > 0)
        .map(([path, { folder, items }]) => `${path} ${folder.role} ${items.length}`)
        .sort(),
    ).toEqual([
      'Calendar / United States holidays plain 160',
      'Calendar calendar 9',
      'Deleted Items trash 1',
      'INBOX inbox 10',
      'Sent Items sent 2',
      'Sync Issues plain 1',
    ]);
    expect(leftOut).toEqual([]);
    for (const { heads, items, unreadable } of folders.values()) {
      expect(unreadable).toEqual([]);
      expect(items.map(({ item, text }) => [item.ref, text.length])).toEqual(
        heads.map(({ ref, sizeBytes }) => [ref, sizeBytes]),
      );
    }
    for (const { item } of folders.get('INBOX')?.items ?? []) {
      const print = await fingerprint(item.content);
      expect(print.messageIds.count).toBe(1);
      expect(print.parts.length).toBeGreaterThan(0);
    }
    const series = (folders.get('Calendar')?.items ?? []).map(({ text }) =>
      readCalendarItem(Buffer.from(text, 'latin1')),
    );
    const weekly = series.find(
      ({ kind, ...one }) => kind === 'event' && 'recurrence' in one && one.recurrence.rules[0]?.frequency === 'WEEKLY',
    );
    expect(weekly).toMatchObject({
      recurrence: { rules: [{ interval: 1, count: 10, byDay: [{ day: 'MO', nth: null }] }] },
      master: {
        summary: 'repeats every monday for 10 weeks',
        start: { date: '2021-08-09', time: '10:00:00', zone: { name: 'America/Los_Angeles' } },
      },
    });
  });
});

describe('a store that is broken ends in bounded time, and says what is wrong', () => {
  const pageAt = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));
  test.each([
    {
      what: 'its tree of nodes begins behind its end',
      damage: (b: Buffer) => b.writeBigUInt64LE(0x7fff_ffff_ffffn, NODE_ROOT_AT),
    },
    {
      what: 'its tree of blocks begins behind its end',
      damage: (b: Buffer) => b.writeBigUInt64LE(0x7fff_ffff_ffffn, BLOCK_ROOT_AT),
    },
    { what: 'its tree of nodes is its own child', damage: (b: Buffer) => circle(b, pageAt(b, NODE_ROOT_AT)) },
    { what: 'its tree of blocks is its own child', damage: (b: Buffer) => circle(b, pageAt(b, BLOCK_ROOT_AT)) },
    {
      what: 'its tree of nodes is the one of blocks',
      damage: (b: Buffer) => b.copy(b, NODE_ROOT_AT, BLOCK_ROOT_AT, BLOCK_ROOT_AT + 8),
    },
    {
      what: 'it has no tree of nodes',
      damage: (b: Buffer) => b.fill(0, pageAt(b, NODE_ROOT_AT), pageAt(b, NODE_ROOT_AT) + 4096),
    },
    { what: 'it ends behind its header', damage: (b: Buffer) => b.fill(0, 600) },
    { what: 'it is of a version that nobody knows', damage: (b: Buffer) => b.writeUInt16LE(99, 10) },
  ])('$what', { timeout: 60_000 }, async ({ damage }) => {
    const { told } = await readDamaged(OST, (bytes) => {
      damage(bytes);
    });
    expect(told.length).toBeGreaterThan(0);
  });

  /** Every entry of the page leads back to the page: 4K pages of entries of 24 bytes, the place in the last 8. */
  function circle(bytes: Buffer, page: number): void {
    for (let at = page; at + 24 <= page + 4000; at += 24) bytes.writeBigUInt64LE(BigInt(page), at + 16);
  }

  test('an item whose bytes are not those that were written is named, and the others come', {
    timeout: 60_000,
  }, async () => {
    const whole = await readDamaged(PST, () => undefined);
    const { items, told } = await readDamaged(PST, (bytes) => {
      const at = bytes.indexOf(scrambled('George R. Brown'));
      bytes.writeUInt8(255 - bytes.readUInt8(at), at);
    });
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^node \d+: the checksum of the block at byte \d+ is wrong$/);
    expect(items).toBe(whole.items - 1);
  });

  test('bytes that are wrong by chance never make it hang or crash', { timeout: 300_000 }, async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const random = seededRandom(seed);
      const { items, told } = await readDamaged(OST, (bytes) => {
        for (let count = 0; count < 40 * seed; count++) bytes[600 + random.int(bytes.length - 600)] = random.int(256);
      });
      expect(items + told.length, `seed ${seed}`).toBeGreaterThan(0);
    }
  });
});

test('nothing of a store is left behind, and the store is as it was', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-test-'));
  await copyFile(OST, join(folder, 'a.ost'));
  const before = await readFile(join(folder, 'a.ost'));
  await readArchive(join(folder, 'a.ost'));
  const after = await open(join(folder, 'a.ost'));
  expect((await after.readFile()).equals(before)).toBe(true);
  await after.close();
  await rm(folder, { recursive: true });
});
