/** The user of one mailbox, who has no account but a private link: what a link is, and what its holder says. */
import type { Brand } from '../base/brand.ts';
import type { Instant } from '../base/clock.ts';
import type { OrganisationId } from './organisation.ts';
import type { MailboxId, ProjectId } from './project.ts';

export type LinkId = Brand<string, 'LinkId'>;

export interface MailboxLink {
  readonly id: LinkId;
  readonly mailbox: MailboxId;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** To the minute; null where it was never used. */
  readonly lastUsedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

export interface NewMailboxLink extends Pick<MailboxLink, 'id' | 'mailbox' | 'createdAt' | 'expiresAt'> {
  readonly tokenHash: Buffer;
}

/** Whoever has a link that still holds. Nothing but this mailbox is theirs. */
export interface LinkHolder {
  readonly link: LinkId;
  readonly organisation: OrganisationId;
  readonly project: ProjectId;
  readonly mailbox: MailboxId;
}

/** What the user found after the move. */
export type UserVerdict = 'all-there' | 'something-missing';

/** What the user of a mailbox said so far. */
export interface MailboxUser {
  /** Tasks of the preparation that are done. */
  readonly steps: readonly string[];
  readonly verdict: UserVerdict | null;
  readonly verdictAt: Instant | null;
  /** What mail is read with, as src/model/device.ts names it. */
  readonly devices: readonly string[];
  /** What of the way to them after the move is done. */
  readonly settled: readonly string[];
}

/** The links of the mailboxes of one organisation, and what their holders said. */
export interface LinkBook {
  /** A mailbox that is not there, or not of this organisation, is a defect of the caller. */
  addLink(link: NewMailboxLink): Promise<void>;
  /** The newest first, those that hold no longer as well. */
  links(mailbox: MailboxId): Promise<readonly MailboxLink[]>;
  /** Null where the mailbox has no such link, or where it was revoked. */
  renewLink(mailbox: MailboxId, id: LinkId, expiresAt: Instant): Promise<MailboxLink | null>;
  /** Its sessions end with it. False when there is none that was not revoked already. */
  revokeLink(mailbox: MailboxId, id: LinkId, at: Instant): Promise<boolean>;
  mailboxUser(mailbox: MailboxId): Promise<MailboxUser>;
  noteSteps(mailbox: MailboxId, steps: readonly string[]): Promise<void>;
  noteDevices(mailbox: MailboxId, devices: readonly string[], settled: readonly string[]): Promise<void>;
  noteVerdict(mailbox: MailboxId, verdict: UserVerdict, at: Instant): Promise<void>;
}

/** Ways in by a link, whatever organisation it belongs to. */
export interface LinkDoor {
  /** Null for a link that never was one, is over or was revoked. Notes its use. */
  useLink(tokenHash: Buffer, now: Instant): Promise<LinkHolder | null>;
  /** As `useLink`, by a program that looks at every link before its reader does: notes nothing. */
  lookAtLink(tokenHash: Buffer, now: Instant): Promise<LinkHolder | null>;
  /** Sessions that are over by now are forgotten. */
  addLinkSession(
    sessionHash: Buffer,
    link: LinkId,
    span: { readonly now: Instant; readonly until: Instant },
  ): Promise<void>;
  /** Null once the session or its link is over. */
  linkSession(sessionHash: Buffer, now: Instant): Promise<LinkHolder | null>;
  endLinkSession(sessionHash: Buffer): Promise<void>;
}
