import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { untilStopped } from '../../test/service/engine.ts';
import { testStore } from '../../test/service/store.ts';
import { HOUR_MS, hoursFrom, waveStage } from '../../test/service/waves.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { Failure } from '../base/problem.ts';
import type { EngineControl } from './engine.ts';

const db = await freshDatabase();
const store = testStore(db);
const clock = fakeClock();
const stage = waveStage(store, clock);

/** A mailbox that is in step with its source, a day before its cut-over. */
async function inStep() {
  const mine = await stage.planned({ cutOverAt: hoursFrom(clock, 24) });
  await stage.actOn(mine, 'prepare');
  await stage.act(mine, 'start');
  await stage.actOnWave(mine, 'start');
  await stage.doNext(mine);
  clock.advance(20_000); // its worker is not heard of any more
  return mine;
}

async function becomeDue(mine: Awaited<ReturnType<typeof inStep>>): Promise<void> {
  clock.advance(5 * HOUR_MS);
  await stage.lookAtClock();
  expect((await stage.look(mine)).jobs.at(-1)).toBe('mailbox.delta');
}

describe('a mailbox whose cut-over lies ahead', () => {
  test('begins with its wave and not with its project, and is copied while people work', async () => {
    const mine = await stage.planned({ cutOverAt: hoursFrom(clock, 24) });
    await stage.act(mine, 'start');
    expect(await stage.look(mine)).toMatchObject({ mailbox: 'listed', jobs: [] });
    await stage.actOnWave(mine, 'start');
    expect(await stage.doNext(mine)).toEqual(['copy first']);
    expect(await stage.look(mine)).toMatchObject({ wave: 'running', mailbox: 'in-step', jobs: ['mailbox.copy'] });
  });

  test('follows its source every few hours, and no sooner', async () => {
    const mine = await inStep();
    clock.advance(3 * HOUR_MS);
    await stage.lookAtClock();
    expect((await stage.look(mine)).jobs).toEqual(['mailbox.copy']);
    clock.advance(2 * HOUR_MS);
    await Promise.all([stage.lookAtClock(), stage.lookAtClock()]);
    expect((await stage.look(mine)).jobs).toEqual(['mailbox.copy', 'mailbox.delta']);
    expect(await stage.doNext(mine)).toEqual(['copy delta']);
    expect((await stage.look(mine)).mailbox).toBe('in-step');
  });

  test('is brought over and verified when somebody says so, with a reason', async () => {
    const mine = await inStep();
    await expect(stage.actOnWave(mine, 'cut-over', null)).rejects.toMatchObject({ code: 'project.reason-missing' });
    await stage.actOnWave(mine, 'cut-over');
    expect(await stage.look(mine)).toMatchObject({ mailbox: 'final-queued', jobs: ['mailbox.copy', 'mailbox.final'] });
    expect(await stage.doNext(mine)).toEqual(['copy delta']);
    expect(await stage.doNext(mine)).toEqual(['verify']);
    expect(await stage.look(mine)).toMatchObject({ project: 'completed', wave: 'completed', mailbox: 'verified' });
    await expect(stage.actOnWave(mine, 'cut-over')).rejects.toMatchObject({ code: 'project.move-refused' });
  });

  test('goes on to its end at once when the cut-over comes while everything is still being copied', async () => {
    const mine = await stage.planned({ cutOverAt: hoursFrom(clock, 24) });
    await stage.act(mine, 'start');
    await stage.actOnWave(mine, 'start');
    const on = async (call: string): Promise<void> => {
      if (call === 'copy first') await stage.actOnWave(mine, 'cut-over');
    };
    expect(await stage.doNext(mine, stage.jobDeps({ on }))).toEqual(['copy first', 'copy delta']);
    expect((await stage.look(mine)).mailbox).toBe('copied');
  });

  test('waits with its final pass for the delta that is under way, and does not double it', async () => {
    const mine = await inStep();
    await becomeDue(mine);
    const final = stage.jobDeps();
    const on = async (): Promise<void> => {
      await stage.actOnWave(mine, 'cut-over');
      await stage.doNext(mine, final);
    };
    expect(await stage.doNext(mine, stage.jobDeps({ on }))).toEqual(['copy delta']);
    expect(final.engine.calls).toEqual([]);
    expect((await stage.look(mine)).mailbox).toBe('final-queued');
    clock.advance(20_000);
    expect(await stage.doNext(mine, final)).toEqual(['copy delta']);
    expect((await stage.look(mine)).mailbox).toBe('copied');
  });

  test('stays in step, and is tried again, when a delta fails for a while', async () => {
    const mine = await inStep();
    await becomeDue(mine);
    await stage.doNext(mine, stage.jobDeps({ on: () => Promise.reject(new Failure('target.busy', { minutes: '5' })) }));
    expect((await stage.look(mine)).mailbox).toBe('in-step');
    const before = (await stage.look(mine)).jobs.length;
    clock.advance(6 * 60_000);
    await stage.lookAtClock();
    expect((await stage.look(mine)).jobs).toHaveLength(before + 1);
  });
});

describe('whoever interferes', () => {
  const busy = new TypeError('oops');
  test.each([
    { what: 'a pause in step', during: null, resume: 'resume' },
    { what: 'a pause in the delta', during: 'delta', resume: 'resume' },
    { what: 'a defect in the delta', during: 'fail', resume: 'retry' },
  ] as const)('by $what finds the mailbox in step again afterwards', async ({ during, resume }) => {
    const mine = await inStep();
    if (during !== null) await becomeDue(mine);
    const on = async (_call: string, control: EngineControl): Promise<void> => {
      if (during === 'fail') throw busy;
      await stage.actOn(mine, 'pause');
      await untilStopped(control);
    };
    if (during === null) await stage.actOn(mine, 'pause');
    else await stage.doNext(mine, stage.jobDeps({ on }));
    expect((await stage.look(mine)).mailbox).toBe(during === 'fail' ? 'attention' : 'paused');
    await stage.actOn(mine, resume);
    expect(await stage.doNext(mine)).toEqual(['copy first']);
    expect((await stage.look(mine)).mailbox).toBe('in-step');
  });

  test.each([
    { state: 'final-queued', pass: null },
    { state: 'catching-up', pass: 'copy delta' },
    { state: 'verifying', pass: 'verify' },
  ])('by a pause in $state finds it on the way to its end', async ({ state, pass }) => {
    const mine = await inStep();
    await stage.actOnWave(mine, 'cut-over');
    const on = async (call: string, control: EngineControl): Promise<void> => {
      if (call !== pass) return;
      await stage.actOn(mine, 'pause');
      await untilStopped(control);
    };
    if (pass === null) await stage.actOn(mine, 'pause');
    else await stage.doNext(mine, stage.jobDeps({ on }));
    if (pass === 'verify') await stage.doNext(mine, stage.jobDeps({ on }));
    expect((await stage.look(mine)).mailbox, state).toBe('paused');
    await stage.actOn(mine, 'resume');
    expect(await stage.doNext(mine)).toEqual(['copy first', 'copy delta']);
    expect(await stage.doNext(mine)).toEqual(['verify']);
    expect((await stage.look(mine)).mailbox).toBe('verified');
  });

  test('by re-opening a mailbox of a complete wave lets both run until it is settled again', async () => {
    const mine = await inStep();
    const others = await stage.addMailboxes(mine, 1); // keeps the project from being over
    expect(others).toHaveLength(1);
    await stage.actOnWave(mine, 'cut-over');
    await stage.doNext(mine);
    await stage.doNext(mine);
    expect(await stage.look(mine)).toMatchObject({ project: 'running', wave: 'completed', mailbox: 'verified' });
    await stage.actOn(mine, 'reopen');
    expect(await stage.look(mine)).toMatchObject({ wave: 'running', mailbox: 'queued' });
    expect(await stage.doNext(mine)).toEqual(['copy first', 'copy delta']);
    await stage.doNext(mine);
    expect(await stage.look(mine)).toMatchObject({ wave: 'completed', mailbox: 'verified' });
  });

  test('by stopping the wave ends the work at once, without waiting until it is settled', async () => {
    const mine = await inStep();
    await becomeDue(mine);
    let ended: unknown = null;
    const on = async (_call: string, { stopping, signal }: EngineControl): Promise<void> => {
      await stage.actOnWave(mine, 'stop');
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      expect(stopping.aborted).toBe(false);
      ended = signal.reason;
      throw signal.reason;
    };
    await stage.doNext(mine, stage.jobDeps({ on }));
    expect(ended).toMatchObject({ code: 'run.lease-lost' });
    expect(await stage.look(mine)).toMatchObject({ wave: 'paused', mailbox: 'in-step' });
    await stage.actOnWave(mine, 'resume');
    await stage.lookAtClock();
    expect(await stage.doNext(mine)).toEqual(['copy delta']);
  });
});
