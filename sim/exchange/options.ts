/** What a simulated Exchange can be told to be. */
import type { Clock } from '../../src/base/clock.ts';
import type { Fault } from './fault.ts';
import type { FolderNameRules } from './folder.ts';

export interface AccountOptions {
  readonly user: string;
  readonly password: string;
  /** Mailboxes that it may act for beside its own, which is the one whose address is its user name. */
  readonly mayImpersonate: 'all' | readonly string[];
  readonly auth: readonly ('basic' | 'ntlm')[];
  /** Bearer tokens that sign it in. */
  readonly tokens?: readonly string[];
}

export interface MailboxOptions {
  readonly address: string;
  /** Of the MIME content of all items together. */
  readonly quotaBytes?: number;
  /** Of one message. */
  readonly messageBytesMax?: number;
  /** The root of the mailbox says its quota; without it it does not, and what real servers do is not known. */
  readonly tellsQuota?: boolean;
}

/** After `requests` requests of one mailbox within `windowMs` the server is busy for `backOffMs`. */
export interface BudgetOptions {
  /** Whose requests are counted: those for one mailbox (the default), or all of one account. */
  readonly of?: 'mailbox' | 'account';
  /** What arrives so soon after a back-off was told is nobody's fault: it was on the wire. */
  readonly graceMs?: number;
  readonly requests: number;
  readonly windowMs: number;
  readonly backOffMs: number;
}

export interface ExchangeOptions {
  /** Where the store lies. A second start on the same folder goes on with what is there. */
  readonly folder: string;
  /** 0 takes a free port. */
  readonly port?: number;
  /** Without it the server speaks plain HTTP. */
  readonly tls?: { readonly keyPem: string; readonly certPem: string };
  readonly accounts: readonly AccountOptions[];
  readonly mailboxes: readonly MailboxOptions[];
  readonly requestBytesMax?: number;
  readonly budget?: BudgetOptions;
  /** Requests under way at once for one mailbox. */
  readonly concurrencyMax?: number;
  readonly faults?: readonly Fault[];
  readonly clock?: Clock;
  /** Refuses request bodies without Content-Length, as some servers and proxies do. */
  readonly refusesChunked?: boolean;
  /** Refuses impersonation without a matching X-AnchorMailbox, as Exchange Online may. */
  readonly requiresAnchor?: boolean;
  /** The newest RequestServerVersion that mailboxes take. */
  readonly newestVersion?: string;
  readonly folderNames?: Partial<FolderNameRules>;
  /** A full mailbox answers ErrorQuotaExceeded, or the general error with that code inside. */
  readonly quotaRefusal?: 'plain' | 'inner';
  /** Broken MIME is converted as well as it goes, or refused with ErrorMimeContentInvalid. */
  readonly brokenMime?: 'convert' | 'refuse';
  /** Answers of attendees that a client gives are kept, or forgotten: what real servers do is not known. */
  readonly attendeeResponses?: 'keep' | 'drop';
}

/** The options with everything filled in. */
export interface Settings {
  readonly accounts: readonly AccountOptions[];
  readonly mailboxes: ReadonlyMap<string, MailboxOptions>;
  readonly requestBytesMax: number;
  readonly budget: BudgetOptions | null;
  readonly concurrencyMax: number;
  readonly refusesChunked: boolean;
  readonly requiresAnchor: boolean;
  readonly newestVersion: string;
  readonly folderNames: FolderNameRules;
  readonly quotaRefusal: 'plain' | 'inner';
  readonly brokenMime: 'convert' | 'refuse';
  readonly attendeeResponses: 'keep' | 'drop';
}

/** `maxAllowedContentLength` of the EWS web application. */
const REQUEST_BYTES_MAX = 67_108_864;
/** `EWSMaxConcurrency` since Exchange 2013. */
const CONCURRENCY_MAX = 27;

export function settingsOf(options: ExchangeOptions): Settings {
  return {
    accounts: options.accounts,
    mailboxes: new Map(options.mailboxes.map((mailbox) => [mailbox.address.toLowerCase(), mailbox])),
    requestBytesMax: options.requestBytesMax ?? REQUEST_BYTES_MAX,
    budget: options.budget ?? null,
    concurrencyMax: options.concurrencyMax ?? CONCURRENCY_MAX,
    refusesChunked: options.refusesChunked ?? true,
    requiresAnchor: options.requiresAnchor ?? true,
    newestVersion: options.newestVersion ?? 'Exchange2016',
    folderNames: { outerBlanks: 'trim', reserved: ['Files', 'Conflicts', 'Sync Issues'], ...options.folderNames },
    quotaRefusal: options.quotaRefusal ?? 'plain',
    brokenMime: options.brokenMime ?? 'convert',
    attendeeResponses: options.attendeeResponses ?? 'keep',
  };
}
