import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { testStore } from '../../test/service/store.ts';
import { HOUR_MS, hoursFrom, waveStage } from '../../test/service/waves.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { silentLog } from '../base/log.ts';
import { keepSchedule } from './schedule.ts';

const db = await freshDatabase();
const store = testStore(db);
const clock = fakeClock();
const stage = waveStage(store, clock);

async function scheduled(startHours: number, cutOverHours: number | null = null) {
  const cutOverAt = cutOverHours === null ? null : hoursFrom(clock, cutOverHours);
  const mine = await stage.planned({ startsAt: hoursFrom(clock, startHours), cutOverAt });
  await stage.act(mine, 'start');
  await stage.actOnWave(mine, 'schedule');
  return mine;
}

describe('the schedule', () => {
  test('starts a wave on its minute, once, however many programs look', async () => {
    const mine = await scheduled(2);
    clock.advance(2 * HOUR_MS - 1);
    await stage.lookAtClock();
    expect((await stage.look(mine)).wave).toBe('scheduled');
    clock.advance(1);
    await Promise.all(Array.from({ length: 4 }, () => stage.lookAtClock()));
    expect(await stage.look(mine)).toMatchObject({ wave: 'running', mailbox: 'queued', jobs: ['mailbox.copy'] });
    const starts = (await stage.events(mine)).filter(({ subject, name }) => subject === 'wave' && name === 'start');
    expect(starts).toHaveLength(1);
    expect(starts[0]).toMatchObject({ actor: { is: 'godwit', worker: 'w' }, facts: { lateSeconds: 0 } });
  });

  test('catches up after days without any program, and says how late it is', async () => {
    const mine = await scheduled(1, 30);
    clock.advance(49 * HOUR_MS);
    await stage.lookAtClock();
    const byTheHour = (await stage.events(mine)).filter(({ facts }) => 'lateSeconds' in facts);
    expect(byTheHour.map(({ name, facts }) => [name, facts.lateSeconds])).toEqual([
      ['start', 48 * 3600],
      ['cut-over', 19 * 3600],
    ]);
    expect(await stage.doNext(mine)).toEqual(['copy first', 'copy delta']);
  });

  test('cuts a wave over at its hour', async () => {
    const mine = await scheduled(0, 3);
    await stage.lookAtClock();
    await stage.doNext(mine);
    expect((await stage.look(mine)).mailbox).toBe('in-step');
    clock.advance(3 * HOUR_MS);
    await stage.lookAtClock();
    expect(await stage.look(mine)).toMatchObject({ mailbox: 'final-queued', jobs: ['mailbox.copy', 'mailbox.final'] });
  });

  test('starts nothing of a project that stands still, and what is due when it goes on', async () => {
    const mine = await scheduled(1);
    await stage.act(mine, 'pause');
    clock.advance(2 * HOUR_MS);
    await stage.lookAtClock();
    expect((await stage.look(mine)).wave).toBe('scheduled');
    await stage.act(mine, 'resume');
    await stage.lookAtClock();
    expect((await stage.look(mine)).wave).toBe('running');
  });

  test('looks on each minute until it is ended', async () => {
    const ending = new AbortController();
    const minutes: number[] = [];
    const watched = {
      ...clock,
      sleep: async (ms: number, signal: AbortSignal) => {
        await clock.sleep(ms, signal);
        minutes.push(clock.now() % 60_000);
        if (minutes.length === 3) ending.abort();
      },
    };
    clock.advance(12_345);
    await keepSchedule({ ...stage.deps, clock: watched, store, log: silentLog, worker: 'w' }, ending.signal);
    expect(minutes).toEqual([0, 0, 0]);
  });
});
