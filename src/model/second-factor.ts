/** The second factor of a person: an app that shows codes (RFC 6238), and recovery codes for when it is lost. */
import type { Instant } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import type { PersonId } from './organisation.ts';

export interface SecondFactor {
  /** In base32, as apps take it. */
  readonly secret: Secret;
  /** False until a first code was right; until then nobody is asked for codes. */
  readonly isOn: boolean;
  /** The time step of the last code that was taken: no code of it or of an earlier one is taken again. */
  readonly lastStep: number | null;
}

/** The second factors of all people. Whoever takes a code has locked the account before. */
export interface SecondFactorBook {
  /** Throws what unsealing throws. */
  secondFactor(person: PersonId): Promise<SecondFactor | null>;
  /** Whether a code is asked for. */
  hasSecondFactor(person: PersonId): Promise<boolean>;
  /** Takes the place of one that was never confirmed. */
  beginSecondFactor(person: PersonId, secret: Secret): Promise<void>;
  confirmSecondFactor(person: PersonId, step: number, at: Instant, recoveryHashes: readonly Buffer[]): Promise<void>;
  noteStep(person: PersonId, step: number): Promise<void>;
  /** Takes the recovery code away and says how many are left; null where there is no such code. */
  takeRecoveryCode(person: PersonId, codeHash: Buffer): Promise<number | null>;
  /** With its recovery codes. */
  removeSecondFactor(person: PersonId): Promise<void>;
}
