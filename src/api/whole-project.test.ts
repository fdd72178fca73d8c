import { setImmediate } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { type Asker, apiRig, asker, firstOperator, mailboxBody, newOrganisation } from '../../test/service/api.ts';
import { scriptedEngine } from '../../test/service/engine.ts';
import { done, signedIn } from '../../test/service/filled-organisation.ts';
import { tokenIn } from '../../test/service/linked.ts';
import { ANY_BYTES } from '../../test/service/programs.ts';
import { KEY, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { KeyRing } from '../base/key-ring.ts';
import { silentLog } from '../base/log.ts';
import { systemRandom } from '../base/random.ts';
import { jobDoor, openStore } from '../db/service/store.ts';
import type { MailboxState } from '../model/mailbox-states.ts';
import type { OrganisationId } from '../model/organisation.ts';
import type { ProjectId } from '../model/project.ts';
import { NO_WORK_SETTINGS } from '../model/work-bounds.ts';
import { LiveBounds } from '../work/budget/live-bounds.ts';
import { openQueue } from '../work/queue.ts';
import { lookAtTheClock } from '../work/schedule.ts';
import { startWorker } from '../work/worker.ts';

const db = await freshDatabase();
const queue = await openQueue(jobDoor(db), silentLog);
const keys = new KeyRing([KEY]);
const store = openStore(db, { keys, addJobs: (door, jobs) => queue.add(door, jobs) });
const rig = await apiRig({ ...testStore(db), ...store });
const { api, clock } = rig;
const engine = scriptedEngine();
const stopping = new AbortController();
const deps = { store, clock, random: systemRandom, log: silentLog, worker: 'w' };
const started = { mailboxesAtOnce: 3, mailboxesPerHost: 9, connectionsPerHost: 9, requestsPerAccount: 9, ...ANY_BYTES };
const bounds = new LiveBounds({ started, read: async () => NO_WORK_SETTINGS, clock, log: silentLog });
const signals = { stopping: stopping.signal, signal: new AbortController().signal };
await startWorker(bounds, { ...deps, ...signals, queue, engine });
afterAll(async () => {
  stopping.abort();
  await api.close();
  await queue.close();
});

const MINUTE_MS = 60_000;
const HOLD_MS = 14 * 24 * 3_600_000;
const HOUR_MS = 60 * MINUTE_MS;
const MAILBOXES = 3;

const delta = ['delta-began', 'delta-done'];
const moved = ['add', 'assign', 'queue', 'copy-began', 'pre-staged', ...delta, ...delta];

test('a project goes its whole way: planned in a wave, begun on the minute, in step, cut over, verified, closed', async () => {
  const { operator, admin, place, url, waveUrl, project, mailboxes, startsAt, cutOverAt } = await planned();
  const seen = async () => (await admin.ask('GET', waveUrl)).json();
  const settled = (state: MailboxState, calls: number) => settledIn(place, project, state, calls);
  await act(admin, waveUrl, 'schedule');
  await act(operator, url, 'start');
  await pass(startsAt - 1000);
  expect(await seen()).toMatchObject({ state: 'scheduled', mailboxes: { listed: MAILBOXES } });
  await pass(startsAt);
  expect(await seen()).toMatchObject({ state: 'running' });
  await settled('in-step', 1);
  expect(await seen()).toMatchObject({ stage: 'ready', mailboxes: { 'in-step': MAILBOXES } });

  await pass(startsAt + 5 * HOUR_MS);
  await settled('in-step', 2);
  await pass(cutOverAt - 1000);
  await settled('in-step', 3);
  expect(await seen()).toMatchObject({ state: 'running', stage: 'ready', cutOverBeganAt: null });
  await pass(cutOverAt + 30_000);
  await settled('verified', 5);
  expect(await seen()).toMatchObject({ state: 'completed' });
  expect(new Set(engine.calls)).toEqual(new Set(['copy first', 'copy delta', 'verify']));

  const [link] = (await admin.ask('POST', `${url}/links`, { mailboxes: mailboxes.slice(0, 1) })).json();
  const opened = await asker(api).ask('POST', '/api/user/session', { token: tokenIn(link) });
  expect(opened.json()).toMatchObject({ state: 'verified' });
  expect((await admin.ask('GET', url)).json()).toMatchObject({ state: 'completed' });
  const late = await closed({ operator, admin, url, mailboxes });
  const { state, actions } = (await late.ask('GET', url)).json();
  expect(state).toBe('closed');
  expect(actions.every(({ allowed, why }: { allowed: boolean; why: string }) => !allowed && why !== '')).toBe(true);

  await expectTold(late, place, [mailboxes[2] ?? '', lastOf(waveUrl), project]);
});

/** What happened to them is told in the words of the tables. */
async function expectTold(
  late: Asker,
  place: string,
  [mailbox = '', wave = '', project = '']: readonly string[],
): Promise<void> {
  const about = `${place}/events?limit=500&subjectId=`;
  const told = async (id: string) =>
    (await late.ask('GET', `${about}${id}`)).json().items.map(({ name }: { name: string }) => name);
  const cutOver = [
    'cut-over',
    'final-began',
    'caught-up',
    'verify-began',
    'proved',
    'confirm',
    'release',
    'purge-passwords',
  ];
  expect(await told(mailbox)).toEqual([...moved, ...cutOver]);
  expect(await told(wave)).toEqual(['add', 'schedule', 'start', 'cut-over', 'all-settled']);
  const ofProject = [
    'create',
    'start',
    'all-settled',
    'hand-over',
    'note-last-copy',
    'verify',
    'request-removal',
    'close',
  ];
  expect(await told(project)).toEqual(ofProject);
}

/** Handed over, confirmed, held and given back; gives somebody who is signed in by then. */
async function closed({
  operator,
  admin,
  url,
  mailboxes,
}: Pick<Planned, 'operator' | 'admin' | 'url' | 'mailboxes'>): Promise<Asker> {
  await act(operator, url, 'hand-over');
  for (const id of mailboxes) await act(admin, `${url}/mailboxes/${id}`, 'confirm');
  await done(admin.ask('PUT', `${url}/finish/last-copy`, { is: 'waived', reason: 'kept by the source' }));
  await act(admin, url, 'verify');
  clock.advance(HOLD_MS);
  const late = asker(api, await signedIn(rig, 'operator@godwit.example'));
  await act(late, url, 'request-removal', 'close');
  return late;
}

type Planned = Awaited<ReturnType<typeof planned>>;

/** A project whose mailboxes are in a wave with its two hours. */
async function planned() {
  const operator = await firstOperator(rig);
  const { admin, url: place } = await newOrganisation(api, operator, 'Mine');
  const project = String((await done(admin.ask('POST', `${place}/projects`, { name: 'Move' }))).id);
  const url = `${place}/projects/${project}`;
  for (let at = 0; at < MAILBOXES; at++) {
    await done(admin.ask('POST', `${url}/mailboxes`, mailboxBody(`user${at}@example.com`)));
  }
  const { items } = (await admin.ask('GET', `${url}/mailboxes`)).json();
  const mailboxes: string[] = items.map(({ id }: { id: string }) => id);
  const startsAt = clock.now() + 10 * MINUTE_MS;
  const cutOverAt = startsAt + 10 * HOUR_MS;
  // The seconds are cut off.
  const hours = { startsAt: isoOf(startsAt + 30_000), cutOverAt: isoOf(cutOverAt + 30_000) };
  const { id: wave } = await done(admin.ask('POST', `${url}/waves`, { name: 'First', ...hours }));
  await done(admin.ask('POST', `${url}/assignments`, { wave, mailboxes }));
  const waveUrl = `${url}/waves/${String(wave)}`;
  return { operator, admin, place, url, waveUrl, project, mailboxes, startsAt, cutOverAt };
}

async function act(who: Asker, at: string, ...acts: readonly string[]): Promise<void> {
  for (const one of acts) await done(who.ask('POST', `${at}/acts`, { act: one }));
}

async function pass(until: number): Promise<void> {
  clock.advance(until - clock.now());
  await lookAtTheClock(deps);
}

/** What the real queue gives out is done in its own time. */
async function settledIn(place: string, project: string, state: MailboxState, calls: number): Promise<void> {
  for (;;) {
    const { mailboxes } = await store.inTenant(lastOf(place) as OrganisationId, (tenant) =>
      tenant.counts(project as ProjectId),
    );
    if (mailboxes[state] === MAILBOXES && engine.calls.length === calls * MAILBOXES) return;
    await setImmediate();
  }
}

function lastOf(url: string): string {
  return url.split('/').at(-1) ?? '';
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
