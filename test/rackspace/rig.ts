/** A simulated Rackspace and a client for it, on a clock that runs faster than the real one, so that minutes can be waited for. */
import { afterEach } from 'vitest';
import type { RackspaceSimOptions } from '../../sim/rackspace/options.ts';
import type { OrganisationState } from '../../sim/rackspace/organisation.ts';
import { type RunningRackspace, startRackspace } from '../../sim/rackspace/start-rackspace.ts';
import { type Clock, instant, systemClock } from '../../src/base/clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import { RackspaceClient, type RackspaceOptions } from '../../src/wire/rackspace/client.ts';
import type { RackspaceLimits } from '../../src/wire/rackspace/limits.ts';

export const DOMAIN = 'example.com';
export const KEYS = {
  account: '100200',
  userKey: 'uK+plantedUserKey/20',
  secretKey: 'sK+plantedSecretKey/of40characters+++++1',
};

/** One real second is so many minutes of it. */
const MINUTES_A_SECOND = 4;
const FASTER = MINUTES_A_SECOND * 60;

/** Runs faster than the clock on the wall; its pauses take the time they say by itself. */
export function fastClock(): Clock {
  const start = systemClock.now();
  return {
    now: () => instant(start + (systemClock.now() - start) * FASTER),
    sleep: (ms, signal) => systemClock.sleep(ms / FASTER, signal),
  };
}

/** No pace, and deadlines that hold on the real clock of a machine that is busy with other tests. */
const QUICK: Partial<RackspaceLimits> = {
  readsPerMinute: 100_000,
  writesPerMinute: 100_000,
  connectMs: 60 * 60_000,
  silenceMs: 60 * 60_000,
  answerMs: 60 * 60_000,
};

const NO_RATE = { reads: 1_000_000, writes: 1_000_000, windowMs: 60_000 };

export interface Rig {
  readonly rackspace: RunningRackspace;
  readonly clock: Clock;
  readonly client: RackspaceClient;
  readonly server: RackspaceOptions;
}

export type RigOptions = Partial<RackspaceSimOptions> & {
  readonly organisation: OrganisationState;
  readonly client?: Partial<RackspaceOptions>;
};

async function startRig({ client: more = {}, ...options }: RigOptions): Promise<Rig> {
  const clock = fastClock();
  const rackspace = await startRackspace({ keys: KEYS, clock, rate: NO_RATE, ...options });
  const server: RackspaceOptions = {
    base: new URL(rackspace.url),
    account: KEYS.account,
    keys: { userKey: new Secret(KEYS.userKey), secretKey: new Secret(KEYS.secretKey) },
    ca: [],
    allowInsecureLoopback: true,
    clock,
    random: seededRandom(7),
    ...more,
    limits: { ...QUICK, ...more.limits },
  };
  return { rackspace, clock, server, client: new RackspaceClient(server) };
}

/** Gives rigs that are closed after each test of the file. */
export function rigsOfFile(): (options: RigOptions) => Promise<Rig> {
  const open: Rig[] = [];
  afterEach(async () => {
    for (const { client, rackspace } of open.splice(0)) {
      client.close();
      await rackspace.close();
    }
  });
  return async (options) => {
    const rig = await startRig(options);
    open.push(rig);
    return rig;
  };
}
