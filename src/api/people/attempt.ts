/**
 * Attempts at an account: by password, by code, or by both. Those at one account are taken one after the other, and wrong
 * ones of every kind count together, so that no kind is a way around the lock of another.
 */
import { assert } from '../../base/assert.ts';
import { type Instant, instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { House } from '../../model/house.ts';
import type { Account, Person } from '../../model/organisation.ts';
import type { SecondFactor } from '../../model/second-factor.ts';
import { isPassword } from './passwords.ts';
import { plainCode, recoveryHash, stepOf } from './totp.ts';

/** Wrong attempts that cost nothing. */
const FAILURES_FREE = 5;
const LOCK_MS_MIN = 60_000;
const LOCK_MS_MAX = 3_600_000;

export type Refusal =
  | 'service.sign-in-refused'
  | 'service.code-needed'
  | 'service.code-refused'
  | 'service.passkey-refused';
export type Verdict = 'right' | Refusal;

export interface Attempt {
  readonly address: string;
  /** What it is called among the events; with `-refused` where it was wrong. */
  readonly event:
    | 'sign-in'
    | 'enrol-second-factor'
    | 'confirm-second-factor'
    | 'remove-second-factor'
    | 'change-password'
    | 'begin-passkey'
    | 'begin-identity';
  readonly at: Instant;
  /** Asked about nobody where there is no account, or where it is locked: then it takes as long, and is never right. */
  readonly judge: (account: Account | null) => Promise<Verdict>;
}

/** Who that is, or why not: given and not thrown, because a wrong attempt has to be kept. */
export async function attempt(house: House, { address, event, at, judge }: Attempt): Promise<Person | Refusal> {
  const account = await house.account(address);
  const isLocked = account?.lockedUntil != null && account.lockedUntil > at;
  const verdict = await judge(isLocked ? null : account);
  if (account === null || isLocked) {
    assert(verdict !== 'right', 'nobody is never right');
    return verdict;
  }
  // Who knew the password and gave no code has proved too little to begin anew, and has guessed nothing.
  if (verdict === 'service.code-needed') return verdict;
  await noteAttempt(house, account, verdict === 'right', { event, at });
  return verdict === 'right' ? account.person : verdict;
}

/** Throws the refusal. Outside of the transaction, which would otherwise forget the attempt. */
export function personOrThrow(outcome: Person | Refusal): Person {
  if (typeof outcome === 'string') throw new Failure(outcome, {});
  return outcome;
}

export interface Proof {
  readonly password: string;
  readonly code: string | null;
  /** Judges what a passkey signed in place of a code, for the account of this person. */
  readonly passkey?: (person: Person) => Promise<Verdict>;
}

/** Both at once, as a sign-in has them. */
export function judgePasswordAndCode(house: House, { password, code, passkey }: Proof, at: Instant): Attempt['judge'] {
  return async (account) => {
    const verdict = await judgePassword(account, password);
    if (account === null || verdict !== 'right') return verdict;
    return passkey === undefined ? judgeCode(house, account.person, code, at) : passkey(account.person);
  };
}

export async function judgePassword(account: Account | null, password: string): Promise<Verdict> {
  const isRight = await isPassword(password, account?.passwordHash ?? null);
  return isRight ? 'right' : 'service.sign-in-refused';
}

/** Right without a code where the second factor is off. A code that was right is used up by this. */
async function judgeCode(house: House, person: Person, code: string | null, at: Instant): Promise<Verdict> {
  const factor = await house.secondFactor(person.id);
  if (factor === null || !factor.isOn) return 'right';
  if (code === null) return 'service.code-needed';
  const step = freshStep(factor, code, at);
  if (step !== null) {
    await house.noteStep(person.id, step);
    return 'right';
  }
  const left = await house.takeRecoveryCode(person.id, recoveryHash(code));
  if (left === null) return 'service.code-refused';
  appendAbout(house, person, at, 'use-recovery-code', { recoveryCodesLeft: left });
  return 'right';
}

/** The time step of a code that is right and was not taken before; null for any other. */
export function freshStep({ secret, lastStep }: SecondFactor, code: string, at: Instant): number | null {
  const step = stepOf(plainCode(code), secret, at);
  return step !== null && (lastStep === null || step > lastStep) ? step : null;
}

/** From the sixth wrong attempt on, each locks the account for twice as long as the one before. */
async function noteAttempt(
  house: House,
  { person, failures }: Account,
  isRight: boolean,
  { event, at }: Pick<Attempt, 'event' | 'at'>,
): Promise<void> {
  const count = isRight ? 0 : failures + 1;
  const lockMs = count <= FAILURES_FREE ? 0 : Math.min(LOCK_MS_MAX, LOCK_MS_MIN * 2 ** (count - FAILURES_FREE - 1));
  await house.noteSignIn(person.id, count, lockMs === 0 ? null : instant(at + lockMs));
  const facts = lockMs === 0 ? {} : { lockedForSeconds: lockMs / 1000 };
  appendAbout(house, person, at, isRight ? event : `${event}-refused`, facts);
}

/** What a person did about the own account. */
export function appendAbout(
  house: House,
  { id, role, organisation }: Person,
  at: Instant,
  name: string,
  facts: Readonly<Record<string, number | string>> = {},
): void {
  const about = { subject: 'person', subjectId: id, project: null, from: null, to: null, reason: null } as const;
  house.append(organisation, { ...about, at, actor: { is: 'person', id, role }, name, facts });
}
