/** Failures of a whole run: how Godwit was called, and that it runs once. */
import type { ProblemKind } from '../problem-kind.ts';

export const RUN_PROBLEMS = {
  'usage.invalid': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: '{what}',
    remedy: '{how}',
  },
  'run.already-under-way': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'Another run of Godwit is already moving {mailbox} with this state folder.',
    remedy: 'Wait until it ends, or stop it, and start this command again.',
  },
  'run.lease-lost': {
    scope: 'run',
    retry: 'later',
    owner: 'operator',
    cause: 'Another process took over {mailbox} from this one.',
    remedy: 'Leave the other process running, or stop it and start this command again.',
  },
  'run.interrupted': {
    scope: 'run',
    retry: 'now',
    owner: 'admin',
    cause: 'The run was stopped before it ended.',
    remedy: 'Start the same command again: it goes on where it stopped.',
  },
} as const satisfies Record<string, ProblemKind>;
