/** The real program moves calendars and contacts from real DAV servers into Exchange, and is killed on the way. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Random, seededRandom } from '../../src/base/random.ts';
import { whyNoCorpus } from '../corpus/corpus.ts';
import { corpusOf } from '../dav/corpus-files.ts';
import { davMailbox } from '../dav/mailbox.ts';
import type { DavServerAccount, RunningDavServer } from '../servers/dav-server.ts';
import { describeWithDav } from '../servers/with-dav.ts';
import { mustNotSkip, skipped } from '../servers/with-dovecot.ts';
import { startExchangeProgram } from './exchange-program.ts';
import { runGodwit } from './godwit.ts';

const KILLS = Number(process.env['CRASH_DAV_KILLS'] ?? 10);
const SEED = Number(process.env['CRASH_SEED'] ?? 7);
const MINUTES_MS = 300_000;
const SERVICES = ['caldav', 'carddav'] as const;
const TAKEN: ReadonlySet<number> = new Set([201, 204]);

const why = whyNoCorpus();
if (why !== null && !mustNotSkip()) skipped('DAV servers through the real program', why);
else {
  describe('DAV servers through the real program', () => {
    for (const which of ['radicale', 'xandikos'] as const) {
      describeWithDav(which, `from ${which}`, (server) => theWalk(server));
    }
  });
}

function theWalk(server: () => RunningDavServer): void {
  let folder = '';
  let account: DavServerAccount;
  let snapshots: readonly string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-dav-'));
    account = await server().account();
    for (const service of SERVICES) await fill(service);
    await writeFile(join(folder, 'source-password'), account.password, { mode: 0o600 });
    await writeFile(join(folder, 'authority.pem'), server().ca.join('\n'));
    snapshots = await snapshotsOf();
  }, MINUTES_MS);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test(
    `everything arrives once, however often it is killed (${KILLS} times, seed ${SEED})`,
    async () => {
      const random = seededRandom(SEED);
      let wanted: unknown = null;
      for (let [kills, round] = [0, 0]; kills < KILLS; round += 1) {
        await using exchange = await startExchangeProgram(join(folder, `exchange-${round}`));
        const args = copyArguments(join(folder, `state-${round}`), exchange.targetUrl, exchange.passwordFile);
        // The first round is left alone: it is what the others are compared with.
        kills += await copyUntilDone(args, random, wanted === null ? 0 : KILLS - kills);
        const { sentMail, itemsByFolder } = await exchange.state();
        expect(sentMail).toBe(0);
        wanted ??= itemsByFolder;
        expect(itemsByFolder, `round ${round}, seed ${SEED}`).toEqual(wanted);
        const again = await runGodwit(args);
        expect(JSON.parse(again.stdout), again.stderr).toMatchObject({ itemsWritten: 0, itemsUpdated: 0 });
      }
      expect(await snapshotsOf()).toEqual(snapshots);
    },
    MINUTES_MS,
  );

  async function fill(service: (typeof SERVICES)[number]): Promise<void> {
    const mailbox = davMailbox(server(), account, service);
    const collection = await mailbox.collection(`corpus-${service}`);
    let taken = 0;
    for (const [index, bytes] of corpusOf(service).entries()) {
      const name = `${index}.${service === 'caldav' ? 'ics' : 'vcf'}`;
      if (TAKEN.has(await mailbox.put(new URL(name, collection), bytes))) taken += 1;
    }
    expect(taken).toBeGreaterThan(20);
  }

  function snapshotsOf(): Promise<readonly string[]> {
    return Promise.all(SERVICES.map((service) => davMailbox(server(), account, service).snapshot()));
  }

  function copyArguments(state: string, target: string, targetPasswordFile: string): readonly string[] {
    const { protocol, host } = server().url;
    const isSecure = protocol === 'https:';
    const sources = SERVICES.flatMap((service) => [
      '--source',
      `${service}${isSecure ? 's' : ''}://${account.user}@${host}/`,
    ]);
    return [
      'copy',
      '--json',
      ...sources,
      '--source-password-file',
      join(folder, 'source-password'),
      '--target',
      target,
      '--target-password-file',
      targetPasswordFile,
      '--allow-insecure-loopback',
      '--state',
      state,
      ...(isSecure ? ['--ca-file', join(folder, 'authority.pem')] : []),
    ];
  }
}

/** Starts the command again and again, killing it after a random time, until it ends by itself. Gives the number of kills. */
async function copyUntilDone(args: readonly string[], random: Random, killsMax: number): Promise<number> {
  for (let kills = 0; ; kills += 1) {
    const end = await runGodwit(args, kills < killsMax ? { killAfterMs: 300 + random.int(2500) } : {});
    if (end.code === null) continue;
    expect([0, 2], end.stderr).toContain(end.code);
    return kills;
  }
}
