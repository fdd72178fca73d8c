/**
 * A simulated Exchange server: EWS over HTTP or HTTPS on loopback, strict where Exchange is, with faults by script. It
 * shares no code with the client, so that the two can disagree.
 */
import { assert } from '../../src/base/assert.ts';
import { systemClock } from '../../src/base/clock.ts';
import { type Counters, newCounters } from './counters.ts';
import type { Fault } from './fault.ts';
import { Front } from './front.ts';
import { type InspectedFolder, inspectMailbox, receiptsArmed } from './inspect.ts';
import { listen } from './listener.ts';
import { Mailboxes } from './mailboxes.ts';
import { type ExchangeOptions, settingsOf } from './options.ts';

export interface RunningExchange {
  readonly port: number;
  /** `http://127.0.0.1:PORT/EWS/Exchange.asmx` */
  readonly url: string;
  readonly counters: Counters;
  readonly mailboxes: Mailboxes;
  /** Unread items that would tell their senders when somebody opens them: mail that is still to come. Must be 0. */
  receiptsArmed(): number;
  /** What a mailbox holds now. */
  inspect(address: string): readonly InspectedFolder[];
  /** Replaces the script of faults. */
  setFaults(faults: readonly Fault[]): void;
  /** Ends all connections and closes the store; work that was to be done later is not done. */
  close(): Promise<void>;
}

export async function startExchange(options: ExchangeOptions): Promise<RunningExchange> {
  const counters = newCounters();
  const clock = options.clock ?? systemClock;
  const mailboxes = new Mailboxes(
    options.folder,
    options.mailboxes.map(({ address }) => address),
  );
  const organisation = { mailboxes, counters, clock, settings: settingsOf(options) };
  const front = new Front(organisation, options.faults ?? [], options.tls?.certPem ?? null);
  const listener = await listen(options.port ?? 0, options.tls ?? null, front.take, () => {
    counters.connections += 1;
  });
  const scheme = options.tls === undefined ? 'http' : 'https';
  return {
    port: listener.port,
    url: `${scheme}://127.0.0.1:${listener.port}/EWS/Exchange.asmx`,
    counters,
    mailboxes,
    receiptsArmed: () => mailboxes.all().reduce((sum, mailbox) => sum + receiptsArmed(mailbox), 0),
    inspect: (address) => {
      const mailbox = mailboxes.find(address);
      assert(mailbox !== null, `the simulator has a mailbox ${address}`);
      return inspectMailbox(mailbox);
    },
    setFaults: (faults) => front.faults.set(faults),
    close: async () => {
      front.stop();
      await listener.close();
      mailboxes.close();
    },
  };
}
