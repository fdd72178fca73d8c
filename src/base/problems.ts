/**
 * Every failure that can be expected, with its cause, its remedy and who acts. The kinds stand in `problems/`, in files by what
 * fails; `docs/errors.md` is made from all of them.
 */
import type { ProblemKind } from './problem-kind.ts';
import { CONNECTION_PROBLEMS } from './problems/connection.ts';
import { INVENTORY_PROBLEMS } from './problems/inventory.ts';
import { LOCK_PROBLEMS } from './problems/lock.ts';
import { MAIL_PROBLEMS } from './problems/mail.ts';
import { PROOF_PROBLEMS } from './problems/proof.ts';
import { RUN_PROBLEMS } from './problems/run.ts';
import { SERVICE_PROBLEMS } from './problems/service.ts';
import { SIGN_IN_PROBLEMS } from './problems/sign-in.ts';
import { SOURCE_PROBLEMS } from './problems/source.ts';
import { STORAGE_PROBLEMS } from './problems/storage.ts';
import { TARGET_PROBLEMS } from './problems/target.ts';

export const PROBLEMS = {
  ...RUN_PROBLEMS,
  ...STORAGE_PROBLEMS,
  ...CONNECTION_PROBLEMS,
  ...SOURCE_PROBLEMS,
  ...TARGET_PROBLEMS,
  ...PROOF_PROBLEMS,
  ...INVENTORY_PROBLEMS,
  ...LOCK_PROBLEMS,
  ...SERVICE_PROBLEMS,
  ...SIGN_IN_PROBLEMS,
  ...MAIL_PROBLEMS,
} as const satisfies Record<string, ProblemKind>;
