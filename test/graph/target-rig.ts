/** A Graph target on a simulated Microsoft Graph, for tests of the adapter. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphSettings } from '../../sim/graph/options.ts';
import { type RunningGraph, startGraph } from '../../sim/graph/start-graph.ts';
import { systemClock } from '../../src/base/clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import type { TargetFolder } from '../../src/model/folder.ts';
import type { Target } from '../../src/model/target.ts';
import { type GraphTargetOptions, openGraphTarget } from '../../src/target/graph.ts';
import { MailboxBudget } from '../../src/wire/graph/budget.ts';
import { CLOUDS } from '../../src/wire/graph/clouds.ts';
import { Pace } from '../../src/wire/pace.ts';
import { never } from '../contract/contract.ts';
import { type FakeClock, fakeClock } from '../fake-clock.ts';

export const MAILBOX = 'user@example.com';
export const CLIENT = '11111111-2222-4333-8444-555555555555';
export const TENANT = 'example.com';
const SECRET = 'wönderful';
export const ROLES = ['Mail.ReadWrite', 'MailboxItem.ImportExport.All', 'MailboxSettings.ReadWrite'] as const;

export interface GraphTargetRig {
  readonly graph: RunningGraph;
  /** Pauses that the service asks for end at once and are counted here. */
  readonly paceClock: FakeClock;
  open(options?: Partial<GraphTargetOptions>): Promise<Target>;
  /** How many items the service holds in the folder, asked without the adapter. */
  count(folder: TargetFolder): number;
  close(): Promise<void>;
}

/** A service with one mailbox, and an application that may reach it. */
export async function openGraphRig(
  settings: Partial<GraphSettings> = {},
  /** sleeps: the service lives in the time of the pauses, and nothing else takes time. */
  time: 'real' | 'sleeps' = 'real',
): Promise<GraphTargetRig> {
  const folder = mkdtempSync(join(tmpdir(), 'godwit-graph-'));
  const paceClock = fakeClock();
  const budget = new MailboxBudget(paceClock);
  const apps = [{ clientId: CLIENT, secret: SECRET, roles: ROLES }];
  const graph = await startGraph({
    store: { folder, addresses: [MAILBOX] },
    tenant: TENANT,
    settings: { apps, ...settings },
    ...(time === 'sleeps' ? { clock: paceClock } : {}),
  });
  const open: Target[] = [];
  return {
    graph,
    paceClock,
    open: async (more = {}) => {
      const target = await openGraphTarget(
        {
          places: { login: graph.origin, service: graph.origin, audience: CLOUDS.global.audience, hasImport: true },
          tenant: TENANT,
          clientId: CLIENT,
          proof: { is: 'secret', secret: new Secret(SECRET) },
          mailbox: MAILBOX,
          ca: [],
          allowInsecureLoopback: true,
          clock: systemClock,
          random: seededRandom(7),
          doubtRestMs: 20,
          pace: new Pace({ clock: paceClock }),
          budget,
          ...more,
        },
        never(),
      );
      open.push(target);
      return target;
    },
    count: (target) => itemsIn(graph, target),
    close: async () => {
      for (const target of open) await target.close();
      await graph.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function itemsIn(graph: RunningGraph, target: TargetFolder): number {
  const [mailbox] = graph.mailboxes.all();
  const inside = [...(mailbox?.folders.values() ?? [])].find((one) => nameOf(one.state) === target.path.at(-1));
  return inside?.items.size ?? 0;
}

function nameOf(state: { readonly name: string }): string {
  return state.name;
}
