import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { all } from '../../../test/contract/contract.ts';
import { inboxOf, openRig, putTo, texts, writesOf } from '../../../test/imap/target-rig.ts';
import { steppedClock } from '../../../test/stepped-clock.ts';
import type { BytePace } from '../../base/byte-pace.ts';
import { silentLog } from '../../base/log.ts';
import { Failure } from '../../base/problem.ts';
import { systemRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import type { BudgetKey } from '../../model/budget.ts';
import { Share } from '../../work/budget/share.ts';
import type { Budgets } from '../service/shared-budgets.ts';
import { type MailboxDeps, sourceOpener, targetOpener } from './mailboxes.ts';

const never = new AbortController().signal;
const PATIENCE_MS = 20_000;
const CLOSING_MS = 250;

const DEPS = {
  random: systemRandom,
  log: silentLog,
  watch: () => undefined,
  spoolFolder: tmpdir(),
  notes: 'as messages',
} as const;

/** One IMAP mailbox as source and as target, with one connection to each and every byte counted. */
async function rig() {
  const imap = await openRig();
  const clock = steppedClock();
  const shareOf = (key: string): Share => {
    const options = { key: key as BudgetKey, name: key, clock, most: () => 1, ring: () => undefined };
    const share = new Share(options);
    share.take({ key: options.key, share: 1, bound: 1, lowered: 0, restMs: 0 }, clock.now());
    return share;
  };
  const counted = { from: 0, to: 0 };
  const paceOf = (side: 'from' | 'to'): BytePace => ({
    take: (bytes) => {
      counted[side] += bytes;
      return null;
    },
  });
  const [sources, targets] = [shareOf('sources'), shareOf('targets')];
  const named: string[] = [];
  const budgets: Budgets = {
    connections: () => sources,
    targetConnections: () => targets,
    requests: () => shareOf('requests'),
    bytesFrom: (host) => {
      named.push(`from ${host}`);
      return paceOf('from');
    },
    bytesTo: (server, user) => {
      named.push(`to ${user} at ${server}`);
      return paceOf('to');
    },
  };
  const held = { is: true };
  const mayStillSend = (): void => {
    if (!held.is) throw new Failure('run.lease-lost', { mailbox: 'ann' });
  };
  const deps: MailboxDeps = { ...DEPS, clock, budgets, mayStillSend };
  const { host, port } = imap.server;
  const address = { is: 'imap', host, port, security: 'plain', user: 'ann' } as const;
  const password = new Secret('pw');
  const owner = { timeZone: 'UTC', addresses: [] };
  const openTarget = targetOpener({ address, password, auth: 'auto', owner }, [], deps);
  const openSource = sourceOpener({ address, password }, [], deps);
  return { imap, clock, counted, named, held, openTarget, openSource };
}

describe('an IMAP target among others', () => {
  test('opens a connection when one is free at its host, and gives it back', async () => {
    const { clock, openTarget, openSource } = await rig();
    const first = await openTarget(never);
    // The connections of sources are counted apart.
    const source = await openSource(never);
    const second = openTarget(never);
    await first.close();
    await clock.advance(CLOSING_MS);
    const opened = await second;
    const late = expect(openTarget(never)).rejects.toMatchObject({ code: 'target.connections-taken' });
    await clock.advance(PATIENCE_MS);
    await late;
    await Promise.all([opened.close(), source.close()]);
  });

  test('and its source are as fast as the shared paces let them, for all that goes over their lines', async () => {
    const { imap, counted, named, openTarget, openSource } = await rig();
    const target = await openTarget(never);
    const text = `Subject: long\r\n\r\n${'x'.repeat(100_000)}`;
    expect((await putTo(target, await inboxOf(target), writesOf([text]))).failure).toBeNull();
    expect(counted.to).toBeGreaterThan(text.length);
    expect(counted.to).toBeLessThan(2 * text.length);
    const source = await openSource(never);
    const [inbox] = await source.folders(never);
    if (inbox === undefined) throw new Error('the server has no INBOX');
    const listing = { cursor: null, known: nothing };
    const refs = (await all(source.list(inbox, listing, never))).flatMap(({ heads }) => heads.map(({ ref }) => ref));
    expect(await all(source.read(inbox, refs, never))).toHaveLength(1);
    expect(counted.from).toBeGreaterThan(text.length);
    expect(counted.from).toBeLessThan(2 * text.length);
    const { host, port } = imap.server;
    expect(new Set(named)).toEqual(new Set([`from ${host}`, `to ann at ${host}:${port}`]));
    await Promise.all([target.close(), source.close()]);
  });

  test('writes nothing once its mailbox may have another mover', async () => {
    const { imap, held, openTarget } = await rig();
    const target = await openTarget(never);
    const inbox = await inboxOf(target);
    held.is = false;
    expect(await putTo(target, inbox, writesOf(texts(2)))).toEqual({ settled: [], failure: 'run.lease-lost' });
    expect(imap.account.mailbox('INBOX').messages).toHaveLength(0);
    await target.close();
  });
});

async function* nothing(): AsyncGenerator<never> {}
