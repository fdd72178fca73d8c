/** The way that locks nobody out, under traffic: mail arrives at both sides all the time, is flagged and sorted. Then the way back, in the middle of the hold. */
import { afterEach, expect, test } from 'vitest';
import { DECIDE } from '../guide/decide.ts';
import { FINISH } from '../guide/finish.ts';
import { type Held, heldAtSource, heldAtTarget, lineOf } from '../guide/held.ts';
import { mailBytes } from '../guide/old-system.ts';
import { ORDER } from '../guide/order.ts';
import { DOMAIN, MOVING } from '../guide/people.ts';
import { PREPARE } from '../guide/prepare.ts';
import { startTraffic, type Traffic } from '../guide/traffic.ts';
import { type GuideWorld, openGuide } from '../guide/world.ts';
import { describeWithDav } from '../servers/with-dav.ts';
import { describeWithDovecot } from '../servers/with-dovecot.ts';
import { describeWithKnot } from '../servers/with-knot.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BEGINS = Date.parse('2026-12-04T17:00:00Z');
const CUT_OVER = BEGINS + 2 * DAY_MS;
/** To be stopped, however a test ends. */
const running: Traffic[] = [];
const NEW_HOST = 'mx.newhost.test';

describeWithKnot('the way that locks nobody out', {}, () => {
  describeWithDav('radicale', 'with calendars', (dav) => {
    describeWithDovecot('and mail', { ownPasswords: true }, (dovecot) => {
      let world: GuideWorld | null = null;
      afterEach(async () => {
        for (const traffic of running.splice(0)) await traffic.stop();
        await world?.[Symbol.asyncDispose]();
      });

      test('from the first question to the licences: none missing, none doubled, nobody locked out', async () => {
        world = await openGuide({ dovecot: dovecot(), dav: dav() }, 'non-stop');
        const moved = await movedUnderTraffic(world);
        const { traffic } = moved;
        await traffic.goOn(4);
        await traffic.stop();
        await world.program.until(world.clock.now() + 9 * HOUR_MS, 3 * HOUR_MS);
        for (const user of MOVING) {
          const everything = everythingOf(moved, user);
          expect(heldAtTarget(world, user), user).toEqual(everything);
        }
        expectFlagged(world, traffic);
        expectNobodyLockedOut(traffic);
        expect((await world.get(`${world.project}/locks`)).locks).toEqual([]);
        expect(world.target.exchange.counters.sentMail).toBe(0);
        for (const { play } of FINISH) await play(world);
      });
    });

    describeWithDovecot('and back again', { ownPasswords: true }, (dovecot) => {
      let world: GuideWorld | null = null;
      afterEach(async () => {
        for (const traffic of running.splice(0)) await traffic.stop();
        await world?.[Symbol.asyncDispose]();
      });

      test('a roll-back in the middle of the hold brings everything back: none missing, none doubled', async () => {
        world = await openGuide({ dovecot: dovecot(), dav: dav() }, 'non-stop');
        const moved = await movedUnderTraffic(world);
        const { traffic } = moved;
        const { project, program, clock } = world;
        await world.post(`${project}/acts`, { act: 'roll-back', reason: 'they want it back' }, world.operator);
        await traffic.goOn(2);
        world.setZone('ready');
        await program.settle();
        expect(await world.get(project)).toMatchObject({ state: 'rolling-back' });
        await traffic.goOn(2);
        // By then no name server and no cache knows the new side any more.
        traffic.goesTo = { source: true, target: false };
        await traffic.goOn(2);
        await program.until(clock.now() + 2 * HOUR_MS, HOUR_MS / 4);
        expect(await world.get(project)).toMatchObject({ state: 'rolled-back', mailboxes: { 'rolled-back': 2 } });
        await traffic.stop();
        for (const user of MOVING) {
          const everything = everythingOf(moved, user);
          expect(await heldAtSource(world, user), user).toEqual(everything);
        }
        expectNobodyLockedOut(traffic);
      });
    });
  });
});

interface Moved {
  readonly traffic: Traffic;
  /** What each mailbox held before it. */
  readonly before: ReadonlyMap<string, Held>;
}

/** Ordered, copied while people work, cut over at its hour, and in the middle of the hold. The traffic goes on, at both sides. */
async function movedUnderTraffic(world: GuideWorld): Promise<Moved> {
  const { program, clock } = world;
  for (const { play } of [...DECIDE, ...PREPARE, ...ORDER]) await play(world);
  const { project } = world;
  const hours = { startsAt: new Date(BEGINS).toISOString(), cutOverAt: new Date(CUT_OVER).toISOString() };
  const { id: wave } = await world.post(`${project}/waves`, { name: 'Everybody', ...hours });
  const ids = [...world.mailboxes.values()].map((path) => path.split('/').at(-1));
  await world.post(`${project}/assignments`, { wave, mailboxes: ids });
  await world.post(`${project}/waves/${wave}/acts`, { act: 'schedule' });
  await program.until(BEGINS - HOUR_MS, DAY_MS);
  await world.post(`${project}/checks`);
  await program.settle();
  expect((await world.post(`${project}/pre-flight`)).findings).toEqual([]);
  const before = new Map<string, Held>();
  for (const user of MOVING) before.set(user, await heldAtSource(world, user));
  const traffic = startTraffic(world);
  running.push(traffic);
  await traffic.goOn(4);
  await program.until(BEGINS + HOUR_MS, HOUR_MS);
  expect(await world.get(project)).toMatchObject({ state: 'running', mailboxes: { 'in-step': 2 } });
  await program.until(CUT_OVER - HOUR_MS, 5 * HOUR_MS);
  await world.put(`${project}/switch`, { wanted: [{ domain: DOMAIN, hosts: [NEW_HOST] }] });
  await program.settle();
  // From now on both sides get mail: caches know the old route for a while.
  world.setZone('switched');
  traffic.goesTo = { source: true, target: true };
  await program.until(CUT_OVER, HOUR_MS);
  traffic.isSorted = false;
  await program.settle();
  expect(await world.get(project)).toMatchObject({ state: 'completed', mailboxes: { verified: 2 } });
  await traffic.goOn(4);
  await program.until(CUT_OVER + 3 * DAY_MS, 8 * HOUR_MS);
  expect(await world.get(`${project}/switch`)).toMatchObject({ seen: [{ isSwitched: true }] });
  expect(clock.now()).toBeLessThan(CUT_OVER + 14 * DAY_MS);
  return { traffic, before };
}

/** Once each: what was there before, what arrived at the old side, and what arrived at the new one. */
function everythingOf({ traffic, before }: Moved, user: string): Held {
  const arrived = (traffic.arrived.get(user) ?? []).flatMap((subject) => lineOf(mailBytes(subject, user).toString()));
  const lines = [...(before.get(user) ?? []), ...arrived];
  expect(new Set(lines).size).toBe(lines.length);
  expect(arrived.filter((line) => line.includes('to the source')).length).toBeGreaterThan(20);
  expect(arrived.filter((line) => line.includes('to the target')).length).toBeGreaterThan(5);
  return lines.toSorted();
}

/** What was flagged before the cut-over is flagged in the new mailbox. */
function expectFlagged({ target }: GuideWorld, { flagged }: Traffic): void {
  const found = MOVING.flatMap((user) =>
    target.exchange
      .inspect(user)
      .flatMap(({ items }) => items)
      .filter(({ state }) => JSON.stringify(state).includes('lagged'))
      .map(({ subject }) => `${user} ${subject}`),
  );
  expect(flagged.size).toBeGreaterThan(3);
  expect(found).toEqual(expect.arrayContaining([...flagged]));
}

function expectNobodyLockedOut({ failures, signIns }: Traffic): void {
  expect(failures).toEqual([]);
  expect(signIns).toBeGreaterThan(40);
}
