/** Checks one mailbox of a project: both sides are signed in to, its sources looked through, and its target tried. */
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { judgeSignIn } from '../../check/mailbox/judge-sign-in.ts';
import { lookAtImap } from '../../check/mailbox/look-at-imap.ts';
import type { ImapAddress } from '../../cli/address.ts';
import type { MoveJob, RunControl, TargetSettings } from '../../cli/machinery.ts';
import type { CheckResult } from '../../model/check-result.ts';
import { imapServer, passwordOf } from '../move/mailboxes.ts';
import { checkMailboxes } from '../organisation/check-mailboxes.ts';
import { checkTarget } from '../organisation/check-target.ts';

interface Deps {
  readonly clock: Clock;
  readonly random: Random;
}

/** What is wrong with either side is a result. */
export async function checkMailbox(job: MoveJob, control: RunControl, deps: Deps): Promise<readonly CheckResult[]> {
  const { target, authorities } = job;
  const each = job.sources.map((source) => ({ ...job, sources: [source], target: null }));
  const sources = await checkMailboxes(each, control, deps);
  const { address } = target;
  if (address.is === 'archive') return sources.results;
  const found =
    address.is === 'imap'
      ? await checkImapTarget(address, target, authorities, control, deps)
      : await checkTarget(target, { authorities, sourceBytes: sources.bytes }, control, deps);
  return [...sources.results, ...found];
}

async function checkImapTarget(
  address: ImapAddress,
  target: TargetSettings,
  authorities: readonly string[],
  control: RunControl,
  { clock }: Deps,
): Promise<readonly CheckResult[]> {
  const credentials = { user: address.user, secret: passwordOf(target), mechanism: 'auto' } as const;
  const place = { server: imapServer(address, authorities), credentials };
  const signal = AbortSignal.any([control.signal, control.stopping]);
  return [judgeSignIn(await lookAtImap(place, clock, signal), place)];
}
