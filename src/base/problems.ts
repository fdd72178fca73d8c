/**
 * Every failure that can be expected, with its cause, its remedy and who acts. `docs/errors.md` is made from this table.
 */
import type { ProblemKind } from './problem-kind.ts';

export const PROBLEMS = {
  // --- wrong use -------------------------------------------------------------------------------------------------
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
  // --- database --------------------------------------------------------------------------------------------------
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
  // --- network, either side (side is "source" or "target") ---------------------------------------------------------
  'connection.host-unknown': {
    scope: 'account',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The host name {host} could not be found.',
    remedy: 'Check the host name in the {side} address.',
  },
  'connection.refused': {
    scope: 'account',
    retry: 'later',
    owner: 'admin',
    cause: '{host}:{port} refused the connection.',
    remedy: 'Check the host and port of the {side}, and that its service runs and lets this machine in.',
  },
  'connection.silent': {
    scope: 'account',
    retry: 'later',
    owner: 'admin',
    cause: '{host} gave no answer for {seconds} seconds while Godwit waited for {what}.',
    remedy: 'Check the network and the server, then start the same command again: it goes on where it stopped.',
  },
  'connection.lost': {
    scope: 'account',
    retry: 'now',
    owner: 'godwit',
    cause: '{host} closed the connection: {reason}',
    remedy: 'Start the same command again: it goes on where it stopped.',
  },
  'connection.certificate': {
    scope: 'account',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The certificate of {host} cannot be trusted: {reason}',
    remedy:
      'Renew the certificate or use the name it was made for; if your own authority signed it, name its file with --ca-file.',
  },
  'connection.tls-missing': {
    scope: 'account',
    retry: 'after-fix',
    owner: 'admin',
    cause: '{host} does not offer an encrypted connection: {reason}',
    remedy: 'Use the TLS port of the server. Godwit never sends a password over an open line.',
  },
  // --- source -----------------------------------------------------------------------------------------------------
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
  'source.dav-busy': {
    scope: 'account',
    retry: 'later',
    owner: 'godwit',
    cause: '{host} asked to wait and went on asking for {minutes} minutes.',
    remedy: 'Start the same command again later: it goes on where it stopped.',
  },
  // --- target -----------------------------------------------------------------------------------------------------
  'target.sign-in-refused': {
    scope: 'account',
    retry: 'after-fix',
    owner: 'admin',
    cause: '{host} refused the sign-in of {user}: {reason}',
    remedy: 'Check the user name and password of the target account and that it may use this protocol.',
  },
  'target.impersonation-refused': {
    scope: 'mailbox',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The account {user} may not act for {mailbox}: {reason}',
    remedy: 'Give the account the role ApplicationImpersonation for this mailbox (New-ManagementRoleAssignment).',
  },
  'target.policy-forbids': {
    scope: 'account',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The target organisation does not allow Exchange Web Services for this application: {reason}',
    remedy:
      'Allow EWS for this application (Set-OrganizationConfig -EwsEnabled, -EwsAllowedAppIDs), or move through Microsoft Graph.',
  },
  'target.mailbox-missing': {
    scope: 'mailbox',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The target has no usable mailbox {mailbox}: {reason}',
    remedy: 'Create the mailbox and give it a licence, then start the command again.',
  },
  'target.full': {
    scope: 'mailbox',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The target mailbox is full: {reason}',
    remedy: 'Raise its quota or empty it ({missing} still to come), then start the same command again.',
  },
  'target.not-writable': {
    scope: 'mailbox',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The archive {folder} could not be used: {reason}.',
    remedy: 'Give this user the right to write there, or name another folder, and start the same command again.',
  },
  'target.too-large': {
    scope: 'item',
    retry: 'after-fix',
    owner: 'mailbox-user',
    cause: 'The item has {size} bytes; the target accepts at most {limit}.',
    remedy: 'Save its attachments elsewhere and delete it, or ask the Exchange administrator to raise the limit.',
  },
  'target.item-refused': {
    scope: 'item',
    retry: 'after-fix',
    owner: 'operator',
    cause: 'The target refused the item: {reason}',
    remedy: 'Read the original in the source; if it is needed, save it as a file and attach it to a new message.',
  },
  'target.folder-refused': {
    scope: 'folder',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The target did not accept the folder "{folder}": {reason}',
    remedy: 'Rename the folder in the source, or create it in the target by hand, and start the command again.',
  },
  'target.renumbered': {
    scope: 'folder',
    retry: 'after-fix',
    owner: 'admin',
    cause:
      'The target has numbered the items of its folder "{folder}" anew, so that those written earlier are not known by their numbers any more.',
    remedy:
      'Find out whether the folder was restored from a backup or made anew, then start the same command with a new --state folder.',
  },
  'target.busy': {
    scope: 'account',
    retry: 'later',
    owner: 'godwit',
    cause: 'The target asked to wait and went on asking for {minutes} minutes.',
    remedy:
      'Start the same command again later, or ask the Exchange administrator for a throttling policy for this account.',
  },
  'target.unwell': {
    scope: 'account',
    retry: 'later',
    owner: 'admin',
    cause: 'The target failed again and again: {reason}',
    remedy: 'Ask the Exchange administrator to look at the server, then start the same command again.',
  },
  'target.protocol': {
    scope: 'mailbox',
    retry: 'later',
    owner: 'operator',
    cause: 'The target sent an answer that cannot be understood: {reason}',
    remedy:
      'Check the address of the target; if it is right, start the command again and send the log to the makers of Godwit.',
  },
  'target.item-unreadable': {
    scope: 'item',
    retry: 'later',
    owner: 'operator',
    cause: 'The target did not give the item back: {reason}',
    remedy: 'Run verify again; if it happens again, look at the item in the target mailbox.',
  },
  // --- proof ------------------------------------------------------------------------------------------------------
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
