/** One thing that is wrong among the many that one check of an organisation looks at, and how they become one result. Pure. */
import { formatCount } from '../../base/amounts.ts';
import {
  blocked,
  type CheckHead,
  type CheckOwner,
  type CheckResult,
  passed,
  warned,
} from '../../model/check-result.ts';

export interface Finding {
  readonly weight: 'warn' | 'block';
  /** A line for each address. */
  readonly evidence: readonly string[];
  readonly cause: string;
  readonly remedy: string;
  readonly owner?: CheckOwner;
}

/**
 * Passes where nothing was found; else the heaviest decides, and all are named: a domain of five thousand mailboxes is one
 * result. `seen` is said in any case, and `whenFine` only of a pass.
 */
export function settled(
  head: CheckHead,
  found: readonly (Finding | null)[],
  seen: readonly string[] = [],
  whenFine: readonly string[] = [],
): CheckResult {
  const all = found.filter((one) => one !== null);
  const heavy = [...all.filter(({ weight }) => weight === 'block'), ...all.filter(({ weight }) => weight === 'warn')];
  const [heaviest] = heavy;
  if (heaviest === undefined) return passed(head, [...seen, ...whenFine]);
  const evidence = [...heavy.flatMap((one) => one.evidence), ...seen];
  const fault = {
    cause: heavy.map(({ cause }) => cause).join(' '),
    remedy: [...new Set(heavy.map(({ remedy }) => remedy))].join(' '),
    owner: heaviest.owner ?? 'administrator',
  };
  return heaviest.weight === 'block' ? blocked(head, evidence, fault) : warned(head, evidence, fault);
}

/** Null where there is no evidence of it. */
export function findingOf(evidence: readonly string[], finding: Omit<Finding, 'evidence'>): Finding | null {
  return evidence.length === 0 ? null : { ...finding, evidence };
}

/** What `godwit inventory` has to be asked for, so that it tells. */
const WAYS = {
  sizes: 'take the inventory with --rackspace-account, or add an export of the control panel with --csv',
  settings: 'take the inventory with --rackspace-account and --depth settings, or add an export with --csv',
  senders: 'take the inventory with --rackspace-account and --depth everything',
  domain: 'take the inventory with --rackspace-account: only the admin API tells it',
} as const;

/**
 * What nobody told of some mailboxes, or of the domain: never a pass. `what` ends `nobody told`. Null where everything was told.
 */
export function untold(
  subjects: readonly string[],
  all: readonly unknown[],
  what: string,
  way: keyof typeof WAYS,
): Finding | null {
  if (subjects.length === 0) return null;
  const isAll = subjects.length > 1 && subjects.length === all.length;
  const evidence = isAll
    ? [`all ${formatCount(subjects.length, 'mailbox', 'mailboxes')}: nobody told ${what}`]
    : subjects.map((subject) => `${subject}: nobody told ${what}`);
  const whose = way === 'domain' ? 'The' : `Of ${formatCount(subjects.length, 'mailbox', 'mailboxes')} the`;
  return {
    weight: 'warn',
    evidence,
    cause: `${whose} inventory does not tell ${what}.`,
    remedy: `So that it is known, ${WAYS[way]}.`,
  };
}
