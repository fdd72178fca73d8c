/** The guide about where people can be reached, and what they use. */
import type { Guide } from './guide.ts';

export const REACH_YOU: Guide = {
  title: 'Tell us how to reach you',
  minutes: 3,
  before: [
    'While your mailbox moves you cannot open it, so a message to it does not help you. You also get your new password outside of it.',
  ],
  parts: [
    {
      title: null,
      steps: [
        'Tell {contact} a private mail address or a mobile number, one that does not end like {address}.',
        'Does anything important send codes or links for signing in to {address} (bank, suppliers, the registrar of the domain)? Say so: on the day of the move these do not reach you.',
        'Does a printer, a scanner, a web form or a program send mail with your address and password? Say which: it needs the new settings too.',
      ],
    },
  ],
  trouble: [],
};

export const LIST_DEVICES: Guide = {
  title: 'List your programs, computers and phones',
  minutes: 10,
  before: [
    'After the move each of them has to be set up again, or it shows no new mail. One that is forgotten keeps trying the old password and can lock your mailbox.',
  ],
  parts: [
    {
      title: null,
      steps: [
        'Go through your desk at work, your home, your pockets: computers, phones, tablets, watches, cars.',
        'Write down for each: what it is, with which program you read mail there, whether it has the calendar and contacts too, and the version of Outlook if it is Outlook (**File**, **Office Account**, **About Outlook**; Exchange needs 2016 or newer with all updates).',
        'Compare with the list on this sheet and tell {contact} what is missing or wrong.',
        'Keep your new password at hand on the day, and set up one device after the other. When asked for the password again and again, stop: the device still has the old one.',
      ],
    },
  ],
  trouble: [
    {
      when: 'The mailbox is locked after the move',
      then: 'Turn the mail of every device off or delete the old account there, wait 30 minutes or ask {contact} to unlock it, sign in to webmail, then enter the new password device by device.',
    },
  ],
};
