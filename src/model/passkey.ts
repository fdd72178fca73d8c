/** Passkeys (WebAuthn): an authenticator that signs what the service asks it to sign. */
import type { Brand } from '../base/brand.ts';
import type { Instant } from '../base/clock.ts';
import type { PersonId } from './organisation.ts';

export type PasskeyId = Brand<string, 'PasskeyId'>;

export interface Passkey {
  readonly id: PasskeyId;
  readonly person: PersonId;
  readonly credentialId: Buffer;
  /** As COSE has it (RFC 9052). */
  readonly publicKey: Buffer;
  /** As the authenticator said last; 0 for one that does not count. */
  readonly counter: number;
  readonly name: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
}

/** What a challenge was made for: it counts for nothing else. */
export type Purpose = 'add' | 'sign-in' | 'second-factor';

export interface Challenge {
  readonly hash: Buffer;
  readonly purpose: Purpose;
  /** Who adds a passkey; null for whoever signs in. */
  readonly person: PersonId | null;
}

export interface PasskeyBook {
  /** Those that are over by now are forgotten. */
  addChallenge(challenge: Challenge, now: Instant, until: Instant): Promise<void>;
  /** Takes it away; false where there is none that still holds, for this and for this person. */
  takeChallenge(challenge: Challenge, now: Instant): Promise<boolean>;
  /** The oldest first. */
  passkeys(person: PersonId): Promise<readonly Passkey[]>;
  /** False when somebody has it already. */
  addPasskey(passkey: Omit<Passkey, 'lastUsedAt'>): Promise<boolean>;
  /** That with this credential, whoever it belongs to; locked, so that its counter grows once for each use. */
  lockPasskey(credentialId: Buffer): Promise<Passkey | null>;
  notePasskeyUse(id: PasskeyId, counter: number, at: Instant): Promise<void>;
  /** False when this person has none with that id. */
  renamePasskey(person: PersonId, id: PasskeyId, name: string): Promise<boolean>;
  /** False when this person has none with that id. */
  removePasskey(person: PersonId, id: PasskeyId): Promise<boolean>;
  removePasskeys(person: PersonId): Promise<void>;
}
