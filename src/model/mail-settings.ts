/** How the installation sends mail and reads what comes back, as operators set it. */
import type { Instant } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';

/** none: in plain text, to this machine alone. */
export const LINE_SECURITIES = ['implicit', 'starttls', 'none'] as const;
export type LineSecurity = (typeof LINE_SECURITIES)[number];

export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: LineSecurity;
  /** Null signs in as nobody. */
  readonly user: string | null;
}

export interface MailSettings {
  readonly smtp: MailServer;
  readonly from: { readonly name: string; readonly address: string };
  /** Where replies go; null for that of `from`. */
  readonly replyTo: string | null;
  /** Replies carry their token behind a plus in the address, which most servers take for the address without it. */
  readonly plusAddress: boolean;
  /** Where replies are read; null where they are not, or are handed in by a webhook. */
  readonly imap: (MailServer & { readonly folder: string }) | null;
}

/** smtp and imap: of their server. incoming: with what mail is signed that is handed in. */
export const MAIL_SECRETS = ['smtp', 'imap', 'incoming'] as const;
export type MailSecret = (typeof MAIL_SECRETS)[number];

/** How far the folder with the replies was read. */
export interface InboxPlace {
  readonly uidValidity: number | null;
  readonly lastUid: number;
  readonly readAt: Instant | null;
}

export interface MailSettingsBook {
  mailSettings(): Promise<MailSettings | null>;
  /** Gives what was set before. What waits for a mail server is due at once. */
  setMailSettings(settings: MailSettings | null, at: Instant): Promise<MailSettings | null>;
  mailSecret(secret: MailSecret): Promise<Secret | null>;
  setMailSecret(secret: MailSecret, value: Secret | null): Promise<void>;
  /** Null while another program reads. */
  claimInbox(holder: string, now: Instant, until: Instant): Promise<InboxPlace | null>;
  /** False where another program has it meanwhile. It stays claimed until `until`, or is free with null. */
  moveInbox(holder: string, place: InboxPlace, until: Instant | null): Promise<boolean>;
}
