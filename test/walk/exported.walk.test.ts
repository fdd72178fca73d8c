/** The real program moves real exports: calendars, contacts and archives of the corpus, straight and by way of an archive of ours. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { corpusFolder, whyNoCorpus } from '../corpus/corpus.ts';
import { SCHEMA_MISSING, schemaErrors } from '../exchange/rig.ts';
import { mustNotSkip, skipped } from '../servers/with-dovecot.ts';
import { type ExchangeProgram, startExchangeProgram } from './exchange-program.ts';
import { runGodwit } from './godwit.ts';
import { startRecordingProxy } from './recording-proxy.ts';

const KINDS = ['calendar', 'contacts', 'archives'] as const;
const ENVELOPES_AT_ONCE = 40;
const MINUTES_MS = 300_000;

const why = whyNoCorpus() ?? SCHEMA_MISSING;
if (why !== null && !mustNotSkip()) skipped('exports through the real program', why);
else describe('exports through the real program', theWalk);

function theWalk(): void {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-exported-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const copy = async (source: string, state: string, target: readonly string[]): Promise<Report> => {
    const end = await runGodwit(['copy', '--json', '--source', source, '--state', join(folder, state), ...target]);
    if (!end.stdout.startsWith('{')) throw new Error(`no report: ${end.stdout}${end.stderr}`);
    expect([0, 2], end.stderr).toContain(end.code);
    return JSON.parse(end.stdout) as Report; // the document of `copy --json`
  };

  test.each(KINDS)(
    '%s: every item is proven or named, nobody is mailed, a second run writes nothing, and by way of an archive of ours it is the same',
    async (kind) => {
      await using exchange = await startExchangeProgram(join(folder, `straight-${kind}`));
      const proxy = await startRecordingProxy(Number(new URL(exchange.url).port));
      const target = exchangeAt(exchange, proxy.port);
      const source = `archive:${corpusFolder(kind)}`;
      const first = await copy(source, `state-${kind}`, target);
      expectAccounted(first);
      const second = await copy(source, `state-${kind}`, target);
      expectAccounted(second);
      expect([second.itemsWritten, second.itemsUpdated, second.itemsRemoved]).toEqual([0, 0, 0]);
      const straight = await exchange.state();
      expect(straight.sentMail).toBe(0);
      await expectValid(proxy.bodies);
      await proxy.close();

      const kept = join(folder, `kept-${kind}`);
      expectAccounted(await copy(source, `saving-${kind}`, ['--target', `archive:${kept}`]));
      await using detour = await startExchangeProgram(join(folder, `detour-${kind}`));
      const third = await copy(`archive:${kept}`, `detour-${kind}-state`, exchangeAt(detour));
      expectAccounted(third);
      expect(third.items['verified']).toBe(first.items['verified']);
      expect((await detour.state()).itemsByFolder).toEqual(straight.itemsByFolder);
    },
    MINUTES_MS,
  );
}

async function expectValid(bodies: readonly string[]): Promise<void> {
  const distinct = [...new Set(bodies)].filter((body) => body !== '');
  expect(distinct.length).toBeGreaterThan(5);
  for (let begin = 0; begin < distinct.length; begin += ENVELOPES_AT_ONCE) {
    expect(await schemaErrors(distinct.slice(begin, begin + ENVELOPES_AT_ONCE))).toEqual([]);
  }
}

interface Report {
  readonly items: Readonly<Record<string, number>>;
  readonly itemsWritten: number;
  readonly itemsUpdated: number;
  readonly itemsRemoved: number;
  readonly exceptions: readonly { readonly folder: string; readonly code: string; readonly cause: string }[];
  readonly exceptionsCount: number;
  readonly leftOut: readonly { readonly folder: string; readonly why: string }[];
}

/** Every item is proven or has an exception that says why; nothing that was written is wrong. */
function expectAccounted({ items, exceptions, exceptionsCount, leftOut }: Report): void {
  const { verified = 0, failed = 0, ...others } = items;
  expect(Object.entries(others).filter(([, count]) => count > 0)).toEqual([]);
  expect(verified).toBeGreaterThan(failed);
  expect(exceptionsCount).toBe(failed);
  expect(exceptions.filter(({ code }) => code.startsWith('proof.'))).toEqual([]);
  for (const { cause } of exceptions) expect(cause.length).toBeGreaterThan(20);
  for (const { why: reason } of leftOut) expect(reason.length).toBeGreaterThan(10);
}

function exchangeAt(exchange: ExchangeProgram, port = Number(new URL(exchange.url).port)): readonly string[] {
  const target = new URL(exchange.targetUrl);
  target.port = String(port);
  return ['--target', target.href, '--target-password-file', exchange.passwordFile, '--allow-insecure-loopback'];
}
