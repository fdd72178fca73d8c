/** Failures of what is written. */
import type { ProblemKind } from '../problem-kind.ts';

export const TARGET_PROBLEMS = {
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
    remedy:
      'Give the account the role ApplicationImpersonation for this mailbox (New-ManagementRoleAssignment); in Exchange Online, give the application the role "Application EWS.AccessAsApp".',
  },
  'target.policy-forbids': {
    scope: 'account',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The target organisation does not allow Exchange Web Services for this application: {reason}',
    remedy:
      'Allow EWS for this application (Set-OrganizationConfig -EwsEnabled, -EwsAllowedAppIDs), or move through Microsoft Graph.',
  },
  'target.consent-missing': {
    scope: 'account',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The application {user} has no permission {permission} in the target organisation: {reason}',
    remedy:
      'Give the application this permission of Microsoft Graph for the mailboxes of the move (New-ManagementRoleAssignment with -App and -CustomResourceScope, or consent in the Entra admin centre), and start the same command again.',
  },
  'target.out-of-scope': {
    scope: 'mailbox',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The application {user} may not reach {mailbox}: {reason}',
    remedy:
      'Add the mailbox to the management scope of the application, or to the group of its application access policy; this takes effect within an hour or so. Then start the same command again.',
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
  'target.read-only': {
    scope: 'mailbox',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The account {user} can read {mailbox} and not write to it: {reason}',
    remedy:
      'Give the account full access to this mailbox (Add-MailboxPermission -AccessRights FullAccess) or ApplicationImpersonation, and see that the mailbox is not disabled or on its way to another server.',
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
  'target.connections-taken': {
    scope: 'account',
    retry: 'later',
    owner: 'godwit',
    cause: 'All connections that may be open to {host} at once are in use.',
    remedy:
      'Nothing needs to be done: the mailbox goes on by itself. Operators may allow more connections to this host.',
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
} as const satisfies Record<string, ProblemKind>;
