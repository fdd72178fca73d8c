/** A question that the name servers did not answer: said once, in the same words everywhere. */

import { type CheckHead, type CheckResult, warned } from '../../model/check-result.ts';
import type { DnsTrouble } from '../../wire/dns/errors.ts';

/** The check could not be made; that is a warning, and a circle of aliases is named as the fault that it is. */
export function troubled(
  head: CheckHead,
  what: string,
  { trouble, reason }: { readonly trouble: DnsTrouble; readonly reason: string },
): CheckResult {
  const cause = `${what} could not be found out: ${reason}.`;
  return warned(head, [`${what}: ${reason}`], { cause, ...REMEDIES[trouble] });
}

type Remedy = { readonly remedy: string; readonly owner: 'dns-host' | 'administrator' };

const REMEDIES: Readonly<Record<DnsTrouble, Remedy>> = {
  silent: {
    remedy: 'Check the network of this machine, or name another name server with --resolver; then check again.',
    owner: 'administrator',
  },
  refused: { remedy: 'Name a name server that answers this machine with --resolver.', owner: 'administrator' },
  'server-failed': {
    remedy: 'Have the name servers of the domain and its DNSSEC signatures put right, then check again.',
    owner: 'dns-host',
  },
  'alias-loop': { remedy: 'Let each alias (CNAME) lead to a host that has an address.', owner: 'dns-host' },
  malformed: {
    remedy: 'Name another name server with --resolver; if the answer is the same, the record itself is broken.',
    owner: 'dns-host',
  },
};
