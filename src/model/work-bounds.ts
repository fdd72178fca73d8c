/** How much is worked on at once, and how much of it may meet one server. */

export interface WorkBounds {
  /** Mailboxes that one program moves at once. */
  readonly mailboxesAtOnce: number;
  /** Mailboxes in hand that are read from one source host, over all programs. */
  readonly mailboxesPerHost: number;
  /** Connections open to one source host, over all programs. */
  readonly connectionsPerHost: number;
  /** Requests under way for one target account, over all programs. */
  readonly requestsPerAccount: number;
  /** Bytes per second over all connections to one source host, in both directions, over all programs. The largest is no bound. */
  readonly bytesPerSecondPerHost: number;
  /** The same for one target account: who signs in, at one server. */
  readonly bytesPerSecondPerAccount: number;
}

/** For one source host, in the place of what holds for all; null where that holds. */
export interface HostBounds {
  readonly mailboxes: number | null;
  readonly connections: number | null;
  readonly bytesPerSecond: number | null;
}

/** What operators set while it runs. Null is as each program was started. */
export type WorkSettings = { readonly [Name in keyof WorkBounds]: number | null } & {
  /** By the name of the host, in lower case. */
  readonly hosts: Readonly<Record<string, HostBounds>>;
};

export const NO_WORK_SETTINGS: WorkSettings = {
  mailboxesAtOnce: null,
  mailboxesPerHost: null,
  connectionsPerHost: null,
  requestsPerAccount: null,
  bytesPerSecondPerHost: null,
  bytesPerSecondPerAccount: null,
  hosts: {},
};

/** The largest that each may be: what a machine, and a server of others, can bear. */
export const WORK_BOUNDS_MAX: WorkBounds = {
  // Each has connections, a lease and buffers of its own; a larger machine is better used by several programs.
  mailboxesAtOnce: 32,
  mailboxesPerHost: 1000,
  connectionsPerHost: 4000,
  // Exchange itself refuses more for one account (EWSMaxConcurrency).
  requestsPerAccount: 27,
  // More than any line to one host gives: it bounds nothing.
  bytesPerSecondPerHost: 2 ** 30,
  bytesPerSecondPerAccount: 2 ** 30,
};

/** The smallest that each may be, where that is not 1: what is shared of bytes per second is shared in pieces of so many. */
export const BYTES_PER_SECOND_MIN = 64 * 1024;

/** What holds now, of what was set and how the program was started. */
export function boundsOf(started: WorkBounds, settings: WorkSettings): WorkBounds {
  return {
    mailboxesAtOnce: settings.mailboxesAtOnce ?? started.mailboxesAtOnce,
    mailboxesPerHost: settings.mailboxesPerHost ?? started.mailboxesPerHost,
    connectionsPerHost: settings.connectionsPerHost ?? started.connectionsPerHost,
    requestsPerAccount: settings.requestsPerAccount ?? started.requestsPerAccount,
    bytesPerSecondPerHost: settings.bytesPerSecondPerHost ?? started.bytesPerSecondPerHost,
    bytesPerSecondPerAccount: settings.bytesPerSecondPerAccount ?? started.bytesPerSecondPerAccount,
  };
}

/** What holds for one source host. */
export function hostBoundsOf(host: string, started: WorkBounds, settings: WorkSettings) {
  const bounds = boundsOf(started, settings);
  const own = Object.hasOwn(settings.hosts, host.toLowerCase()) ? settings.hosts[host.toLowerCase()] : undefined;
  return {
    mailboxes: own?.mailboxes ?? bounds.mailboxesPerHost,
    connections: own?.connections ?? bounds.connectionsPerHost,
    bytesPerSecond: own?.bytesPerSecond ?? bounds.bytesPerSecondPerHost,
  };
}
