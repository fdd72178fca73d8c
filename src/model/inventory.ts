/**
 * An organisation before its move: its domains, mailboxes, lists and settings, as an administration API or tables tell it.
 * Null anywhere means that nobody told; it never means none.
 */
import type { Instant } from '../base/clock.ts';
import type { Problem } from '../base/problem.ts';

export interface Inventory {
  readonly takenAt: Instant;
  /** Where it comes from, as people call it: `Rackspace account 123456`, `mailboxes.csv`. */
  readonly origins: readonly string[];
  readonly domains: readonly InventoryDomain[];
  /** In the order of their addresses. */
  readonly mailboxes: readonly InventoryMailbox[];
  /** In the order of their addresses. */
  readonly lists: readonly InventoryList[];
  /** What could not be read, each with its reason. Everything else is complete. */
  readonly exceptions: readonly InventoryException[];
}

export interface InventoryException {
  /** An address, a domain, or a file with its line. */
  readonly subject: string;
  readonly problem: Problem;
}

/** rackspace-email: over IMAP. exchange: hosted Exchange, which may share a domain with it. */
export type Platform = 'rackspace-email' | 'exchange';

export interface InventoryDomain {
  readonly name: string;
  readonly platforms: readonly Platform[] | null;
  /** True where its mailboxes are Email Plus. */
  readonly isEmailPlus: boolean | null;
  /** Licences for mailboxes of Rackspace Email. */
  readonly mailboxesMax: number | null;
  /** A separate vault that IMAP does not show. */
  readonly hasArchiving: boolean | null;
  readonly hasPublicFolders: boolean | null;
  /** Other domains whose mail goes here. */
  readonly alternateNames: readonly string[] | null;
  /** Where mail to addresses that do not exist goes; '' nowhere. */
  readonly catchAll: string | null;
  readonly spam: SpamProtection | null;
}

export interface InventoryMailbox {
  /** In lower case. */
  readonly address: string;
  readonly platform: Platform | null;
  readonly displayName: string | null;
  readonly isEnabled: boolean | null;
  readonly bytesMax: number | null;
  /** As the server counted within the last day. */
  readonly bytesUsed: number | null;
  /** Time of the server, whose zone nobody knows: `2024-03-05T14:07:09`. */
  readonly createdAt: string | null;
  /** In the form of `createdAt`, or `never`. */
  readonly lastSignIn: string | null;
  readonly forwarding: Forwarding | null;
  readonly autoReply: AutoReply | null;
  readonly visibility: Visibility | null;
  /** What the directory says of the person: `mobileNumber`, `businessCity` and so on, without what is empty. */
  readonly contact: Readonly<Record<string, string>> | null;
  /** Further addresses of the mailbox itself. */
  readonly otherAddresses: readonly string[] | null;
  readonly spam: SpamProtection | null;
}

export interface Forwarding {
  /** None: it is off. */
  readonly addresses: readonly string[];
  /** False: nothing stays in the mailbox, so that there is nothing to move of that time. */
  readonly keepsCopy: boolean | null;
}

export interface AutoReply {
  readonly isOn: boolean;
  readonly text: string | null;
}

interface Visibility {
  readonly inCompanyDirectory: boolean | null;
  readonly inExchangeAddressList: boolean | null;
}

export interface SpamProtection {
  /** on, off, or exclusive: only senders of the safelist reach the inbox. */
  readonly filter: string | null;
  /** toFolder, delete, labelSubject or toAddress. */
  readonly treatment: string | null;
  /** Only of `toAddress`. */
  readonly forwardsTo: string | null;
  readonly safe: readonly string[] | null;
  readonly blocked: readonly string[] | null;
  /** Single addresses, and ranges with `%` in the place of a part: `203.0.113.%`. */
  readonly safeIps: readonly string[] | null;
  readonly blockedIps: readonly string[] | null;
}

/** An address without a mailbox that passes mail on. */
export interface InventoryList {
  readonly address: string;
  /** group: a group list, which no API of Rackspace tells; it comes from a table. */
  readonly is: 'alias' | 'group';
  readonly members: readonly string[] | null;
}
