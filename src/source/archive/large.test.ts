/**
 * Memory does not grow with the archive. LARGE_ARCHIVE_MB sets the size of each file: 2048 is what an mbox of 2 GB takes; the
 * suite is content with less.
 */
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Walked } from '../../../test/archive/read-large.ts';

const MIB = 1024 * 1024;
const BYTES = Number(process.env['LARGE_ARCHIVE_MB'] ?? 24) * MIB;
const PEAK_MB_MAX = 250;
const SCRIPT = new URL('../../../test/archive/read-large.ts', import.meta.url).pathname;
const LINE = 'The quick brown fox jumps over the lazy dog, and is not even tired.\n';

async function walk(name: string, content: Iterable<string>): Promise<Walked> {
  const place = await mkdtemp(join(tmpdir(), 'godwit-test-'));
  try {
    await pipeline(Readable.from(content), createWriteStream(join(place, name)));
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, join(place, name), place]);
    return JSON.parse(stdout) as Walked; // what the script prints
  } finally {
    await rm(place, { recursive: true });
  }
}

function* mbox(): Generator<string> {
  for (let bytes = 0, number = 0; bytes < BYTES; number++) {
    const body = LINE.repeat(1 + ((number * 7919) % 1000));
    const message = `From a@b Fri Feb 22 17:06:23 2008\nFrom: a@b\nSubject: ${number}\nStatus: RO\n\n${body}\n`;
    bytes += message.length;
    yield message;
  }
}

function* calendar(): Generator<string> {
  yield 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\n';
  for (let bytes = 0, number = 0; bytes < BYTES; number++) {
    const event = `BEGIN:VEVENT\r\nUID:${number}\r\nDTSTART:20200101T000000Z\r\nDESCRIPTION:${'x'.repeat(20_000)}\r\nEND:VEVENT\r\n`;
    bytes += event.length;
    yield event;
  }
  yield 'END:VCALENDAR\r\n';
}

function* tableWithOneCell(): Generator<string> {
  yield 'First Name,E-mail Address,Notes\r\nAnn,ann@example.test,"';
  for (let bytes = 0; bytes < BYTES; bytes += LINE.length * 1000) yield LINE.repeat(1000);
  yield '"\r\nBen,ben@example.test,short\r\n';
}

test.each([
  { what: 'an mbox', name: 'Inbox', content: mbox, unreadable: 0 },
  { what: 'a calendar', name: 'Calendar.ics', content: calendar, unreadable: 0 },
  { what: 'a table with one cell that fills it', name: 'people.csv', content: tableWithOneCell, unreadable: 1 },
])(
  '$what of any size is read in the memory of a small one',
  { timeout: 3_600_000 },
  async ({ name, content, unreadable }) => {
    const walked = await walk(name, content());
    expect(walked.unreadable).toHaveLength(unreadable);
    expect(walked.items).toBeGreaterThan(1);
    expect(walked.peakMb).toBeLessThan(PEAK_MB_MAX);
  },
);
