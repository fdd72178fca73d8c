import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HELD_BYTES_MAX } from './limits.ts';
import { type Collected, contentWriter } from './spool.ts';

const block = Buffer.alloc(300_000, 'godwit ');

async function bytesOf(content: Collected): Promise<Buffer> {
  if (content.is === 'held') return content.bytes;
  const pieces: Buffer[] = [];
  for await (const piece of content.open()) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('contentWriter', () => {
  test('what fits into memory is held, to the last byte', async () => {
    const writer = contentWriter();
    await writer.write(block.subarray(0, 10));
    await writer.write(Buffer.alloc(HELD_BYTES_MAX - 10, 'x'));
    const content = await writer.end();
    expect(content.is).toBe('held');
    expect((await bytesOf(content)).byteLength).toBe(HELD_BYTES_MAX);
  });

  test('one byte more is spooled, can be read twice, and leaves no file behind even while it is open', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'godwit-test-'));
    const writer = contentWriter(folder);
    const written: Buffer[] = [];
    for (let bytes = 0; bytes <= HELD_BYTES_MAX; bytes += block.byteLength) {
      await writer.write(block);
      written.push(block);
    }
    const whole = Buffer.concat(written);
    const content = await writer.end();
    if (content.is !== 'spooled') throw new Error('large content is spooled');
    expect(await readdir(folder)).toEqual([]);
    expect(content.sizeBytes).toBe(whole.byteLength);
    expect(content.sha256.equals(createHash('sha256').update(whole).digest())).toBe(true);
    expect((await bytesOf(content)).equals(whole)).toBe(true);
    expect((await bytesOf(content)).equals(whole)).toBe(true);
    await content.drop();
    await rm(folder, { recursive: true });
  });

  test('a buffer may be used again as soon as it was taken', async () => {
    const writer = contentWriter();
    const buffer = Buffer.from('first');
    await writer.write(buffer);
    buffer.fill('x');
    expect((await bytesOf(await writer.end())).toString()).toBe('first');
  });

  test('a folder that cannot be written to is told as such', async () => {
    const folder = join(tmpdir(), 'godwit-test-missing', 'deeper');
    const writer = contentWriter(folder);
    const writing = (async () => {
      for (let bytes = 0; bytes <= HELD_BYTES_MAX * 2; bytes += block.byteLength) await writer.write(block);
    })();
    await expect(writing).rejects.toMatchObject({ code: 'spool.not-writable', facts: { folder } });
    await writer.discard();
  });
});
