/** Answers that are given again where the same request comes again (draft-ietf-httpapi-idempotency-key-header). */
import type { Instant } from '../base/clock.ts';

export interface AnswerKey {
  /** The id of the person or the token that asks. */
  readonly caller: string;
  readonly key: string;
}

export interface GivenAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** begun: nobody has asked so before. other: the key was for something else. */
export type AnswerState =
  | { readonly is: 'begun' }
  | { readonly is: 'other' }
  | { readonly is: 'under-way' }
  | { readonly is: 'given'; readonly answer: GivenAnswer };

export interface AnswerBook {
  /** Forgets what is older than `keptSince`, and requests that began before `underWaySince` and were never answered. */
  beginAnswer(
    key: AnswerKey,
    fingerprint: string,
    at: { readonly now: Instant; readonly keptSince: Instant; readonly underWaySince: Instant },
  ): Promise<AnswerState>;
  keepAnswer(key: AnswerKey, answer: GivenAnswer): Promise<void>;
  forgetAnswer(key: AnswerKey): Promise<void>;
}
