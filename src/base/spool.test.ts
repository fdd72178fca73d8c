import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seededRandom } from './random.ts';
import { spool } from './spool.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-spool-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function* pieces(...texts: readonly string[]): AsyncIterable<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk.toString();
  return text;
}

describe('a spool file', () => {
  test('gives its bytes back as often as they are wanted, and is gone when dropped', async () => {
    const kept = await spool(pieces('one ', 'two ', 'three'), { folder, random: seededRandom(1) });
    expect(kept.sizeBytes).toBe(13);
    expect(kept.sha256).toEqual(createHash('sha256').update('one two three').digest());
    expect(await textOf(kept.open())).toBe('one two three');
    expect(await textOf(kept.open())).toBe('one two three');
    await kept.drop();
    await kept.drop();
    expect(await readdir(folder)).toEqual([]);
  });

  test('can be read by its owner only', async () => {
    await spool(pieces('private'), { folder, random: seededRandom(1) });
    const [name = ''] = await readdir(folder);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  test('is not left behind when its stream breaks, and the error of the stream is told', async () => {
    async function* breaking(): AsyncIterable<Buffer> {
      yield Buffer.from('half');
      throw new Error('the line was cut');
    }
    await expect(spool(breaking(), { folder, random: seededRandom(1) })).rejects.toThrow('the line was cut');
    expect(await readdir(folder)).toEqual([]);
  });

  test('says which folder it could not write to', async () => {
    const missing = join(folder, 'missing');
    await expect(spool(pieces('x'), { folder: missing, random: seededRandom(1) })).rejects.toMatchObject({
      code: 'spool.not-writable',
      facts: { folder: missing },
    });
  });
});
