/** What goes wrong while users are kept out of their old mailboxes, and let in again. */
import type { ProblemKind } from '../problem-kind.ts';

export const LOCK_PROBLEMS = {
  'lock.no-connection': {
    scope: 'mailbox',
    retry: 'after-fix',
    owner: 'operator',
    cause: 'The project has no connection to the admin API of the old system, so nobody can be locked out by it.',
    remedy:
      'Connect it with godwit project connect, or lock people out by hand and say so with godwit project lock --how by-hand.',
  },
  'lock.refused': {
    scope: 'mailbox',
    retry: 'later',
    owner: 'operator',
    cause: 'The admin API did not change {mailbox}: {reason}',
    remedy: 'Look at the mailbox in the control panel, then ask for the lock again.',
  },
  'lock.not-verified': {
    scope: 'mailbox',
    retry: 'later',
    owner: 'operator',
    cause: 'The admin API took the change of {mailbox}, and yet {what}.',
    remedy: 'Godwit looks again in some minutes. If it stays so, look at the mailbox in the control panel.',
  },
} as const satisfies Record<string, ProblemKind>;
