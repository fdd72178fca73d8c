/** What goes wrong while an organisation is asked for its mailboxes, lists and settings. */
import type { ProblemKind } from '../problem-kind.ts';

export const INVENTORY_PROBLEMS = {
  'inventory.key-refused': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: '{host} did not believe the API keys: {reason}',
    remedy:
      'Generate new keys as a Super administrator (My Profile, Generate API Keys), put both into their files, and check the clock of this machine.',
  },
  'inventory.forbidden': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The API keys may not read {part}: {reason}',
    remedy: 'Check the account number, and use the keys of a Super administrator of that account.',
  },
  'inventory.busy': {
    scope: 'run',
    retry: 'later',
    owner: 'godwit',
    cause: '{host} asked to wait and went on asking for {minutes} minutes.',
    remedy: 'Start the same command again later, with a lower --requests-per-minute: it goes on where it stopped.',
  },
  'inventory.protocol': {
    scope: 'run',
    retry: 'later',
    owner: 'operator',
    cause: 'The admin API sent an answer that cannot be used: {reason}',
    remedy: 'Check the address and the account; if they are right, start the command again later or use --csv.',
  },
  'inventory.part-unread': {
    scope: 'mailbox',
    retry: 'later',
    owner: 'admin',
    cause: 'Not read: {part}: {reason}',
    remedy: 'Start the same command again: it asks only for what is missing.',
  },
  'inventory.unfinished': {
    scope: 'run',
    retry: 'later',
    owner: 'admin',
    cause: 'The settings of {count} mailboxes were not read: {reason}',
    remedy: 'Start the same command again: it asks only for what is missing.',
  },
  'inventory.row-unread': {
    scope: 'item',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'Line {line} was left out: {reason}.',
    remedy: 'Correct the line in the table, or name the domain with --domain, and start the command again.',
  },
  'inventory.table-unread': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The table {file} could not be used: {reason}.',
    remedy: 'Export it from the control panel as CSV, or give a list with one address on each line.',
  },
  'inventory.contradiction': {
    scope: 'mailbox',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'Two sources differ about {what}: {first} and {second}.',
    remedy: 'Check which one is true; the first one is used.',
  },
} as const satisfies Record<string, ProblemKind>;
