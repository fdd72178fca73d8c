/** What the simulator counts, for tests to look at. */

export interface GraphCounters {
  /** By route, as `POST /users/{user}/messages`; those inside batches count too. */
  readonly requests: Readonly<Record<string, number>>;
  /** Requests over HTTP, each batch once. */
  readonly httpRequests: number;
  readonly itemsCreated: number;
  readonly itemsImported: number;
  /** Mail that would have left: sends, invitations, updates, cancellations, receipts. Must stay 0. */
  readonly sentMail: number;
  readonly throttled: number;
  /** Requests that came although the server had asked to wait longer. */
  readonly impoliteRequests: number;
  /** Requests that were refused because of their form: unknown properties, bad streams, bad queries. */
  readonly malformed: number;
  readonly tokensIssued: number;
  readonly faultsStruck: number;
  readonly connections: number;
  /** Most requests under way at once for one mailbox, those inside batches included. */
  readonly concurrencyPeak: number;
  readonly uploadedBytes: number;
}

export type MutableGraphCounters = { -readonly [Name in keyof GraphCounters]: GraphCounters[Name] } & {
  readonly requests: Record<string, number>;
};

export function newGraphCounters(): MutableGraphCounters {
  return {
    requests: {},
    httpRequests: 0,
    itemsCreated: 0,
    itemsImported: 0,
    sentMail: 0,
    throttled: 0,
    impoliteRequests: 0,
    malformed: 0,
    tokensIssued: 0,
    faultsStruck: 0,
    connections: 0,
    concurrencyPeak: 0,
    uploadedBytes: 0,
  };
}
