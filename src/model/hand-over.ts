/** A new password for the user of a mailbox, handed over by a link that shows it once. */
import type { Brand } from '../base/brand.ts';
import type { Instant } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import type { OrganisationId } from './organisation.ts';
import type { MailboxId, ProjectId } from './project.ts';

export type HandOverId = Brand<string, 'HandOverId'>;

export interface HandOver {
  readonly id: HandOverId;
  readonly mailbox: MailboxId;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** Since when the password opens the mailbox at the target; null while somebody has to set it there. */
  readonly setAt: Instant | null;
  readonly shownAt: Instant | null;
  /** From which address, by which browser; null before. */
  readonly shownTo: string | null;
  readonly revokedAt: Instant | null;
}

/** to-be-set: nobody has said that it was set at the target. over: it was not opened in time. */
export const HAND_OVER_STATES = ['to-be-set', 'ready', 'shown', 'revoked', 'over'] as const;
export type HandOverState = (typeof HAND_OVER_STATES)[number];

export function handOverState({ setAt, shownAt, revokedAt, expiresAt }: HandOver, now: Instant): HandOverState {
  if (shownAt !== null) return 'shown';
  if (revokedAt !== null) return 'revoked';
  if (expiresAt <= now) return 'over';
  return setAt === null ? 'to-be-set' : 'ready';
}

export interface NewHandOver extends Pick<HandOver, 'id' | 'mailbox' | 'createdAt' | 'expiresAt' | 'setAt'> {
  readonly tokenHash: Buffer;
  readonly password: Secret;
}

/** Those of one organisation. */
export interface HandOverBook {
  /** A mailbox that is not there, or not of this organisation, is a defect of the caller. */
  addHandOver(handOver: NewHandOver): Promise<void>;
  /** The newest first. */
  handOvers(mailbox: MailboxId): Promise<readonly HandOver[]>;
  /** Whoever changes it has locked its mailbox before. */
  findHandOver(id: HandOverId): Promise<HandOver | null>;
  /** Of a project, those that somebody has to set at the target, by name. Throws what unsealing throws. */
  passwordsToSet(project: ProjectId, now: Instant): Promise<readonly PasswordToSet[]>;
  noteHandOverSet(id: HandOverId, at: Instant): Promise<void>;
  /** Takes the password away for good, and notes who got it. Null where it is not there any more. */
  takeHandOverPassword(id: HandOverId, at: Instant, to: string): Promise<Secret | null>;
  /** Its password goes. */
  revokeHandOver(id: HandOverId, at: Instant): Promise<void>;
}

export interface PasswordToSet {
  readonly handOver: HandOverId;
  readonly mailbox: MailboxId;
  /** Of the mailbox. */
  readonly name: string;
  readonly password: Secret;
}

/** Where a link leads, whatever organisation it belongs to. */
export interface HandOverPlace {
  readonly organisation: OrganisationId;
  readonly project: ProjectId;
  readonly handOver: HandOverId;
}

export interface HandOverDoor {
  /** Null for a token that never was one. Asking uses nothing up. */
  handOverBy(tokenHash: Buffer): Promise<HandOverPlace | null>;
}
