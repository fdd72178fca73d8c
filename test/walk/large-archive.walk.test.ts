/** Archives that do not fit into memory: a long mbox, and a table with a cell of the same size. */
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Measured, measure } from '../../bench/measure.ts';

const MEGABYTES_MAX = 250;
/** The build server asks for more; memory must be the same. */
const BYTES = Number(process.env['LARGE_ARCHIVE_BYTES'] ?? 60_000_000);
const SECONDS_MAX = 250;
const BLOCK = 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAx\n'.repeat(600);

describe('an archive larger than memory', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-large-archive-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const copy = async (name: string, file: string, pieces: Iterable<string>): Promise<Measured> => {
    const home = join(folder, name);
    await mkdir(join(home, 'from'), { recursive: true });
    await pipeline(Readable.from(pieces), createWriteStream(join(home, 'from', file)));
    const [source, target, state] = [join(home, 'from'), join(home, 'to'), join(home, 'state')];
    return measure({
      command: process.execPath,
      args: [
        join(import.meta.dirname, '../../bin/godwit.mjs'),
        'copy',
        '--json',
        `--source=archive:${source}`,
        `--target=archive:${target}`,
        `--state=${state}`,
      ],
      folder: home,
      secondsMax: SECONDS_MAX,
    });
  };

  test(
    'moves message by message',
    async () => {
      const count = Math.ceil(BYTES / BLOCK.length);
      const end = await copy('mail', 'everything.mbox', messages(count));
      expect(end.exitCode, end.stderr).toBe(0);
      expect(JSON.parse(end.stdout).items.verified).toBe(count);
      expect(end.peakMegabytes ?? 0).toBeLessThanOrEqual(MEGABYTES_MAX);
    },
    SECONDS_MAX * 1000,
  );

  test(
    'loses one row to an endless cell, and names it',
    async () => {
      const end = await copy('table', 'contacts.csv', rowsAroundAnEndlessCell());
      expect(end.exitCode, end.stderr).toBe(2);
      const { items, exceptions } = JSON.parse(end.stdout);
      expect(items.verified).toBe(2);
      expect(exceptions).toHaveLength(1);
      expect(exceptions[0].cause).toContain('contacts.csv: line 3');
      expect(end.peakMegabytes ?? 0).toBeLessThanOrEqual(MEGABYTES_MAX);
    },
    SECONDS_MAX * 1000,
  );
});

function* messages(count: number): Generator<string> {
  for (let index = 0; index < count; index += 1) {
    yield `From ann@example.test Thu Jan  1 00:00:00 2015\nFrom: ann@example.test\nTo: bob@example.test\nSubject: number ${index}\n\n${BLOCK}\n`;
  }
}

function* rowsAroundAnEndlessCell(): Generator<string> {
  yield 'First Name,Last Name,E-mail Address,Notes\nAnn,Lee,ann@example.test,hello\nBig,Cell,big@example.test,"';
  for (let bytes = 0; bytes < BYTES; bytes += BLOCK.length) yield BLOCK;
  yield '"\nZoe,Last,zoe@example.test,bye\n';
}
