import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { untilStopped } from '../../test/service/engine.ts';
import { testStore } from '../../test/service/store.ts';
import { HOUR_MS, hoursFrom, waveStage } from '../../test/service/waves.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { systemRandom } from '../base/random.ts';
import type { BlackoutId } from '../model/blackout.ts';
import { DEFAULT_SETTINGS, type ProjectSettings } from '../model/policy.ts';
import type { ProjectId } from '../model/project.ts';
import { addProjectBlackout, removeProjectBlackout } from '../project/plan-blackout.ts';
import { setProjectSettings } from '../project/project-settings.ts';
import type { EngineControl } from './engine.ts';

const db = await freshDatabase();
const store = testStore(db);
const clock = fakeClock();
const stage = waveStage(store, clock);
type Mine = Awaited<ReturnType<typeof stage.planned>>;

async function running(): Promise<Mine> {
  const mine = await stage.planned({ startsAt: hoursFrom(clock, 1) });
  await stage.act(mine, 'start');
  await stage.actOnWave(mine, 'start');
  return mine;
}

function blackOut({ organisation, project }: Mine, hours: number): Promise<BlackoutId> {
  const span = { is: 'once', from: clock.now(), until: hoursFrom(clock, hours) } as const;
  return store.inTenant(organisation, (tenant) =>
    addProjectBlackout(tenant, project, { reason: 'month end', span }, stage.by, stage.deps),
  );
}

describe('while a blackout holds', () => {
  test('nothing begins, and goes on by itself when it is over', async () => {
    const mine = await running();
    await blackOut(mine, 2);
    expect(await stage.doNext(mine)).toEqual([]);
    expect(await stage.look(mine)).toMatchObject({ mailbox: 'queued', jobs: ['mailbox.copy', 'mailbox.copy'] });
    clock.advance(2 * HOUR_MS);
    expect(await stage.doNext(mine)).toEqual(['copy first', 'copy delta']);
  });

  test('what runs is settled and set aside', async () => {
    const mine = await running();
    const on = async (_call: string, control: EngineControl): Promise<void> => {
      await blackOut(mine, 2);
      await untilStopped(control);
    };
    expect(await stage.doNext(mine, stage.jobDeps({ on }))).toEqual(['copy first']);
    expect((await stage.look(mine)).mailbox).toBe('queued');
    expect(await stage.doNext(mine)).toEqual([]);
  });

  test('a wave waits with its start, which then says how late it is', async () => {
    const mine = await stage.planned({ startsAt: hoursFrom(clock, 1) });
    await stage.act(mine, 'start');
    await stage.actOnWave(mine, 'schedule');
    await blackOut(mine, 3);
    clock.advance(2 * HOUR_MS);
    await stage.lookAtClock();
    expect((await stage.look(mine)).wave).toBe('scheduled');
    clock.advance(HOUR_MS);
    await stage.lookAtClock();
    const start = (await stage.events(mine)).find(({ facts }) => 'lateSeconds' in facts);
    expect(start?.name).toBe('start');
    // Its start was cut to the minute.
    expect(Math.floor(Number(start?.facts.lateSeconds) / 60)).toBe(120);
  });

  test('it can be taken away, and one of the installation holds for every project', async () => {
    const mine = await running();
    const id = await blackOut(mine, 2);
    await store.inTenant(mine.organisation, (tenant) =>
      removeProjectBlackout(tenant, mine.project, id, stage.by, stage.deps),
    );
    const span = { is: 'once', from: clock.now(), until: hoursFrom(clock, 1) } as const;
    const all = { id: systemRandom.id() as BlackoutId, reason: 'the database moves', span };
    await store.inHouse((house) => house.addBlackout(all));
    expect(await stage.doNext(mine)).toEqual([]);
    await store.inHouse((house) => house.removeBlackout(all.id));
    expect(await stage.doNext(mine)).toEqual(['copy first', 'copy delta']);
  });
});

describe('the settings of a project', () => {
  const set = (
    { organisation, project }: { organisation: Mine['organisation']; project: ProjectId },
    to: ProjectSettings,
  ) =>
    store.inTenant(organisation, (tenant) =>
      setProjectSettings(tenant, project, to, { by: stage.by, reason: 'asked for' }, stage.deps),
    );
  const withoutJunk: ProjectSettings = {
    ...DEFAULT_SETTINGS,
    policy: { ...DEFAULT_SETTINGS.policy, skipRoles: ['junk'] },
  };

  test('reach the engine, and are kept as an event of what changed', async () => {
    const mine = await stage.planned({});
    await set(mine, withoutJunk);
    await stage.act(mine, 'start');
    await stage.actOnWave(mine, 'start');
    const own = stage.jobDeps();
    const policies: unknown[] = [];
    const engine = {
      ...own.engine,
      copy: async (...[task]: Parameters<typeof own.engine.copy>) => void policies.push(task.policy),
    };
    await stage.doNext(mine, { ...own, engine });
    expect(policies[0]).toEqual(withoutJunk.policy);
    const event = (await stage.events(mine)).find(({ name }) => name === 'set');
    expect(event).toMatchObject({ facts: { skipRoles: ' → junk' }, reason: 'asked for' });
  });

  test('are refused where mailboxes have begun under others, but for how often and what is deleted', async () => {
    const mine = await running();
    await expect(set(mine, withoutJunk)).rejects.toMatchObject({ code: 'project.move-refused' });
    const follow = { ...DEFAULT_SETTINGS, policy: { ...DEFAULT_SETTINGS.policy, deletions: 'follow' } } as const;
    await set(mine, { ...follow, deltaEveryHours: 12 });
    const kept = await store.inTenant(mine.organisation, (tenant) => tenant.projectSettings(mine.project));
    expect(kept).toEqual({ ...follow, deltaEveryHours: 12 });
  });

  test('say how often a mailbox follows its source', async () => {
    const mine = await stage.planned({ cutOverAt: hoursFrom(clock, 100) });
    await set(mine, { ...DEFAULT_SETTINGS, deltaEveryHours: 24 });
    await stage.act(mine, 'start');
    await stage.actOnWave(mine, 'start');
    await stage.doNext(mine);
    clock.advance(12 * HOUR_MS);
    await stage.lookAtClock();
    expect((await stage.look(mine)).jobs).toEqual(['mailbox.copy']);
    clock.advance(15 * HOUR_MS);
    await stage.lookAtClock();
    expect((await stage.look(mine)).jobs).toEqual(['mailbox.copy', 'mailbox.delta']);
  });
});
