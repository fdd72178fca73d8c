/** Who uses the service: organisations, and the people who sign in for one of them or for all. */
import type { Brand } from '../base/brand.ts';
import type { Instant } from '../base/clock.ts';

export type OrganisationId = Brand<string, 'OrganisationId'>;
export type PersonId = Brand<string, 'PersonId'>;

/** A customer. Nothing of one is ever seen by another. */
export interface Organisation {
  readonly id: OrganisationId;
  readonly name: string;
  readonly createdAt: Instant;
}

/** An operator moves mailboxes for every organisation; an administrator belongs to one. */
export type Role = 'operator' | 'administrator';

export interface Person {
  readonly id: PersonId;
  readonly name: string;
  /** In lower case; who signs in is known by it. */
  readonly address: string;
  readonly role: Role;
  /** Null exactly for an operator. */
  readonly organisation: OrganisationId | null;
}

export type PersonSort = 'name' | 'address';
export type OrganisationSort = 'name' | 'createdAt';

/** What a sign-in is checked against. */
export interface Account {
  readonly person: Person;
  /** Null for somebody who signs in by other means alone. */
  readonly passwordHash: string | null;
  /** Wrong passwords and codes since the last right one. */
  readonly failures: number;
  readonly lockedUntil: Instant | null;
}

/** A one-time link that makes an account. */
export interface Invitation {
  readonly role: Role;
  readonly organisation: OrganisationId | null;
  readonly expiresAt: Instant;
  /** The id that the account will have; null for any. */
  readonly person: PersonId | null;
}
