/** What a simulated Graph can be told to be. All of `GraphSettings` may change while it runs. */
import type { Clock } from '../../src/base/clock.ts';
import type { Mailboxes } from '../exchange/mailboxes.ts';
import type { GraphFault } from './fault.ts';

export interface AppOptions {
  readonly clientId: string;
  readonly secret?: string;
  /** PEM of the certificate whose key signs assertions. */
  readonly certificatePem?: string;
  /** Application permissions that an administrator consented to. */
  readonly roles: readonly string[];
  /** Delegated permissions, for sign-ins with a device code. */
  readonly scopes?: readonly string[];
}

export type RetryAfterForm = 'seconds' | 'date' | 'missing' | 'absurd';

export interface GraphSettings {
  readonly apps: readonly AppOptions[];
  /** Addresses that no application may touch (RBAC for Applications, or an access policy). */
  readonly excluded: readonly string[];
  /** How an excluded mailbox is refused: in the words of RBAC for Applications, or of an application access policy. */
  readonly exclusion: 'rbac' | 'policy';
  /** Addresses of people without a mailbox in the cloud: no licence, soft-deleted, or still on-premises. */
  readonly unlicensed: readonly string[];
  /** The tenant lets applications import and export items. */
  readonly allowsImport: boolean;
  readonly tokenLifeS: number;
  readonly importSessionLifeS: number;
  /** `null` switches a limit off. */
  readonly requestsMax: number | null;
  readonly requestsWindowMs: number;
  readonly uploadBytesMax: number | null;
  readonly uploadWindowMs: number;
  readonly concurrencyMax: number | null;
  readonly retryAfter: RetryAfterForm;
  readonly requestBytesMax: number;
  /** Of a request to an import URL; what real servers take is not published. */
  readonly importBytesMax: number;
  readonly itemBytesMax: number;
  readonly quotaBytes: number;
  /** How long each request takes, by the clock. */
  readonly serviceMs: number;
  /** A PATCH of PidTagMessageFlags: forgotten without a word, or refused. */
  readonly flagsPatch: 'ignore' | 'refuse';
  /** `receivedDateTime` and `sentDateTime` in the body of a new message. */
  readonly bodyDates: 'ignore' | 'keep';
  /** Delta tokens from before this position are gone: 410. */
  readonly deltaLost: boolean;
}

export interface GraphOptions {
  /** A store that is open already, or where one lies and which mailboxes it is to hold. */
  readonly store: Mailboxes | { readonly folder: string; readonly addresses: readonly string[] };
  /** 0 takes a free port. */
  readonly port?: number;
  readonly tls?: { readonly keyPem: string; readonly certPem: string };
  /** The id of the tenant, or one of its domains; any other name is unknown. */
  readonly tenant: string;
  readonly settings: Partial<GraphSettings> & Pick<GraphSettings, 'apps'>;
  readonly faults?: readonly GraphFault[];
  readonly clock?: Clock;
}

const MINUTE_MS = 60_000;
const MEGABYTE = 1024 * 1024;

/** As Microsoft publishes them, where it does. */
export function graphSettings(settings: GraphOptions['settings']): GraphSettings {
  return {
    excluded: [],
    exclusion: 'rbac',
    unlicensed: [],
    allowsImport: true,
    tokenLifeS: 3599,
    importSessionLifeS: 3600,
    requestsMax: 10_000,
    requestsWindowMs: 10 * MINUTE_MS,
    uploadBytesMax: 150 * MEGABYTE,
    uploadWindowMs: 5 * MINUTE_MS,
    concurrencyMax: 4,
    retryAfter: 'seconds',
    requestBytesMax: 4 * MEGABYTE,
    importBytesMax: 150 * MEGABYTE,
    itemBytesMax: 150 * MEGABYTE,
    quotaBytes: Infinity,
    serviceMs: 0,
    flagsPatch: 'ignore',
    bodyDates: 'ignore',
    deltaLost: false,
    ...settings,
  };
}
