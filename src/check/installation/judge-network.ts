/** What an installation needs of the network: name servers, and lines to the hosts that mailboxes come from and go to. */
import type { Instant } from '../../base/clock.ts';
import { blocked, type CheckHead, type CheckResult, passed, warned } from '../../model/check-result.ts';
import { formatMs } from './words.ts';

export interface ResolverFacts {
  /** Its address. */
  readonly server: string;
  /** Why it did not answer; null where it did. */
  readonly trouble: string | null;
}

export interface HostFacts {
  readonly host: string;
  readonly port: number;
  readonly seen:
    | {
        readonly is: 'reached';
        readonly ms: number;
        /** Null where encryption begins later on this line (STARTTLS), which was not tried. */
        readonly certificateUntil: Instant | null;
      }
    | { readonly is: 'failed'; readonly why: HostTrouble; readonly reason: string };
}

export type HostTrouble =
  | 'host-unknown'
  | 'names-silent'
  | 'refused'
  | 'silent'
  | 'certificate'
  | 'tls-missing'
  | 'closed';

const DAY_MS = 24 * 3_600_000;
/** Time for somebody to renew it. */
const CERTIFICATE_DAYS = 14;
const owner = 'administrator';

export function judgeResolvers(resolvers: readonly ResolverFacts[]): CheckResult {
  const head: CheckHead = { id: 'names', title: 'Names are looked up' };
  const evidence = resolvers.map(({ server, trouble }) => `${server}: ${trouble ?? 'answers'}`);
  const silent = resolvers.filter(({ trouble }) => trouble !== null);
  if (resolvers.length > 0 && silent.length === 0) return passed(head, evidence);
  const remedy = 'Mend the name servers of this machine (/etc/resolv.conf), or the way to them.';
  if (silent.length === resolvers.length) {
    return blocked(head, evidence, { cause: 'No name server of this machine answers.', remedy, owner });
  }
  const cause = `${silent.map(({ server }) => server).join(', ')} does not answer: each look-up may take seconds.`;
  return warned(head, evidence, { cause, remedy, owner });
}

export function judgeHost({ host, port, seen }: HostFacts, now: Instant): CheckResult {
  const head: CheckHead = { id: `host.${host}:${port}`, title: `${host} can be reached` };
  if (seen.is === 'failed') {
    const [cause, remedy] = TROUBLES[seen.why](host, port);
    return blocked(head, [seen.reason], { cause, remedy, owner });
  }
  const { ms, certificateUntil } = seen;
  if (certificateUntil === null) return passed(head, [`port ${port} answers within ${formatMs(ms)}`]);
  const until = new Date(certificateUntil).toISOString().slice(0, 10);
  const evidence = [`port ${port} answers within ${formatMs(ms)}, with a good certificate until ${until}`];
  if (certificateUntil - now > CERTIFICATE_DAYS * DAY_MS) return passed(head, evidence);
  const cause = `The certificate of ${host} ends on ${until}; from then on nothing is moved.`;
  return warned(head, evidence, { cause, remedy: `Have whoever runs ${host} renew it before.`, owner });
}

/** Cause and remedy. */
const TROUBLES: Readonly<Record<HostTrouble, (host: string, port: number) => readonly [string, string]>> = {
  'host-unknown': (host) => [
    `There is no host ${host}.`,
    'Look at the address in the project for a mistake, and at the name servers.',
  ],
  'names-silent': (host) => [
    `Where ${host} is could not be looked up: no name server answered.`,
    'Mend the name servers of this machine (/etc/resolv.conf), or the way to them.',
  ],
  refused: (host, port) => [
    `${host} takes no connections at port ${port}, or a firewall stops them.`,
    `Open the way from this machine to ${host}:${port}, and look whether its service runs.`,
  ],
  silent: (host, port) => [
    `${host} does not answer at port ${port}: a firewall swallows it, or the host is down.`,
    `Open the way from this machine to ${host}:${port}, and look whether its service runs.`,
  ],
  certificate: (host) => [
    `The certificate of ${host} is not good.`,
    `Have whoever runs ${host} mend it; where an authority of your own signs it, name that with --ca-file.`,
  ],
  'tls-missing': (host, port) => [
    `${host} does not speak TLS 1.2 or newer at port ${port}.`,
    'Look at the address in the project: imaps:// and https:// are for encrypted ports.',
  ],
  closed: (host, port) => [
    `${host} closed the line at port ${port} before anything was said.`,
    'Look whether the host lets this machine in; it may allow only some addresses.',
  ],
};
