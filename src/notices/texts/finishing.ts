/** The words of the notices from the new passwords to the end of a project. */
import type { NoticeText } from '../notice-text.ts';

export const FINISHING_TEXTS = {
  'passwords-ready': {
    subject: 'The new passwords for {project} are ready',
    happened: [
      'New passwords in {project} are ready. Mailboxes: {mailboxes}. For your safety no password is ever in a mail.',
    ],
    next: ['Each password is shown once, through a link that you open in the project.'],
    you: [
      'Please hand them out a few at a time, so that devices with old passwords do not lock the accounts. Each user should sign in and then set a password of their own.',
    ],
  },
  'user-invited': {
    subject: 'Your mailbox {mailbox} moves: {date}',
    happened: ['Your mailbox {mailbox} moves to Exchange: {date}. Your mail, folders and dates come along.'],
    next: ['You get a mail when it is done, at this address.'],
    you: [
      'Please open your private page now: it shows the few things that help, and takes some minutes. The link is for you alone, so please do not pass it on.',
    ],
    link: 'Open your page',
  },
  'user-reminded': {
    subject: 'Your mailbox {mailbox}: {left} left',
    happened: ['Your mailbox {mailbox} moves to Exchange, and not everything is prepared yet. Left: {left}.'],
    next: ['Your mailbox moves with the others; what is open may then cost you more time.'],
    you: ['Please open your private page and do what is still open. The link is for you alone.'],
    link: 'Open your page',
  },
  'user-moved': {
    subject: 'Your mailbox {mailbox} has moved',
    happened: ['Your mailbox {mailbox} has moved to Exchange. Every item was read back and compared.'],
    next: ['Your old mailbox is kept for some time, in case anything is missing.'],
    you: [
      'Please open your private page: it shows where to sign in and how to set up each of your devices. Look around in your mail, then say there whether all is there. The link is for you alone.',
    ],
    link: 'Open your page',
  },
  'verification-opened': {
    subject: '{mailbox}: a user misses something ({project})',
    happened: ['The user of {mailbox} in {project} says that something is missing in the folder {folder}.'],
    next: ['The case is open. The old licence of this mailbox cannot be given up while it is.'],
    you: [
      'Please look at the case: it shows what was in that folder before and after. Then tell the user what you found.',
    ],
  },
  'verification-closed': {
    subject: '{mailbox}: the case is closed ({project})',
    happened: ['The case about {mailbox} in {project} is closed. Outcome: {outcome}.'],
    next: ['The mailbox goes on to its end as usual.'],
    you: ['There is nothing to do. Should anything still be missing, the user can say so again.'],
  },
  'old-sign-ins': {
    subject: 'Somebody still signs in to the old mailbox {mailbox}',
    happened: ['A device or program still signs in to the old mailbox {mailbox}. Seen since {since}.'],
    next: ['The old mailbox ends one day. From then on that device gets no mail and sends none.'],
    you: [
      'Please look for a device that still has the old settings: a phone, a tablet, a second computer, a scanner. Set it up for the new mailbox, or remove the account from it.',
    ],
  },
  'licence-removal': {
    subject: 'Please remove the old licences of {project}',
    happened: [
      'All mailboxes of {project} are verified and confirmed, or waived with a reason. The licences of the old mailboxes can go: {mailboxes}.',
    ],
    next: ['Godwit counts what both services cost until the removal is confirmed.'],
    you: [
      'Please remove exactly these licences at the old service, then confirm it in the project. It cannot be undone for long.',
    ],
  },
  'webhook-disabled': {
    subject: 'A webhook was switched off ({project})',
    happened: ['The webhook {webhook} has taken nothing since {since}. Godwit has switched it off.'],
    next: ['Nothing more is sent to it. Everything stands in the tickets, and what it missed can be sent again.'],
    you: ['Please look at the program behind it. Then switch it on again with godwit webhook enable.'],
  },
  closed: {
    subject: '{project} is closed',
    happened: ['The project {project} is closed. The old licences are given back and the stored secrets are purged.'],
    next: ['The ticket and the reports stay and can be read at any time.'],
    you: ['There is nothing left to do. Thank you.'],
  },
} as const satisfies Readonly<Record<string, NoticeText>>;
