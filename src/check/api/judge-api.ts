/** Whether the admin API can be asked for a whole inventory: its keys, its clock and its pace (C16, R4). Pure. */

import { formatCount, formatDuration } from '../../base/amounts.ts';
import { unreachable } from '../../base/assert.ts';
import { blocked, type CheckHead, type CheckResult, passed, warned } from '../../model/check-result.ts';
import { estimateInventory } from '../../plan/inventory-estimate.ts';
import type { RackspaceRefusal } from '../../wire/rackspace/errors.ts';
import type { Probe } from '../../wire/rackspace/probe-account.ts';

export interface ApiFacts {
  readonly host: string;
  readonly domain: string;
  readonly requestsPerMinute: number;
  readonly probe: Probe;
}

/** From here on a signature may not be believed; the client sets its own clock right, and other programs do not. */
const SKEW_MS_MAX = 60_000;
/** Clients in public use keep below this, as it is published. */
const REQUESTS_PER_MINUTE_MAX = 120;

export function judgeApi(facts: ApiFacts): readonly CheckResult[] {
  return [judgeKeys(facts), judgeClock(facts), ...judgeRate(facts)];
}

const owner = 'administrator';

function judgeKeys({ host, domain, probe }: ApiFacts): CheckResult {
  const head: CheckHead = { id: 'C16.keys', title: 'The keys of the admin API are accepted' };
  if (probe.is === 'accepted') return passed(head, [`${host} answers to these keys`]);
  const { trouble } = probe.refusal;
  const evidence = [wordsOf(probe.refusal)];
  switch (trouble) {
    case 'key':
      return blocked(head, evidence, {
        cause: `${host} does not believe the keys, and the clock is not the reason.`,
        remedy:
          'Generate new keys as a Super administrator (My Profile, Generate API Keys): that ends the old ones. Put both into their files, each into its own.',
        owner,
      });
    case 'forbidden':
      return blocked(head, evidence, {
        cause: `The keys are those of somebody who may not read ${domain} in this account.`,
        remedy: 'Check the account number, and use the keys of a Super administrator of that account.',
        owner,
      });
    case 'throttled':
      return warned(head, evidence, {
        cause: 'Whether the keys are accepted is not known: the API refuses everybody just now.',
        remedy: 'Check again in a few minutes.',
        owner,
      });
    case 'missing':
      return warned(head, evidence, {
        cause: `The keys are accepted, and there are no mailboxes of Rackspace Email in ${domain} in this account.`,
        remedy: `Check the account number, and in the control panel whether ${domain} belongs to it.`,
        owner,
      });
    case 'other':
      return warned(head, evidence, {
        cause: `${host} could not answer.`,
        remedy: 'Check the address of --rackspace-url; if it is right, check again later.',
        owner,
      });
    default:
      return unreachable(trouble);
  }
}

function wordsOf({ status, words }: RackspaceRefusal): string {
  return `HTTP ${status}${words === '' ? '' : `: ${words}`}`;
}

function judgeClock({ host, probe: { skewMs } }: ApiFacts): CheckResult {
  const head: CheckHead = { id: 'C16.clock', title: 'The clock of this machine is right' };
  if (skewMs === null) {
    return warned(head, [`the answer of ${host} has no date`], {
      cause: 'Whether the clock of this machine is right is not known.',
      remedy: 'Compare it with another one.',
      owner,
    });
  }
  const amount = formatDuration(Math.abs(skewMs));
  const side = skewMs > 0 ? 'behind' : 'ahead of';
  const evidence = [`the clock of this machine is ${amount} ${side} that of ${host}`];
  if (Math.abs(skewMs) < SKEW_MS_MAX) return passed(head, evidence);
  return warned(head, evidence, {
    cause: `The clock of this machine is ${amount} ${side} that of ${host}, and signatures of another time are not believed.`,
    remedy:
      'Let this machine take its time from the network (NTP). Godwit reckons with the difference where it signs; dates in logs and reports stay wrong.',
    owner,
  });
}

/** Nothing where the keys have to be put right first. */
function judgeRate({ host, domain, requestsPerMinute, probe }: ApiFacts): readonly CheckResult[] {
  const head: CheckHead = { id: 'C16.rate', title: 'The admin API can be asked fast enough' };
  if (probe.is === 'refused') {
    const { trouble, retryAfterMs } = probe.refusal;
    if (trouble !== 'throttled') return [];
    const until = retryAfterMs === null ? '' : `; it asks to wait ${formatDuration(retryAfterMs)}`;
    return [
      warned(head, [`${wordsOf(probe.refusal)}${until}`], {
        cause: `${host} refuses more requests just now: other programs ask with keys of this account, or asked too fast.`,
        remedy: 'Find out who else asks, wait some minutes, and take the inventory with a lower --requests-per-minute.',
        owner,
      }),
    ];
  }
  const { mailboxes } = probe;
  if (mailboxes === null) {
    return [
      warned(head, ['the answer does not count the mailboxes'], {
        cause: `How long an inventory of ${domain} takes is not known.`,
        remedy: 'Take an inventory with --depth sizes first, which takes few requests.',
        owner,
      }),
    ];
  }
  const lines = estimateInventory(mailboxes, requestsPerMinute).map(
    ({ depth, requests, ms }) =>
      `--depth ${depth}: some ${formatCount(requests, 'request')}, about ${formatDuration(ms)}`,
  );
  const evidence = [
    `${formatCount(mailboxes, 'mailbox', 'mailboxes')} in ${domain}, at most ${formatCount(requestsPerMinute, 'request')} a minute`,
    ...lines,
  ];
  if (requestsPerMinute <= REQUESTS_PER_MINUTE_MAX) return [passed(head, evidence)];
  return [
    warned(head, evidence, {
      cause: `The API refuses more than some ${REQUESTS_PER_MINUTE_MAX} requests a minute, and then everybody's for a while.`,
      remedy: 'Give a lower --requests-per-minute; 60 leaves room for others.',
      owner,
    }),
  ];
}
