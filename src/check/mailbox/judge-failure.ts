/** A failure as the result of a check: its cause and remedy are those of every command. Pure. */
import type { Failure } from '../../base/problem.ts';
import type { Owner } from '../../base/problem-kind.ts';
import { blocked, type CheckHead, type CheckOwner, type CheckResult } from '../result.ts';

export function judgeFailure(head: CheckHead, failure: Failure): CheckResult {
  const { message, remedy, kind } = failure;
  return blocked(head, [message], { cause: message, remedy, owner: OWNERS[kind.owner] });
}

const OWNERS: Readonly<Record<Owner, CheckOwner>> = {
  admin: 'administrator',
  operator: 'administrator',
  'mailbox-user': 'user',
  godwit: 'administrator',
};
