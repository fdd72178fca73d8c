/** What a verification finds. */
import type { ProblemKind } from '../problem-kind.ts';

export const PROOF_PROBLEMS = {
  'proof.missing': {
    scope: 'item',
    retry: 'later',
    owner: 'operator',
    cause: 'The target no longer holds the item that Godwit wrote.',
    remedy: 'Ask the mailbox user whether it was deleted or moved there; otherwise start copy again with --pass bulk.',
  },
  'proof.differs': {
    scope: 'item',
    retry: 'later',
    owner: 'operator',
    cause: 'The target holds the item, but not as it was: {fields}.',
    remedy: 'Compare it with the original in the source mailbox.',
  },
  'proof.doubled': {
    scope: 'item',
    retry: 'later',
    owner: 'operator',
    cause: 'The target holds the item {count} times.',
    remedy: 'Delete the surplus copies in the target mailbox.',
  },
  'proof.moved': {
    scope: 'item',
    retry: 'never',
    owner: 'mailbox-user',
    cause: 'Somebody moved the item within the target since it was copied. It lies in "{folder}" now.',
    remedy: 'Leave it there; if that was a mistake, move it back in the target mailbox.',
  },
  'proof.source-gone': {
    scope: 'item',
    retry: 'never',
    owner: 'mailbox-user',
    cause:
      'The item was deleted from the source after it was copied, and the target gives it back in another form, so that nothing is left to compare it with.',
    remedy: 'Open the item in the target mailbox if it matters; its place, date and size are as they were.',
  },
  'proof.not-copied': {
    scope: 'folder',
    retry: 'later',
    owner: 'operator',
    cause: 'Not copied yet: {count} items of the folder.',
    remedy: 'Run copy again; verify proves them afterwards.',
  },
} as const satisfies Record<string, ProblemKind>;
