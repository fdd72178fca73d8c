/** What a check says, in the same form for all of them. */

/** warn: it will hurt somebody. block: a move that begins now goes wrong, or people cannot work after it. */
export type Verdict = 'pass' | 'warn' | 'block';

/** Who can put it right. */
export type CheckOwner = 'administrator' | 'dns-host' | 'web-host' | 'user' | 'target-admin';

/** A record for the zone, as it is typed into the form of a DNS host. */
export interface WantedRecord {
  readonly type: 'CNAME' | 'MX' | 'SRV' | 'TXT';
  /** Relative to the domain; `@` is the domain itself. */
  readonly host: string;
  /** With priority, weight and port in front where the type has them. */
  readonly value: string;
  readonly ttlSeconds: number;
}

export interface CheckHead {
  /** The number that the check has in the requirements, and what part of it this is: `C2.cname`. The same in every run. */
  readonly id: string;
  readonly title: string;
}

export interface CheckResult extends CheckHead {
  readonly verdict: Verdict;
  /** What was seen, line by line. May hold text of servers: show it as such. */
  readonly evidence: readonly string[];
  /** Null exactly when it passed. */
  readonly fault: Fault | null;
}

export interface Fault {
  /** One sentence, or one for each thing that is wrong. */
  readonly cause: string;
  /** One instruction to the owner, or one for each thing that is wrong. */
  readonly remedy: string;
  readonly owner: CheckOwner;
  /** What the zone should hold instead; empty where the remedy is another. */
  readonly records: readonly WantedRecord[];
}

/** What a fault is written as: records may be left away. */
type FaultText = Omit<Fault, 'records'> & { readonly records?: readonly WantedRecord[] };

export function passed(head: CheckHead, evidence: readonly string[]): CheckResult {
  return { ...head, verdict: 'pass', evidence, fault: null };
}

export function warned(head: CheckHead, evidence: readonly string[], fault: FaultText): CheckResult {
  return { ...head, verdict: 'warn', evidence, fault: { records: [], ...fault } };
}

export function blocked(head: CheckHead, evidence: readonly string[], fault: FaultText): CheckResult {
  return { ...head, verdict: 'block', evidence, fault: { records: [], ...fault } };
}

/** A zone keeps a record of a move at most this long: an hour after the change everybody sees the new one. */
export const TTL_SECONDS_MAX = 3600;
