/** An EWS target on a simulated Exchange, for tests of the adapter. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from '../../sim/exchange/fault.ts';
import type { ItemEntry } from '../../sim/exchange/item.ts';
import type { ExchangeOptions } from '../../sim/exchange/options.ts';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import { systemClock } from '../../src/base/clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import type { TargetFolder } from '../../src/model/folder.ts';

import { type EwsTarget, type EwsTargetOptions, openEwsTarget } from '../../src/target/ews.ts';
import { Pace } from '../../src/wire/pace.ts';
import { never } from '../contract/contract.ts';
import { type FakeClock, fakeClock } from '../fake-clock.ts';

export const MAILBOX = 'user@example.com';
export const SERVICE = 'svc@example.com';

export interface TargetRig {
  readonly exchange: RunningExchange;
  /** Pauses that the server asks for end at once and are counted here. */
  readonly paceClock: FakeClock;
  open(options?: Partial<EwsTargetOptions>): Promise<EwsTarget>;
  /** What the server holds in the folder, asked without the adapter. */
  itemsIn(folder: TargetFolder): readonly ItemEntry[];
  close(): Promise<void>;
}

export interface TargetRigOptions {
  /** The server lives in the time of the pauses: it is busy until the client has slept. Then nothing else takes time. */
  readonly serverSleeps?: boolean;
  readonly server?: Partial<ExchangeOptions>;
  readonly doubtRestMs?: number;
  readonly faults?: readonly Fault[];
}

/** A server with one mailbox, and an account that may act for it. */
export async function openTargetRig(options: TargetRigOptions = {}): Promise<TargetRig> {
  const folder = mkdtempSync(join(tmpdir(), 'godwit-target-'));
  const account = { user: SERVICE, password: 'pässword', mayImpersonate: 'all', auth: ['basic'] } as const;
  const paceClock = fakeClock();
  const exchange = await startExchange({
    accounts: [account],
    mailboxes: [{ address: MAILBOX }],
    faults: options.faults ?? [],
    ...(options.serverSleeps === true ? { clock: paceClock } : {}),
    ...options.server,
    folder,
  });
  const open: EwsTarget[] = [];
  return {
    exchange,
    paceClock,
    open: async (more = {}) => {
      const target = await openEwsTarget(
        {
          url: new URL(exchange.url),
          mailbox: MAILBOX,
          credentials: { kind: 'basic', user: SERVICE, secret: new Secret('pässword') },
          ca: [],
          allowInsecureLoopback: true,
          clock: systemClock,
          random: seededRandom(7),
          doubtRestMs: options.doubtRestMs ?? 20,
          pace: new Pace({ clock: paceClock }),
          ...more,
        },
        never(),
      );
      open.push(target);
      return target;
    },
    itemsIn: (target) => {
      const [mailbox] = exchange.mailboxes.all();
      const inside = [...(mailbox?.folders.values() ?? [])].find((one) => nameOf(one.state) === target.path.at(-1));
      return [...(inside?.items ?? [])].flatMap((id) => mailbox?.items.get(id) ?? []);
    },
    close: async () => {
      for (const target of open) await target.close();
      await exchange.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function nameOf(state: { readonly name: string }): string {
  return state.name;
}
