/** What `godwit check --json` found, as far as a plan tells of it. */
import { JsonValue } from '../json-value.ts';

export interface CheckFinding {
  readonly domain: string;
  readonly id: string;
  readonly title: string;
  readonly verdict: 'warn' | 'block';
  readonly cause: string;
  readonly remedy: string;
  readonly owner: CheckOwner;
  /** Why it is accepted; null where it is not. */
  readonly waived: string | null;
}

export const CHECK_OWNERS = ['administrator', 'dns-host', 'web-host', 'user', 'target-admin'] as const;
export type CheckOwner = (typeof CHECK_OWNERS)[number];

export interface CheckFindings {
  readonly domain: string;
  readonly findings: readonly CheckFinding[];
}

/** Ten checks of each of a hundred thousand mailboxes. */
const RESULTS_MAX = 1_000_000;
/** Sentences quote what servers say. */
const SENTENCE_LENGTH_MAX = 100_000;
const VERDICTS = ['pass', 'warn', 'block'] as const;

/** Throws usage.invalid for anything that is no list of checks. */
export function parseChecks(text: string, file: string): CheckFindings {
  const document = JsonValue.parse(text, file);
  const member = document.members(null);
  if (member('domain').raw === undefined || member('results').raw === undefined) {
    document.refuse('these are no checks', 'Give a file that this command wrote: godwit check DOMAIN … --json > FILE');
  }
  const domain = member('domain').text().toLowerCase();
  const findings = member('results')
    .list(RESULTS_MAX)
    .flatMap((value) => findingIn(value, domain) ?? []);
  return { domain, findings };
}

/** Null for what passed. */
function findingIn(value: JsonValue, domain: string): CheckFinding | null {
  const member = value.members(null);
  const verdict = member('verdict').choice(VERDICTS);
  if (verdict === 'pass') return null;
  const words = (name: string): string => member(name).foreignText(SENTENCE_LENGTH_MAX);
  return {
    domain,
    id: words('id'),
    title: words('title'),
    verdict,
    cause: words('cause'),
    remedy: words('remedy'),
    owner: member('owner').choice(CHECK_OWNERS),
    waived: member('waived').optional((reason) => reason.foreignText(SENTENCE_LENGTH_MAX)),
  };
}
