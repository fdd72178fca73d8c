import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { addCustomer, testStore } from '../../test/service/store.ts';
import { hoursFrom, someone, waveStage } from '../../test/service/waves.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import type { OrganisationId } from '../model/organisation.ts';
import type { MailboxId } from '../model/project.ts';
import type { WaveId, WavePlan } from '../model/wave.ts';
import { assignMailboxes } from './assign-mailboxes.ts';
import { moveWave } from './move-wave.ts';
import { changeWave, removeWave } from './plan-wave.ts';

const db = await freshDatabase();
const store = testStore(db);
const clock = fakeClock();
const stage = waveStage(store, clock);
type Mine = Awaited<ReturnType<typeof stage.planned>>;

const planOf = async ({ organisation, wave }: Mine): Promise<WavePlan> => {
  const found = await store.inTenant(organisation, (tenant) => tenant.wave(wave));
  if (found === null) throw new Error('it is there');
  const { name, startsAt, cutOverAt, priority } = found;
  return { name, startsAt, cutOverAt, priority };
};

const assign = ({ organisation, project }: Mine, wave: WaveId | null, mailboxes: readonly MailboxId[]) =>
  store.inTenant(organisation, (tenant) => assignMailboxes(tenant, { project, wave, mailboxes }, stage.by, stage.deps));

describe('jobs of three organisations', () => {
  test('take turns, however many mailboxes one has, and the urgent ones of each come first', async () => {
    const [large, one, other] = [await stage.planned({ priority: 3 }), await stage.planned(), await stage.planned()];
    const many = await stage.addMailboxes(large, 199);
    await assign(large, large.wave, many.slice(0, 190));
    const urgent = many.slice(190);
    const urgentWave = await stage.addWaveTo(large, { priority: 1 }, urgent);
    for (const mine of [large, one, other]) {
      await stage.act(mine, 'start');
      await stage.actOnWave(mine, 'start');
    }
    await stage.actOnWave({ ...large, wave: urgentWave }, 'start');
    const jobs = [...store.jobs].sort((a, b) => a.rank - b.rank);
    const first = (organisation: OrganisationId): number => jobs.findIndex((job) => job.organisation === organisation);
    expect(jobs).toHaveLength(202);
    // Each of the small ones is among the first, before the second of anybody.
    expect(Math.max(first(one.organisation), first(other.organisation))).toBeLessThan(4);
    const ranks = (ids: readonly MailboxId[]) =>
      jobs.filter(({ mailbox }) => ids.includes(mailbox)).map(({ rank }) => rank);
    expect(ranks(urgent)).toEqual(urgent.map((_id, index) => index + 1));
    expect(ranks(many.slice(0, 190))).toHaveLength(190);
    expect(Math.max(...ranks(many.slice(0, 190)))).toBe(191);
  });
});

describe('a wave', () => {
  test('is scheduled only with a start and a mailbox, and starts only in a project that runs', async () => {
    const mine = await stage.planned();
    await expect(stage.actOnWave(mine, 'schedule')).rejects.toThrow(/needs a start, and a mailbox/);
    await expect(stage.actOnWave(mine, 'start')).rejects.toThrow(/project has to run first/);
    await stage.act(mine, 'start');
    await stage.actOnWave(mine, 'start');
    expect((await stage.look(mine)).wave).toBe('running');
  });

  test('is changed before it begins, and afterwards only where nothing is under way', async () => {
    const mine = await stage.planned({ startsAt: hoursFrom(clock, 1), cutOverAt: hoursFrom(clock, 24) });
    const plan = await planOf(mine);
    const place = { project: mine.project, wave: mine.wave };
    const change = (to: Partial<WavePlan>) =>
      store.inTenant(mine.organisation, (tenant) =>
        changeWave(tenant, place, { ...plan, ...to }, { by: stage.by, reason: null }, stage.deps),
      );
    await expect(change({ cutOverAt: hoursFrom(clock, 0) })).rejects.toThrow(/after its start/);
    await change({ name: 'Sales' });
    await stage.act(mine, 'start');
    await stage.actOnWave(mine, 'start');
    await expect(change({ name: 'Sales', startsAt: hoursFrom(clock, 2) })).rejects.toThrow(/has begun already/);
    await expect(change({ name: 'Sales', cutOverAt: null })).rejects.toThrow(/act cut-over/);
    await change({ name: 'Sales', cutOverAt: hoursFrom(clock, 48) });
    expect(await planOf(mine)).toMatchObject({ name: 'Sales', cutOverAt: hoursFrom(clock, 48) });
    const changes = (await stage.events(mine)).filter(({ name }) => name === 'change');
    expect(changes.map(({ facts }) => facts['new.name'])).toEqual(['Sales', 'Sales']);
  });

  test('is removed only without mailboxes, and gives its name to no second one', async () => {
    const mine = await stage.planned({ name: 'First' });
    const remove = () =>
      store.inTenant(mine.organisation, (tenant) =>
        removeWave(tenant, { project: mine.project, wave: mine.wave }, stage.by, stage.deps),
      );
    await expect(stage.addWaveTo(mine, { name: 'First' }, [])).rejects.toMatchObject({ code: 'service.taken' });
    await expect(remove()).rejects.toThrow(/has mailboxes/);
    await assign(mine, null, [mine.mailbox]);
    await remove();
    expect((await stage.look(mine)).wave).toBeUndefined();
  });

  test('takes in a mailbox while it runs, which begins at once, and none in step where no cut-over lies ahead', async () => {
    const mine = await stage.planned({ cutOverAt: hoursFrom(clock, 24) });
    const [late] = await stage.addMailboxes(mine, 1);
    if (late === undefined) throw new Error('one was added');
    await stage.act(mine, 'start');
    await stage.actOnWave(mine, 'start');
    await stage.doNext(mine);
    expect((await stage.look(mine)).mailbox).toBe('in-step');
    await expect(assign(mine, null, [late, mine.mailbox])).rejects.toThrow(/in step with its source/);
    const next = await stage.addWaveTo(mine, {}, []);
    await assign(mine, next, [late]);
    await stage.actOnWave({ ...mine, wave: next }, 'start');
    expect(await stage.look({ ...mine, mailbox: late, wave: next })).toMatchObject({ mailbox: 'queued' });
  });

  test('is complete by itself, and set aside by the program: the events say so, behind what somebody did', async () => {
    const mine = await stage.planned();
    await stage.act(mine, 'start');
    await stage.actOnWave(mine, 'start');
    const stop = { on: async () => stage.actOnWave(mine, 'stop', 'the line is down') };
    await stage.doNext(mine, stage.jobDeps(stop));
    await stage.actOnWave(mine, 'resume');
    await stage.actOn(mine, 'cancel', 'he has left');
    const told = (await stage.events(mine)).map(({ subject, name, actor }) => `${subject} ${name} ${actor.is}`);
    expect(told.slice(-7)).toEqual([
      'mailbox copy-began godwit',
      'wave stop person',
      'mailbox set-aside godwit',
      'wave resume person',
      'mailbox cancel person',
      'wave all-settled godwit',
      'project all-settled godwit',
    ]);
  });

  test('of another project or organisation is not found', async () => {
    const [mine, theirs] = [await stage.planned(), await stage.planned()];
    const place = { project: mine.project, wave: theirs.wave };
    const act = { event: 'start', by: someone(), reason: null } as const;
    const moving = store.inTenant(mine.organisation, (tenant) => moveWave(tenant, place, act, stage.deps));
    await expect(moving).rejects.toMatchObject({ code: 'service.not-found' });
    await expect(assign(mine, theirs.wave, [mine.mailbox])).rejects.toMatchObject({ code: 'service.not-found' });
    await expect(assign(mine, mine.wave, [theirs.mailbox])).rejects.toMatchObject({ code: 'service.not-found' });
  });

  test('that fails stands still, and goes on when it is opened again; rolled back, its mailboxes are too', async () => {
    const mine = await stage.planned();
    const keeper = await addCustomer(store, 'somebody else');
    expect(keeper.organisation).not.toBe(mine.organisation);
    await stage.act(mine, 'start');
    await stage.actOnWave(mine, 'start');
    await stage.actOnWave(mine, 'fail');
    expect(await stage.doNext(mine)).toEqual([]);
    await stage.actOnWave(mine, 'reopen');
    await stage.actOnWave(mine, 'resume');
    await stage.actOn(mine, 'pause');
    await stage.actOnWave(mine, 'pause');
    await stage.actOnWave(mine, 'roll-back');
    expect(await stage.look(mine)).toMatchObject({ wave: 'rolled-back', mailbox: 'rolling-back', project: 'running' });
    await stage.doNext(mine);
    expect(await stage.look(mine)).toMatchObject({ wave: 'rolled-back', mailbox: 'rolled-back', project: 'completed' });
  });
});
