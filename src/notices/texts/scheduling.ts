/** The words of the notices from the request to the agreed date. */
import type { NoticeText } from '../notice-text.ts';

export const SCHEDULING_TEXTS = {
  'request-received': {
    subject: 'Your request for {project} has arrived',
    happened: [
      'The request to move {project} has arrived. The earliest day on which the move can begin is {earliest}.',
    ],
    next: ['A plan is written and sent to you in this ticket. Nothing moves before you have agreed to it.'],
    you: ['You can go on preparing the mailboxes now, and ask anything by replying to this mail.'],
  },
  plan: {
    subject: 'The plan for {project} is ready (version {version})',
    happened: ['Version {version} of the plan for {project} is ready. It takes the place of every earlier version.'],
    next: ['Nothing moves until the plan is acknowledged and a date is confirmed.'],
    you: [
      'Please read it, then answer with three things: that you have read and understood it, with your name; the day and time that you wish for; and the list of the addresses that move.',
    ],
  },
  'answer-incomplete': {
    subject: 'Something is missing in the answer for {project}',
    happened: ['Your answer about {project} has arrived. This is still missing: {missing}.'],
    next: ['No date is taken until nothing is missing. What you have sent already is kept.'],
    you: ['Please send what is missing. You need not repeat the rest.'],
  },
  'date-alternative': {
    subject: 'Another date for {project}',
    happened: ['The move of {project} cannot begin on {wished}: {why}', 'These dates are free: {offered}.'],
    next: ['Nothing is scheduled yet. The free dates are not held for you.'],
    you: ['Please choose one of them, or wish for another day.'],
  },
  'date-confirmed': {
    subject: 'The date for {project} is confirmed: {date}',
    happened: ['The move of {project} begins on {date}.'],
    next: [
      'Before it begins, Godwit tests the sign-in of every mailbox and whether the new mailboxes are ready. You hear from us when it begins, and at once if it cannot.',
    ],
    you: ['Please change no passwords and nothing at the mail domain from now until the move is over.'],
  },
  'date-unconfirmed': {
    subject: 'The date for {project} is not confirmed: {date}',
    happened: ['The move of {project} is wished for {date}, and nobody has confirmed that date: {why}'],
    next: ['Godwit does not begin by itself on a date that is not confirmed.'],
    you: ['Please look into the ticket: confirm the date, or agree on another one.'],
  },
  'answer-overdue': {
    subject: 'An answer is due for {project}',
    happened: [
      'The administrators of {project} have sent everything that is needed. They were to have an answer by {due}.',
    ],
    next: ['Godwit reminds you again while the answer is due.'],
    you: ['Please confirm the date, or offer another one.'],
  },
  reminder: {
    subject: '{project} begins in {left}',
    happened: ['The move of {project} begins on {date}, which is in {left}.'],
    next: ['Godwit begins by itself when everything is ready, and says why if it is not.'],
    you: ['Please look whether a mailbox still needs something, and tell the users when it begins.'],
  },
  'start-refused': {
    subject: '{project} could not begin',
    happened: [
      'It was time to begin with the move of {project}, and it did not begin: {why}',
      'No mailbox was changed.',
    ],
    next: ['Godwit begins as soon as nothing stands against it and somebody starts it, or on a new date.'],
    you: ['Please put right what is named above, then start the project or agree on a new date.'],
  },
} as const satisfies Readonly<Record<string, NoticeText>>;
