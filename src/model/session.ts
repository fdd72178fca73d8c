/** Sessions: somebody who is signed in at one place, until it is over or somebody ends it. */
import type { Brand } from '../base/brand.ts';
import type { Instant } from '../base/clock.ts';
import type { Person, PersonId } from './organisation.ts';

export type SessionId = Brand<string, 'SessionId'>;

export interface Session {
  readonly id: SessionId;
  readonly since: Instant;
  /** To the minute. */
  readonly lastUsedAt: Instant;
  readonly until: Instant;
  /** The network address that it began from. */
  readonly address: string;
  /** What the browser called itself then, cut; null where it said nothing. */
  readonly userAgent: string | null;
}

export interface NewSession extends Omit<Session, 'lastUsedAt'> {
  readonly tokenHash: Buffer;
  readonly person: PersonId;
}

export interface SessionBook {
  /** Sessions that are over by now are forgotten, and the oldest of a person who has too many. */
  addSession(session: NewSession): Promise<void>;
  /** Who that is; null for none, and for one that is over. Notes its use. */
  sessionPerson(tokenHash: Buffer, now: Instant): Promise<Person | null>;
  /** The id of the session with that token; null where there is none. */
  sessionId(tokenHash: Buffer): Promise<SessionId | null>;
  /** Those that are not over, the newest first. */
  sessions(person: PersonId, now: Instant): Promise<readonly Session[]>;
  endSession(tokenHash: Buffer): Promise<void>;
  /** False when this person has none with that id. */
  endSessionOf(person: PersonId, id: SessionId): Promise<boolean>;
  /** All but one, or all where `except` is null; says how many. */
  endSessions(person: PersonId, except: Buffer | null): Promise<number>;
}
