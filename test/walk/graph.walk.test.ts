/** The real program moves real mail into Exchange Online through Microsoft Graph: the whole corpus, twice. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGraph } from '../../sim/graph/start-graph.ts';
import { corpusMailbox, whyNoCorpus } from '../corpus/corpus.ts';
import { CLIENT, MAILBOX, ROLES, TENANT } from '../graph/target-rig.ts';
import type { RunningDovecot } from '../servers/dovecot.ts';
import { writeMaildir } from '../servers/maildir.ts';
import { describeWithDovecot, mustNotSkip, skipped } from '../servers/with-dovecot.ts';
import { runGodwit } from './godwit.ts';

const SECRET = 'opens the tenant';
const why = whyNoCorpus();
if (why !== null && !mustNotSkip()) skipped('the corpus through Microsoft Graph', why);
else describeWithDovecot('the corpus through Microsoft Graph', { separator: '.', prefix: 'INBOX.' }, theWalk);

function theWalk(dovecot: () => RunningDovecot): void {
  const mailbox = corpusMailbox('.');
  const total = mailbox.flatMap((folder) => folder.messages).length;
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-graph-walk-'));
    await writeFile(join(folder, 'source-password'), dovecot().password, { mode: 0o600 });
    await writeFile(join(folder, 'secret'), SECRET, { mode: 0o600 });
    await writeMaildir(dovecot().user('source').mailFolder, mailbox, dovecot());
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('arrives with tokens that live five minutes, is proven item by item, and a second run writes nothing', async () => {
    const graph = await startGraph({
      store: { folder: join(folder, 'graph'), addresses: [MAILBOX] },
      tenant: TENANT,
      settings: { apps: [{ clientId: CLIENT, secret: SECRET, roles: ROLES }], tokenLifeS: 300 },
    });
    const copy = async (): Promise<Report> => {
      const { stdout, stderr } = await runGodwit([
        'copy',
        '--json',
        `--source=imaps://source@127.0.0.1:${dovecot().imapsPort}`,
        `--source-password-file=${join(folder, 'source-password')}`,
        `--ca-file=${dovecot().caFile}`,
        `--target=graph+${graph.origin}/${TENANT}/${MAILBOX}`,
        `--client-id=${CLIENT}`,
        `--client-secret-file=${join(folder, 'secret')}`,
        '--allow-insecure-loopback',
        `--state=${join(folder, 'state')}`,
      ]);
      if (!stdout.startsWith('{')) throw new Error(`no report: ${stdout}${stderr}`);
      return JSON.parse(stdout);
    };
    const first = await copy();
    const named = JSON.stringify(first.exceptions.slice(0, 10));
    expect((first.items['verified'] ?? 0) + (first.items['failed'] ?? 0), named).toBe(total);
    expect(first.items['verified'] ?? 0, named).toBeGreaterThan(total * 0.97);
    expect(graph.counters.itemsImported).toBe(first.itemsWritten);

    const imported = graph.counters.itemsImported;
    const second = await copy();
    expect(second.itemsWritten).toBe(0);
    expect(graph.counters.itemsImported).toBe(imported);
    const { sentMail, malformed, throttled, impoliteRequests } = graph.counters;
    expect({ sentMail, malformed, throttled, impoliteRequests }).toEqual({
      sentMail: 0,
      malformed: 0,
      throttled: 0,
      impoliteRequests: 0,
    });
    expect(graph.counters.concurrencyPeak).toBeLessThanOrEqual(4);
    expect(graph.receiptsArmed()).toBe(0);
    await graph.close();
  });
}

interface Report {
  readonly items: Readonly<Record<string, number>>;
  readonly itemsWritten: number;
  readonly exceptions: readonly { readonly folder: string; readonly code: string; readonly cause: string }[];
}
