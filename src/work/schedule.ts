/**
 * Looks once a minute what is due by the clock. Every program does so: what one has begun is not due for the others any more.
 * Nothing is kept between two looks, so that a restart, a clock that is set and a day without any program only make it late.
 */

import { inspect } from 'node:util';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { OrganisationId } from '../model/organisation.ts';
import type { Store, Tenant } from '../model/store.ts';
import { DUE_MAX, followDeltasDue, moveWaveByTheHour, sweepDue } from '../project/by-the-hour.ts';
import { startByTheHour } from '../project/cut-over/start-by-the-hour.ts';
import { moveTicketByTheHour } from '../project/ticket/ticket-by-the-hour.ts';
import { tellDelay } from './tell-delay.ts';

export interface ScheduleDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly worker: string;
}

const MINUTE_MS = 60_000;

/** Looks at once, and then on each minute until the signal ends it. */
export async function keepSchedule(deps: ScheduleDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await lookAtTheClock(deps);
    const rest = MINUTE_MS - (deps.clock.now() % MINUTE_MS);
    await deps.clock.sleep(rest, signal).catch((reason: unknown) => {
      if (!signal.aborted) throw reason;
    });
  }
}

/** Everything that is due now, in every organisation. What fails in one is told, and tried again a minute later. */
export async function lookAtTheClock(deps: ScheduleDeps): Promise<void> {
  const { store, clock } = deps;
  const due = await tried('organisations', deps, () => store.inHouse((house) => house.organisationsDue(clock.now())));
  for (const id of due ?? []) await tried(id, deps, () => lookAt(id, deps));
}

async function lookAt(organisation: OrganisationId, deps: ScheduleDeps): Promise<void> {
  const { store, clock, log, worker } = deps;
  const waves = await store.inTenant(organisation, (tenant) => tenant.wavesDue(clock.now(), DUE_MAX));
  for (const wave of waves) {
    await tried(wave.id, deps, async () => {
      const begun = await store.inTenant(organisation, (tenant) => moveWaveByTheHour(tenant, wave, worker, deps));
      if (begun.length > 0) log.info('wave moved by the hour', { wave: wave.id, events: begun.join(', ') });
    });
  }
  const tickets = await store.inTenant(organisation, (tenant) => tenant.ticketsDue(clock.now(), DUE_MAX));
  for (const project of tickets) {
    await tried(project, deps, async () => {
      const done = await store.inTenant(organisation, (tenant) => moveTicketByTheHour(tenant, project, deps));
      if (done.length > 0) log.info('ticket moved by the hour', { project, done: done.join(', ') });
    });
  }
  await store.inTenant(organisation, (tenant) => followDeltasDue(tenant, deps));
  await store.inTenant(organisation, (tenant) => sweepDue(tenant, deps));
  const [starting, running] = await store.inTenant(organisation, async (tenant) => [
    await tenant.projectsIn(['scheduled', 'starting'], DUE_MAX),
    await tenant.projectsIn(['running'], DUE_MAX),
  ]);
  for (const id of starting) {
    const start = (tenant: Tenant): Promise<boolean> => startByTheHour(tenant, id, worker, deps);
    await tried(id, deps, () => store.inTenant(organisation, start));
  }
  for (const id of running) {
    await tried(id, deps, () => store.inTenant(organisation, (tenant) => tellDelay(tenant, id, deps)));
  }
}

async function tried<T>(what: string, { log }: ScheduleDeps, run: () => Promise<T>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    log.warn('what is due could not be begun', {
      what,
      reason: error instanceof Error ? error.message : inspect(error),
    });
    return null;
  }
}
