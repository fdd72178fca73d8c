/** Failures of what Godwit keeps for itself: its database and its temporary files. */
import type { ProblemKind } from '../problem-kind.ts';

export const STORAGE_PROBLEMS = {
  'database.not-startable': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'operator',
    cause: 'The embedded database did not start in {folder}: {reason}',
    remedy: 'Choose another folder with --state, or name a PostgreSQL server in DATABASE_URL.',
  },
  'database.unreachable': {
    scope: 'run',
    retry: 'later',
    owner: 'operator',
    cause: 'The database did not answer: {reason}',
    remedy: 'Check that PostgreSQL runs and that DATABASE_URL is right, then start the command again.',
  },
  'database.other-version': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'operator',
    cause: 'The database belongs to another version of Godwit: {what}.',
    remedy:
      'Use the version of Godwit that made it, or choose another folder with --state or another database in DATABASE_URL.',
  },
  'database.full': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'operator',
    cause: 'The database could not store anything more: {reason}',
    remedy: 'Free space on the disk of the database, then start the same command again: it goes on where it stopped.',
  },
  'spool.not-writable': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'operator',
    cause: 'A temporary file could not be written in {folder}: {reason}',
    remedy: 'Free space there or choose another folder with --state, then start the same command again.',
  },
} as const satisfies Record<string, ProblemKind>;
