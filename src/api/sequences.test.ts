import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type Step, steps } from '../../test/service/acts.ts';
import { Chain, rowsOf } from '../../test/service/acts-checks.ts';
import { newWorld, type World } from '../../test/service/acts-world.ts';
import { type Asker, apiRig, firstOperator, newOrganisation } from '../../test/service/api.ts';
import { doStep } from '../../test/service/do-step.ts';
import { testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import type { PersonId } from '../model/organisation.ts';

const db = await freshDatabase();
const store = testStore(db);
const rig = await apiRig(store);
afterAll(() => rig.api.close());
const operator = await firstOperator(rig);
const place = await newOrganisation(rig.api, operator, 'Mine');
const personOf = async (who: Asker) => (await who.ask('GET', '/api/session')).json().id as PersonId;
const people = { operator: await personOf(operator), administrator: await personOf(place.admin) };

const MAILBOXES = 3;
const STEPS_MAX = 30;
const RUNS = 30;

/** A project with mailboxes in a wave with an hour, in one without, and in none, which has begun to move. */
async function begun(): Promise<World> {
  const world = await newWorld({ rig, store, place, people }, MAILBOXES);
  for (const wave of [0, 1]) await doStep({ do: 'assign', by: 'administrator', wave, mailboxes: [wave] }, world);
  return world;
}

const START: readonly Step[] = [
  { do: 'act', on: 'project', which: 0, by: 'operator', reason: true, act: 'start' },
  { do: 'act', on: 'wave', which: 1, by: 'administrator', reason: true, act: 'schedule' },
];

const by = 'administrator';
/** The move can be asked for. */
const READY: readonly Step[] = [
  ...[0, 1, 2].map(
    (which) => ({ do: 'act', on: 'mailbox', which, by, reason: true, act: 'finish-preparing' }) as const,
  ),
  ...['assess', 'decide', 'finish-preparing'].map(
    (act) => ({ do: 'act', on: 'project', which: 0, by, reason: true, act }) as const,
  ),
  { do: 'note the domain', by },
];
/** The plan was sent. */
const PLANNED: readonly Step[] = [
  ...READY,
  { do: 'say', by, what: 'request', inDays: 0, isWhole: true },
  { do: 'say', by: 'operator', what: 'plan', inDays: 0, isWhole: true },
];
const BEGINNINGS = { draft: [], started: START, ready: READY, planned: PLANNED } as const;

const BEGINNING = fc.constantFrom('draft', 'started', 'started', 'ready', 'planned', 'planned');

test('no sequence of calls leaves the tables, loses a job, or is refused without a reason that was told before', async () => {
  let moves = 0;
  const property = fc.asyncProperty(BEGINNING, steps(STEPS_MAX), async (from, sequence) => {
    const world = await begun();
    const chain = new Chain();
    try {
      for (const step of [...BEGINNINGS[from], ...sequence]) {
        await doStep(step, world);
        await chain.check(world);
      }
      await goOn(world, chain);
      moves += world.told.length;
    } catch (error) {
      throw new Error(`${String(error)}\n${world.told.join('\n')}`, { cause: error });
    } finally {
      // The clock goes on for all projects, and would look after this one as well.
      await world.as('operator').ask('POST', `${world.url}/acts`, { act: 'cancel', reason: 'the test is over' });
    }
  });
  await fc.assert(property, { numRuns: RUNS, interruptAfterTimeLimit: 15_000 });
  expect(moves).toBeGreaterThan(RUNS);
}, 120_000);

/** Whatever has happened: where it may go on, it goes on to its end. */
async function goOn(world: World, chain: Chain): Promise<void> {
  for (let round = 0; round < 40; round++) {
    const { project, waves, mailboxes } = await rowsOf(world);
    if (project.state !== 'running') return;
    const going = mailboxes.filter(
      ({ wave }) => wave === null || waves.find(({ id }) => id === wave)?.state === 'running',
    );
    const waiting = going.filter(({ state }) =>
      /queued|copying|in-step|following|catching-up|copied|verifying/.test(state),
    );
    if (waiting.length === 0) return;
    await world.pass(3);
    while (await world.work(0, 'good', async () => undefined)) await chain.check(world);
  }
  throw new Error(`it does not come to its end: ${JSON.stringify(await rowsOf(world))}`);
}
