/** What happened, kept for good: the audit log and the live stream in one. */

import type { Instant } from '../base/clock.ts';
import type { Facts } from '../base/log.ts';
import type { TokenId } from './api-token.ts';
import type { LinkId } from './mailbox-user.ts';
import type { PersonId, Role } from './organisation.ts';
import type { ProjectId } from './project.ts';

export type Actor =
  | { readonly is: 'person'; readonly id: PersonId; readonly role: Role }
  /** A program that somebody made a token for. */
  | { readonly is: 'token'; readonly id: TokenId; readonly role: Role }
  /** The user of a mailbox, by the private link with this id. */
  | { readonly is: 'mailbox-user'; readonly id: LinkId }
  /** The program itself; `worker` says on which machine. */
  | { readonly is: 'godwit'; readonly worker: string };

export type Subject = 'organisation' | 'person' | 'token' | 'project' | 'wave' | 'mailbox';

export interface NewEvent {
  readonly at: Instant;
  readonly actor: Actor;
  readonly subject: Subject;
  readonly subjectId: string;
  /** The project that it belongs to, where there is one. */
  readonly project: ProjectId | null;
  /** In the words of the table of states, or what else was done. */
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string | null;
  readonly facts: Facts;
}

export interface StoredEvent extends NewEvent {
  /** Ascends within an organisation in the order in which events became visible. */
  readonly number: number;
}

/** What is null is not asked for. */
export interface EventFilter {
  readonly project: string | null;
  readonly subject: Subject | null;
  readonly subjectId: string | null;
  readonly name: string | null;
  /** From this moment on. */
  readonly since: Instant | null;
  /** Before this moment. */
  readonly before: Instant | null;
}

export const ALL_EVENTS: EventFilter = {
  project: null,
  subject: null,
  subjectId: null,
  name: null,
  since: null,
  before: null,
};
