import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { memoryTarget } from '../../src/target/memory.ts';
import { mail, newWorld, type RunOptions, runOnce, targetContents, type World } from './world.ts';

const INBOX = ['INBOX'];
const SENT = ['Sent'];
const PLAN = ['Plans', 'Old/New'];
const CALENDAR = ['Calendar'];

/** Nine messages in three folders: exact duplicates, flags, an empty one, and one that is too large; and three events. */
function filledWorld(): World {
  const world = newWorld();
  const { source } = world;
  source.addFolder(INBOX, 'inbox');
  source.addFolder(SENT, 'sent');
  source.addFolder(['Plans'], 'plain', false);
  source.addFolder(PLAN);
  source.add(INBOX, mail('one', { flags: ['seen'] }));
  source.add(INBOX, mail('two', { flags: ['flagged'], keywords: ['Blue'] }));
  source.add(INBOX, mail('two', { flags: ['flagged'], keywords: ['Blue'] }));
  source.add(INBOX, mail('owt'));
  source.add(INBOX, mail(''));
  source.add(SENT, mail('three', { flags: ['seen', 'answered'] }));
  source.add(SENT, mail('x'.repeat(2000)));
  source.add(PLAN, mail('four', { flags: ['draft'] }));
  source.add(PLAN, mail('one', { flags: ['seen'] }));
  source.addFolder(CALENDAR, 'calendar', true, 'event');
  for (const event of ['breakfast', 'lunch', 'dinner']) source.add(CALENDAR, mail(event));
  return world;
}

/** What the user does between a first pass and the second. */
function useMailbox(world: World): void {
  const { source } = world;
  source.flag(INBOX, '1:1' as never, ['seen', 'flagged']);
  source.move(INBOX, '1:2' as never, PLAN);
  source.remove(SENT, '1:1' as never);
  source.add(INBOX, mail('five', { day: 2 }));
  source.renumber(PLAN);
  source.edit(CALENDAR, '1:1' as never, Buffer.from('late breakfast'));
  source.edit(CALENDAR, '1:2' as never, Buffer.from('long lunch'));
  source.remove(CALENDAR, '1:3' as never);
  source.add(CALENDAR, mail('supper'));
}

const LIMIT = { itemBytesMax: 1000 };
const CASES: readonly { name: string; first: RunOptions; second: RunOptions | null }[] = [
  { name: 'a bulk pass into a target with markers', first: { target: LIMIT }, second: null },
  { name: 'a bulk pass into a target without markers', first: { target: { ...LIMIT, marks: 'none' } }, second: null },
  {
    name: 'a delta pass into a target with markers',
    first: { target: LIMIT },
    second: { pass: 'delta', target: LIMIT, policy: { deletions: 'follow' } },
  },
  {
    name: 'a delta pass into a target without markers',
    first: { target: { ...LIMIT, marks: 'none' } },
    second: { pass: 'delta', target: { ...LIMIT, marks: 'none' }, policy: { deletions: 'follow' } },
  },
];

/** Runs the case with crashes in its last pass; gives the world and the steps that pass has when nothing ends it. */
async function played(
  one: (typeof CASES)[number],
  crashes: readonly number[],
): Promise<{ world: World; steps: number }> {
  const world = filledWorld();
  if (one.second !== null) {
    await runOnce(world, one.first);
    useMailbox(world);
  }
  const pass = one.second ?? one.first;
  for (const crashAt of crashes) await runOnce(world, { ...pass, crashAt });
  const { steps } = await runOnce(world, pass);
  return { world, steps };
}

describe.each(CASES)('$name', (one) => {
  test('ends alike wherever it was ended once', async () => {
    const { world, steps } = await played(one, []);
    const wanted = targetContents(world);
    expect(steps).toBeGreaterThan(25);
    for (let crashAt = 1; crashAt <= steps; crashAt++) {
      const crashed = await played(one, [crashAt]);
      expect(targetContents(crashed.world), `after a crash at step ${crashAt}`).toEqual(wanted);
      const again = await runOnce(crashed.world, one.second ?? one.first);
      expect(again.summary?.itemsWritten, `a third run after a crash at step ${crashAt}`).toBe(0);
    }
  });

  test('ends alike wherever it was ended twice', async () => {
    const { world, steps } = await played(one, []);
    const wanted = targetContents(world);
    const seed = 42;
    const random = seededRandom(seed);
    for (let round = 0; round < 200; round++) {
      const crashes = [1 + random.int(steps), 1 + random.int(steps)];
      const crashed = await played(one, crashes);
      expect(targetContents(crashed.world), `seed ${seed}, crashes at ${crashes.join(' and ')}`).toEqual(wanted);
    }
  });
});

test('every message arrives with date, flags and keywords, and the source is as it was', async () => {
  const world = filledWorld();
  const before = world.source.snapshot();
  const { summary } = await runOnce(world, { target: LIMIT });
  expect(summary).toMatchObject({ itemsWritten: 11, itemsFailed: 1 });
  expect(targetContents(world)).toMatchObject({
    'Plans/Old/New': [expect.stringContaining('four'), expect.stringContaining('one')],
  });
  expect(world.source.snapshot()).toBe(before);
});

test('a delta pass moves, flags, removes, adds and copies nothing again', async () => {
  const world = filledWorld();
  await runOnce(world, { target: LIMIT });
  useMailbox(world);
  const { summary } = await runOnce(world, { pass: 'delta', target: LIMIT, policy: { deletions: 'follow' } });
  expect(summary).toMatchObject({
    itemsWritten: 2,
    itemsMoved: 1,
    itemsUpdated: 3,
    itemsRemoved: 2,
    itemsAdopted: 2,
    itemsFailed: 0,
  });
  const day = Date.UTC(2020, 0, 1);
  expect(targetContents(world)).toEqual({
    Calendar: [`late breakfast ${day} `, `long lunch ${day} `, `supper ${day} `],
    INBOX: [
      ` ${day} `,
      `five ${Date.UTC(2020, 0, 2)} `,
      `one ${day} flagged seen`,
      `owt ${day} `,
      `two ${day} flagged|Blue`,
    ],
    'Plans/Old/New': [`four ${day} draft`, `one ${day} seen`, `two ${day} flagged|Blue`],
  });
});

test('a renamed folder is moved with all that is in it, and its copy is nowhere twice', async () => {
  const world = filledWorld();
  await runOnce(world, { target: LIMIT });
  world.source.renameFolder(PLAN, ['Plans', 'Renamed']);
  world.source.add(['Plans', 'Renamed'], mail('six'));
  const { summary } = await runOnce(world, { pass: 'delta', target: LIMIT });
  expect(summary).toMatchObject({ itemsMoved: 2, itemsWritten: 1 });
  expect(targetContents(world)['Plans/Old/New']).toBeUndefined();
  expect(targetContents(world)['Plans/Renamed']).toHaveLength(3);
});

test('a folder that was missing from one listing only is as it was', async () => {
  const world = filledWorld();
  await runOnce(world, { target: LIMIT });
  const before = targetContents(world);
  world.source.renameFolder(SENT, ['Elsewhere']);
  world.source.remove(['Elsewhere'], '1:1' as never);
  await runOnce(world, { pass: 'delta', target: LIMIT, policy: { deletions: 'follow' } });
  expect(targetContents(world)).toEqual(before);
});

test('with a target that forgets markers some crashes double a message, so the crash test can fail', async () => {
  const one = CASES[0];
  if (one === undefined) throw new Error('there is a first case');
  const forgetful = {
    ...one.first,
    wrapTarget: (target: ReturnType<typeof memoryTarget>) => ({ ...target, find: async () => new Map() }),
  };
  const { world, steps } = await played({ ...one, first: forgetful }, []);
  const wanted = JSON.stringify(targetContents(world));
  let wrong = 0;
  for (let crashAt = 1; crashAt <= steps; crashAt++) {
    const crashed = await played({ ...one, first: forgetful }, [crashAt]);
    if (JSON.stringify(targetContents(crashed.world)) !== wanted) wrong += 1;
  }
  expect(wrong).toBeGreaterThan(5);
});
