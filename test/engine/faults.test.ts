import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/problem.ts';
import type { Watch } from '../../src/model/progress.ts';
import type { Settled, Target, Write } from '../../src/model/target.ts';
import { mail, newWorld, runOnce, targetContents, type World } from './world.ts';

const INBOX = ['INBOX'];
const lost = () => new Failure('connection.lost', { host: 'target.example', reason: 'cut by the test' });

function worldOf(messages: number): World {
  const world = newWorld();
  world.source.addFolder(INBOX, 'inbox');
  for (let n = 0; n < messages; n++) world.source.add(INBOX, mail(`message ${n}`));
  return world;
}

/** Writes go through until `survive` are done; then the connection breaks, `times` times in all. */
function breaking(target: Target, survive: number, times: number): Target {
  let breaks = 0;
  return {
    ...target,
    async *put(folder, writes, signal): AsyncIterable<readonly Settled[]> {
      let done = 0;
      for await (const settled of target.put(folder, writes, signal)) {
        if (breaks < times && done >= survive) {
          breaks += 1;
          throw lost();
        }
        done += settled.length;
        yield settled;
      }
    },
  };
}

describe('a connection that breaks after a write and before its answer', () => {
  test.each(['inside', 'none'] as const)('loses and doubles nothing (markers: %s)', async (marks) => {
    const world = worldOf(20);
    const target = { marks };
    const { summary } = await runOnce(world, { target, wrapTarget: (inner) => breaking(inner, 7, 3) });
    expect(targetContents(world)['INBOX']).toHaveLength(20);
    expect(new Set(targetContents(world)['INBOX']).size).toBe(20);
    expect(summary?.itemsFailed).toBe(0);
  });

  test('is waited for a little longer each time, and given up in the end', async () => {
    const world = worldOf(20);
    const run = runOnce(world, { wrapTarget: (inner) => breaking(inner, 0, Number.POSITIVE_INFINITY) });
    await expect(run).rejects.toMatchObject({ code: 'connection.lost' });
    expect(world.clock.slept.filter((ms) => ms % 1000 === 0 && ms < 6000)).toEqual([1000, 2000, 3000, 4000, 5000]);
  });
});

test('a write that arrives after it was looked for is found on the next look and not sent twice', async () => {
  const world = worldOf(3);
  const late: (() => Promise<void>)[] = [];
  const wrapTarget = (target: Target): Target => ({
    ...target,
    // The first write is taken, but done only when the time for doubts has passed.
    put: (folder, writes, signal) => {
      if (late.length > 0) return target.put(folder, writes, signal);
      late.push(async () => {
        for await (const _ of target.put(folder, collected(taken), signal));
      });
      const taken: Write[] = [];
      return breakAfterTaking(writes, taken);
    },
    find: async (folder, doubts, signal) => {
      await late[0]?.();
      late[0] = async () => undefined;
      return target.find(folder, doubts, signal);
    },
  });
  await runOnce(world, { wrapTarget });
  expect(targetContents(world)['INBOX']).toHaveLength(3);
  expect(world.clock.slept).toEqual([1000, 19_000]); // the pause after the break is part of the rest
});

async function* breakAfterTaking(writes: AsyncIterable<Write>, taken: Write[]): AsyncIterable<readonly Settled[]> {
  for await (const write of writes) taken.push(write);
  yield [];
  throw lost();
}

async function* collected(writes: readonly Write[]): AsyncIterable<Write> {
  yield* writes;
}

test('a folder the target refuses stops nothing else, not even what is on its way at that moment', async () => {
  const world = worldOf(2500); // more than the batches that are under way at once
  world.source.addFolder(['Files']);
  world.source.add(['Files'], mail('stays behind'));
  const began = Promise.withResolvers<void>();
  const refused = Promise.withResolvers<void>();
  const { summary } = await runOnce(world, {
    wrapTarget: (target) => ({
      ...target,
      async *put(folder, writes, signal): AsyncIterable<readonly Settled[]> {
        for await (const settled of target.put(folder, writes, signal)) {
          began.resolve();
          await refused.promise;
          yield settled;
        }
      },
      ensureFolder: async (wanted, signal) => {
        if (wanted.path[0] !== 'Files') return target.ensureFolder(wanted, signal);
        await began.promise;
        setImmediate(() => refused.resolve());
        throw new Failure('target.folder-refused', { folder: 'Files', reason: 'reserved' });
      },
    }),
  });
  expect(summary?.stoppedFolders).toMatchObject([{ path: ['Files'], problem: { code: 'target.folder-refused' } }]);
  expect(targetContents(world)['INBOX']).toHaveLength(2500);
});

test('a full target ends the run at once, and a later run writes only what is missing', async () => {
  const world = worldOf(10);
  let room = 4;
  const full = (target: Target): Target => ({
    ...target,
    async *put(folder, writes, signal): AsyncIterable<readonly Settled[]> {
      for await (const settled of target.put(folder, writesUntil(writes), signal)) yield settled;
      if (room <= 0) throw new Failure('target.full', { reason: 'quota', missing: '6 messages' });
    },
  });
  async function* writesUntil(writes: AsyncIterable<Write>): AsyncIterable<Write> {
    for await (const write of writes) {
      if (room <= 0) return;
      room -= 1;
      yield write;
    }
  }
  await expect(runOnce(world, { wrapTarget: full })).rejects.toMatchObject({ code: 'target.full' });
  world.clock.advance(60_000);
  const { summary } = await runOnce(world);
  expect(summary?.itemsWritten).toBe(6);
  expect(targetContents(world)['INBOX']).toHaveLength(10);
});

test('a defect in an adapter is thrown as it is and never taken for a broken connection', async () => {
  const world = worldOf(2);
  const broken = (target: Target): Target => ({
    ...target,
    put: () => {
      throw new TypeError('a defect');
    },
  });
  await expect(runOnce(world, { wrapTarget: broken })).rejects.toThrow('a defect');
});

test('a run that lost its ledger recognises its own items by their markers', async () => {
  const world = worldOf(5);
  await runOnce(world);
  const { ledger } = newWorld();
  const { summary } = await runOnce({ ...world, ledger });
  expect(summary).toMatchObject({ itemsWritten: 0, itemsAdopted: 5 });
});

test('refused messages are named and tried once more by the next run', async () => {
  const world = worldOf(3);
  const refuses = (bytes: Buffer) => bytes.toString() === 'message 1';
  const first = await runOnce(world, { target: { refuses } });
  expect(first.summary).toMatchObject({ itemsWritten: 2, itemsFailed: 1 });
  await world.ledger.retryFailed({ missingToo: true });
  const second = await runOnce(world);
  expect(second.summary).toMatchObject({ itemsWritten: 1, itemsFailed: 0 });
});

describe('a strict move', () => {
  test('writes nothing while a name is odd, and everything once it is changed', async () => {
    const world = worldOf(3);
    world.source.addFolder(['Q&A']);
    world.source.add(['Q&A'], mail('a question'));
    const policy = { folderNames: 'strict' } as const;
    const end = await runOnce(world, { policy }).catch((error: unknown) => error);
    expect(end).toMatchObject({ code: 'source.names-refused', facts: { count: '1', names: '"Q&A" holds &' } });
    expect(targetContents(world)).toEqual({});
    await runOnce(world);
    expect(Object.keys(targetContents(world)).sort()).toEqual(['INBOX', 'Q&A']);
    const plain = worldOf(3);
    await runOnce(plain, { policy });
    expect(targetContents(plain)['INBOX']).toHaveLength(3);
  });
});

describe('whoever watches a run', () => {
  const phasesOf = async (world: World, watch: Watch, stopping?: AbortSignal): Promise<readonly string[]> => {
    const phases: string[] = [];
    const both: Watch = (progress) => {
      if (progress.is === 'phase') phases.push(progress.phase);
      watch(progress);
    };
    const run = runOnce(world, { watch: both, ...(stopping === undefined ? {} : { stopping }) });
    await run.catch((error: unknown) => {
      if (!(error instanceof Failure) || error.code !== 'run.interrupted') throw error;
    });
    return phases;
  };

  test('is told when everything is listed', async () => {
    expect(await phasesOf(worldOf(3), () => undefined)).toEqual(['listing', 'copying']);
  });

  test('is not told so by a run that was asked to stop while it listed', async () => {
    const stopping = new AbortController();
    const stop: Watch = ({ is }) => {
      if (is === 'listed') stopping.abort();
    };
    expect(await phasesOf(worldOf(3), stop, stopping.signal)).toEqual(['listing']);
  });
});
