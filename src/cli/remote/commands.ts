/** Every command that asks a service. */
import { ARRANGEMENT_COMMANDS } from './arrangement-commands.ts';
import { CASE_COMMANDS } from './case-commands.ts';
import { CUT_OVER_COMMANDS } from './cut-over-commands.ts';
import { EVENT_COMMANDS } from './event-commands.ts';
import { FINISH_COMMANDS } from './finish-commands.ts';
import { HAND_OVER_COMMANDS } from './hand-over-commands.ts';
import { JOB_COMMANDS } from './job-commands.ts';
import { LINK_COMMANDS } from './link-commands.ts';
import { MAIL_COMMANDS } from './mail-commands.ts';
import { MAILBOX_COMMANDS } from './mailbox-commands.ts';
import { NOTICE_COMMANDS } from './notice-commands.ts';
import { ORGANISATION_COMMANDS } from './organisation-commands.ts';
import { PAPER_COMMANDS } from './paper-commands.ts';
import { PROJECT_COMMANDS } from './project-commands.ts';
import type { RemoteCommand } from './remote-command.ts';
import { SETTINGS_COMMANDS } from './settings-commands.ts';
import { TICKET_COMMANDS } from './ticket-commands.ts';
import { WAVE_COMMANDS } from './wave-commands.ts';

/** The first words, and what they are about. */
export const GROUPS: Readonly<Record<string, string>> = {
  organisation: 'customers of a service',
  person: 'who may sign in',
  token: 'what programs ask with',
  project: 'moves of an organisation',
  ticket: 'the conversation about a move: plan, answer and date',
  wave: 'mailboxes that begin and are cut over together',
  mailbox: 'mailboxes of a project',
  link: 'private links of the users of mailboxes',
  case: 'what users miss after their move',
  'hand-over': 'new passwords, each shown to its user once',
  job: 'what is being done, and what waits to be',
  event: 'what happened, and what happens',
  delivery: 'what was sent of the tickets, to whom, and how it went',
  webhook: 'programs that are told what happens',
  mail: 'the mail server of the installation, for operators',
  blackout: 'spans in which nothing moves',
  provider: 'who signs people in, for operators',
  passkey: 'the passkeys of your account',
  work: 'how much is done at once, and by which programs, for operators',
};

export const COMMANDS: readonly RemoteCommand[] = [
  ...ORGANISATION_COMMANDS,
  ...PROJECT_COMMANDS,
  ...ARRANGEMENT_COMMANDS,
  ...PAPER_COMMANDS,
  ...TICKET_COMMANDS,
  ...CUT_OVER_COMMANDS,
  ...WAVE_COMMANDS,
  ...MAILBOX_COMMANDS,
  ...HAND_OVER_COMMANDS,
  ...FINISH_COMMANDS,
  ...LINK_COMMANDS,
  ...CASE_COMMANDS,
  ...JOB_COMMANDS,
  ...EVENT_COMMANDS,
  ...NOTICE_COMMANDS,
  ...MAIL_COMMANDS,
  ...SETTINGS_COMMANDS,
];
