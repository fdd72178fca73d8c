/** The people of a place, an organisation or the house, and what others may do about their accounts. */
import type { Instant } from '../base/clock.ts';
import type { OrganisationId, Person, PersonId } from './organisation.ts';

/** A one-time link for somebody who lost a password or a second factor. */
export interface Reset {
  readonly person: PersonId;
  readonly setsPassword: boolean;
  /** Passkeys as well, for they stand in place of it. */
  readonly dropsSecondFactor: boolean;
  readonly expiresAt: Instant;
}

export interface NewReset extends Reset {
  readonly tokenHash: Buffer;
  readonly madeBy: PersonId;
}

export interface PeopleBook {
  /** Whoever has that id and was not removed, wherever that is. */
  person(id: PersonId): Promise<Person | null>;
  operators(): Promise<readonly Person[]>;
  /**
   * Somebody who was not removed, of this organisation or, where it is null, of the house; null where there is none. Locked,
   * as the accounts of all operators are where it is about the house: who is the last one must not change meanwhile.
   */
  lockPerson(organisation: OrganisationId | null, id: PersonId): Promise<Person | null>;
  renamePerson(id: PersonId, name: string): Promise<void>;
  /** With whatever signs this person in and whatever this person gave away that would let somebody in. */
  removePerson(id: PersonId, at: Instant): Promise<void>;
  /** Opens the account where it was locked. */
  setPassword(id: PersonId, passwordHash: string): Promise<void>;

  /** In place of an earlier one for the same person. */
  addReset(reset: NewReset): Promise<void>;
  /** What a link does that still holds. Asking does not use it up. */
  reset(tokenHash: Buffer, now: Instant): Promise<Reset | null>;
  /** Takes it away; null where there is none that still holds. */
  takeReset(tokenHash: Buffer, now: Instant): Promise<Reset | null>;
}
