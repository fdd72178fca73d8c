/**
 * A simulated Microsoft Graph: sign-in, mail, calendars, people, tasks, and the import and export of items, over HTTP or HTTPS on
 * loopback, strict where Microsoft says that Graph is. It can share the store of a simulated EWS, so that each sees what the other
 * wrote, and it shares no code with the client.
 */
import { assert } from '../../src/base/assert.ts';
import { systemClock } from '../../src/base/clock.ts';
import { type InspectedFolder, inspectMailbox, receiptsArmed } from '../exchange/inspect.ts';
import { listen } from '../exchange/listener.ts';
import { Mailboxes } from '../exchange/mailboxes.ts';
import type { World } from './call.ts';
import { type GraphCounters, newGraphCounters } from './counters.ts';
import type { GraphFault } from './fault.ts';
import { Front } from './front.ts';
import { type GraphOptions, type GraphSettings, graphSettings } from './options.ts';
import { Sessions } from './sessions.ts';

export interface RunningGraph {
  readonly port: number;
  /** `http://127.0.0.1:PORT`: versions and the sign-in lie below it. */
  readonly origin: string;
  readonly tenant: string;
  readonly counters: GraphCounters;
  readonly mailboxes: Mailboxes;
  /** Changes what it is while it runs. */
  change(settings: Partial<GraphSettings>): void;
  readonly settings: GraphSettings;
  /** Unread items that would tell their senders when somebody opens them: mail that is still to come. Must be 0. */
  receiptsArmed(): number;
  /** What a mailbox holds now. */
  inspect(address: string): readonly InspectedFolder[];
  /** Replaces the script of faults. */
  setFaults(faults: readonly GraphFault[]): void;
  /** Answers every token that was given so far with a claims challenge. */
  revokeTokens(): void;
  /** Ends all import and upload sessions. */
  endSessions(): void;
  /** What a person does at the page of a device code: signs in as that user, or declines with null. False for a code that is none. */
  decideDevice(userCode: string, user: string | null): boolean;
  /** Ends all connections, and closes the store if it opened it. */
  close(): Promise<void>;
}

export async function startGraph(options: GraphOptions): Promise<RunningGraph> {
  const counters = newGraphCounters();
  const { store, tenant } = options;
  const mailboxes = store instanceof Mailboxes ? store : new Mailboxes(store.folder, store.addresses);
  const world: World = {
    mailboxes,
    counters,
    clock: options.clock ?? systemClock,
    tenant,
    sessions: new Sessions(),
    settings: graphSettings(options.settings),
  };
  const front = new Front(world, options.faults ?? []);
  const listener = await listen(options.port ?? 0, options.tls ?? null, front.take, () => {
    counters.connections += 1;
  });
  return {
    port: listener.port,
    origin: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${listener.port}`,
    tenant,
    counters,
    mailboxes,
    change: (settings) => {
      world.settings = { ...world.settings, ...settings };
    },
    get settings() {
      return world.settings;
    },
    receiptsArmed: () => mailboxes.all().reduce((sum, mailbox) => sum + receiptsArmed(mailbox), 0),
    inspect: (address) => {
      const mailbox = mailboxes.find(address);
      assert(mailbox !== null, `the simulator has a mailbox ${address}`);
      return inspectMailbox(mailbox);
    },
    setFaults: (faults) => front.faults.set(faults),
    revokeTokens: () => front.tokens.revokeAll(),
    endSessions: () => world.sessions.endAll(),
    decideDevice: (userCode, user) => front.endpoint.decide(userCode, user),
    close: async () => {
      front.stop();
      await listener.close();
      if (!(store instanceof Mailboxes)) mailboxes.close();
    },
  };
}
