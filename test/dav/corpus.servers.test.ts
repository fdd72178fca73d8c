/** Every calendar and card of the shared corpus, put into real servers one by one and read back. They refuse many. */
import { describe, expect, test } from 'vitest';
import type { Source } from '../../src/model/source.ts';
import { never } from '../contract/contract.ts';
import { whyNoCorpus } from '../corpus/corpus.ts';
import type { RunningDavServer } from '../servers/dav-server.ts';
import { describeWithDav } from '../servers/with-dav.ts';
import { mustNotSkip, skipped } from '../servers/with-dovecot.ts';
import { corpusOf } from './corpus-files.ts';
import { davMailbox } from './mailbox.ts';
import { listed } from './scripted-source.ts';
import { openDavSource } from './source-harness.ts';

/** Five hundred requests to a server in Python, on a machine that does other things too. */
const CORPUS_TEST_MS = 300_000;

const why = whyNoCorpus();
if (why !== null && !mustNotSkip()) skipped('the corpus on DAV servers', why);
else {
  describe('the corpus', () => {
    describeWithDav('radicale', 'on Radicale', (server) => {
      test('of calendars comes back whole', () => roundTrip(server(), 'caldav', 80), CORPUS_TEST_MS);
      test('of cards comes back whole', () => roundTrip(server(), 'carddav', 50), CORPUS_TEST_MS);
    });
    describeWithDav('xandikos', 'on Xandikos', (server) => {
      test('of calendars comes back whole', () => roundTrip(server(), 'caldav', 200), CORPUS_TEST_MS);
      test('of cards comes back whole', () => roundTrip(server(), 'carddav', 80), CORPUS_TEST_MS);
    });
  });
}

const TAKEN: ReadonlySet<number> = new Set([201, 204]);

/** What the server takes is listed once, read once, and not listed again from the cursor. */
async function roundTrip(server: RunningDavServer, service: 'caldav' | 'carddav', takenMin: number): Promise<void> {
  const account = await server.account();
  const mailbox = davMailbox(server, account, service);
  const collection = await mailbox.collection('corpus');
  const taken: string[] = [];
  for (const [index, bytes] of corpusOf(service).entries()) {
    const name = `${index}.${service === 'caldav' ? 'ics' : 'vcf'}`;
    // Xandikos says 207 where it means no.
    if (TAKEN.has(await mailbox.put(new URL(name, collection), bytes))) taken.push(name);
  }
  expect(taken.length).toBeGreaterThanOrEqual(takenMin);
  const source = await openDavSource(server, account, service);
  try {
    expect((await readBack(source)).sort()).toEqual(taken.sort());
  } finally {
    await source.close();
  }
}

/** The names of all that was listed and read, each as often as it came. */
async function readBack(source: Source): Promise<string[]> {
  const found: string[] = [];
  for (const folder of await source.folders(never())) {
    const { refs, next } = await listed(source, folder);
    for await (const item of source.read(folder, refs, never())) {
      if ('unreadable' in item) throw new Error(`${item.ref} is unreadable: ${item.unreadable}`);
      expect(item.sizeBytes).toBeGreaterThan(0);
      if (item.content.is === 'spooled') await item.content.drop();
      else expect(item.content.bytes.toString('latin1')).toMatch(/^\s*BEGIN:/i);
      found.push(item.ref.split('/').at(-1) ?? '');
    }
    expect((await listed(source, folder, { next, refs })).names).toEqual([]);
  }
  return found;
}
