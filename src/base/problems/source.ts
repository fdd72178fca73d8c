/** Failures of what is read. */
import type { ProblemKind } from '../problem-kind.ts';

export const SOURCE_PROBLEMS = {
  'source.sign-in-refused': {
    scope: 'mailbox',
    retry: 'after-fix',
    owner: 'admin',
    cause: '{host} refused the sign-in of {user}: {reason}',
    remedy:
      'Check the user name and password, and that this way in is allowed for this mailbox, then start the command again.',
  },
  'source.folder-refused': {
    scope: 'folder',
    retry: 'later',
    owner: 'admin',
    cause: 'The source did not open the folder "{folder}": {reason}',
    remedy: 'Open the folder in webmail; if that works, start the command again.',
  },
  'source.names-refused': {
    scope: 'mailbox',
    retry: 'after-fix',
    owner: 'mailbox-user',
    cause: 'Folders with an odd name are not taken by a strict move, and there are {count}: {names}',
    remedy: 'Rename these folders in webmail, or start the command again without --folder-names=strict.',
  },
  'source.item-unreadable': {
    scope: 'item',
    retry: 'later',
    owner: 'mailbox-user',
    cause: 'The item could not be read: {reason}',
    remedy:
      'Open it in webmail or where it was made; if it opens, save it anew and start the command again, otherwise delete it.',
  },
  'source.archive-unreadable': {
    scope: 'mailbox',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The archive {path} could not be read: {reason}',
    remedy: 'Check the path and that this user may read the file, then start the command again.',
  },
  'source.protocol': {
    scope: 'mailbox',
    retry: 'later',
    owner: 'operator',
    cause: 'The source sent an answer that its protocol does not allow: {reason}',
    remedy: 'Start the command again; if it happens again, send the log to the makers of Godwit.',
  },
  'source.dav-not-found': {
    scope: 'mailbox',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'No {what} of {user} were found on {host}: {steps}',
    remedy: 'Look up the full address of the {what} in the settings of the source and give it as the source.',
  },
  'source.connections-taken': {
    scope: 'account',
    retry: 'later',
    owner: 'godwit',
    cause: 'All connections that may be open to {host} at once are in use.',
    remedy:
      'Nothing needs to be done: the mailbox goes on by itself. Operators may allow more connections to this host.',
  },
  'source.dav-busy': {
    scope: 'account',
    retry: 'later',
    owner: 'godwit',
    cause: '{host} asked to wait and went on asking for {minutes} minutes.',
    remedy: 'Start the same command again later: it goes on where it stopped.',
  },
} as const satisfies Record<string, ProblemKind>;
