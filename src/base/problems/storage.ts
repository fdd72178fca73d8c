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
  'backup.not-written': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'operator',
    cause: 'The backup could not be written to {file}: {reason}',
    remedy: 'Name a file that is not there yet, in a folder with enough space.',
  },
  'backup.unusable': {
    scope: 'run',
    retry: 'never',
    owner: 'operator',
    cause: '{file} cannot be restored: {reason}.',
    remedy: 'Take another backup. Nothing was changed.',
  },
  'backup.other-version': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'operator',
    cause: '{file} was made by Godwit {version}, and {what}.',
    remedy: 'Restore it with that version of Godwit, and upgrade afterwards. Nothing was changed.',
  },
  'backup.not-empty': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'operator',
    cause: 'A backup is restored into an empty place, and {what}.',
    remedy: 'Choose a new folder with --state, or an empty database in DATABASE_URL.',
  },
  'spool.not-writable': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'operator',
    cause: 'A temporary file could not be written in {folder}: {reason}',
    remedy: 'Free space there or choose another folder with --state, then start the same command again.',
  },
} as const satisfies Record<string, ProblemKind>;
