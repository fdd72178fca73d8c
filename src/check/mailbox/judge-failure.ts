/** A failure as the result of a check: its cause and remedy are those of every command. Pure. */
import type { Failure } from '../../base/problem.ts';
import type { Owner } from '../../base/problem-kind.ts';
import { blocked, type CheckHead, type CheckOwner, type CheckResult } from '../../model/check-result.ts';

/** `administrator` is who administers the side that failed. */
export function judgeFailure(
  head: CheckHead,
  failure: Failure,
  administrator: CheckOwner = 'administrator',
): CheckResult {
  const { message, remedy, kind } = failure;
  return blocked(head, [message], {
    cause: message,
    remedy,
    owner: kind.owner === 'admin' ? administrator : OWNERS[kind.owner],
  });
}

const OWNERS: Readonly<Record<Exclude<Owner, 'admin'>, CheckOwner>> = {
  operator: 'administrator',
  'mailbox-user': 'user',
  godwit: 'administrator',
};
