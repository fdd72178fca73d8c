/** The words of the notices while mailboxes move. */
import type { NoticeText } from '../notice-text.ts';

export const MOVING_TEXTS = {
  started: {
    subject: '{project} has begun',
    happened: ['The move of {project} has begun. Mailboxes: {mailboxes}. Expected end: {end}.'],
    next: [
      'Godwit copies every mailbox and then reads all of it back to compare. You hear from us if it takes longer, if a mailbox needs you, and at the end.',
    ],
    you: [
      'There is nothing to do now. A move that runs cannot be made faster. Please change no passwords and nothing at the mail domain.',
    ],
  },
  prolonged: {
    subject: '{project} takes longer than expected',
    happened: [
      'The move of {project} takes longer. Expected end until now: {was}. Expected end from now on: {now}.',
      'The reason: {why}',
    ],
    next: ['The move goes on. Nothing is lost by the delay, and you hear from us if the time changes again.'],
    you: ['There is nothing to do unless the reason names something. You may want to tell the users of the new time.'],
  },
  'mailbox-failed': {
    subject: 'The mailbox {mailbox} stands still ({project})',
    happened: [
      'The mailbox {mailbox} stands still: {cause}',
      'What was copied so far is kept. The other mailboxes of {project} go on.',
    ],
    next: ['Godwit goes on with this mailbox where it stopped, as soon as the cause is gone.'],
    you: ['{remedy}'],
  },
  completed: {
    subject: '{project} is copied and verified',
    happened: [
      'All mailboxes of {project} are copied, and every item was read back and compared. Mailboxes: {mailboxes}. Items: {items}.',
      'Items that could not be moved: {exceptions}. Each of them stands in the report with its reason.',
    ],
    next: ['The old mailboxes stay as they are until you ask to remove their licences.'],
    you: [
      'Please look at the exceptions in the report. Then hand out the new passwords, let every user sign in once and confirm that all is there.',
    ],
  },
  'rolled-back': {
    subject: '{project} was taken back',
    happened: [
      'The move of {project} was taken back. Mailboxes: {mailboxes}. People use the old ones again.',
      'Mails that had reached the new mailboxes meanwhile and were brought back: {returned}.',
    ],
    next: ['Nothing is removed from the new mailboxes. Godwit does nothing more with these mailboxes by itself.'],
    you: [
      'Please check that mail for these addresses is delivered to the old mailboxes again, and tell the users to use their old settings.',
    ],
  },
} as const satisfies Readonly<Record<string, NoticeText>>;
