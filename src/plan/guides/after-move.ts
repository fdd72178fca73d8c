/** What is done with each program and phone after the move. */
import type { Program } from '../programs.ts';
import type { Guide } from './guide.ts';

const NEW_PASSWORD = 'Have your new password at hand; {contact} gives it to you.';
const ALL_THERE =
  'Loading takes from minutes to hours. Compare the folders with the table on this sheet, then send yourself a message and answer it.';

export const AFTER_MOVE: Readonly<Record<Program, Guide>> = {
  'outlook-classic': {
    title: 'Classic Outlook on Windows, after the move',
    minutes: 20,
    before: [
      'A new profile is the sure way: the old one keeps looking for the old mailbox. Nothing of the old profile is lost.',
    ],
    parts: [
      {
        title: null,
        steps: [
          NEW_PASSWORD,
          'Close Outlook. Open the Windows **Control Panel**, search for **Mail**, **Mail (Microsoft Outlook)**, **Show Profiles…**, **Add…**, and give the new profile a name.',
          'Your name, {address}, the new password, **Next**. Outlook finds the server by itself; allow the redirection when it asks.',
          'Back in the list choose **Always use this profile** and your new profile. Open Outlook.',
          'Data files (.pst) from before: **File**, **Open & Export**, **Open Outlook Data File**.',
          'Set your signature and your rules again.',
          ALL_THERE,
        ],
      },
    ],
    trouble: [
      {
        when: 'Outlook cannot connect automatically, or asks for the password again and again',
        then: 'The address record for Outlook (Autodiscover) does not answer rightly, or an old password is stored: **Control Panel**, **Credential Manager**, **Windows Credentials**, remove what names Outlook or the mail server. Then tell {contact}.',
      },
      {
        when: 'Old mail is missing',
        then: '**File**, **Account Settings**, **Account Settings…**, your account, **Change…**: move the slider **Download email for the past** to **All**.',
      },
    ],
  },
  'outlook-new': {
    title: 'New Outlook on Windows, after the move',
    minutes: 10,
    before: [
      'New Outlook works with Exchange in Microsoft 365. For an Exchange server elsewhere use classic Outlook or the browser; {contact} knows which one you have.',
    ],
    parts: [
      {
        title: null,
        steps: [
          NEW_PASSWORD,
          '**Settings**, **Accounts**, **Your accounts**, **Manage** beside {address}, **Remove**, from this device.',
          '**Add account**, {address}, **Continue**, sign in with the new password.',
          'Set your signature and your rules again: **Settings**, **Mail** (or **Accounts**).',
          ALL_THERE,
        ],
      },
    ],
    trouble: [
      {
        when: 'It offers only IMAP or asks for servers',
        then: 'It does not find your new mailbox. Stop, and tell {contact}; the mailbox can be read in the browser meanwhile.',
      },
    ],
  },
  'outlook-mac': {
    title: 'Outlook on a Mac, after the move',
    minutes: 15,
    before: ['What lies under **On My Computer** stays there whatever you do with the account.'],
    parts: [
      {
        title: null,
        steps: [
          NEW_PASSWORD,
          '**Tools**, **Accounts…**, select the old account, **–**. (A POP account only when all its mail is on the server.)',
          '**+**, **New Account…**, {address}, **Continue**, the new password. If it asks for the kind, choose **Exchange**.',
          'Set your signature and your rules again.',
          ALL_THERE,
        ],
      },
    ],
    trouble: [
      {
        when: 'It keeps asking for the password',
        then: 'Open **Keychain Access**, search for Exchange and for {address}, delete the entries, restart the Mac and try once more.',
      },
    ],
  },
  'apple-mail': {
    title: 'Apple Mail, after the move',
    minutes: 15,
    before: ['The old account was removed before the move; if not, remove it now and restart the Mac.'],
    parts: [
      {
        title: null,
        steps: [
          NEW_PASSWORD,
          '**System Settings**, **Internet Accounts**, **Add Account…**, **Microsoft Exchange**: your name, {address}, then **Sign In**, or **Configure Manually** for a server that {contact} names.',
          'Choose Mail, Contacts, Calendars, Reminders and Notes.',
          'Mail, **Settings…**, **Accounts**, **Mailbox Behaviors**: drafts, sent, junk and trash belong to the new account.',
          ALL_THERE,
        ],
      },
    ],
    trouble: [
      {
        when: 'Sent mail does not appear in the browser',
        then: 'It is kept **On My Mac**: set **Mailbox Behaviors** and drag the messages into **Sent Items** of the account.',
      },
    ],
  },
  thunderbird: {
    title: 'Thunderbird, after the move',
    minutes: 15,
    before: [
      'Since version 145 Thunderbird knows Exchange for mail. Calendar and contacts of Exchange need an add-on or the browser.',
    ],
    parts: [
      {
        title: null,
        steps: [
          NEW_PASSWORD,
          'Menu, **New Account**, **Email**: your name and {address}, **Continue**. Choose **Exchange** when it is offered, or the IMAP server that {contact} names.',
          'When the new account shows your folders: **Account Settings**, the old account, **Account Actions**, **Remove Account**. **Local Folders** stay.',
          'Menu, **Settings**, **Privacy & Security**, **Saved Passwords**: remove those of {imapHost}, for incoming and for outgoing mail.',
          ALL_THERE,
        ],
      },
    ],
    trouble: [
      {
        when: 'Only IMAP is offered and does not work',
        then: 'IMAP may be off in the new mailbox. Ask {contact}, or use the browser.',
      },
    ],
  },
  iphone: {
    title: 'iPhone and iPad, after the move',
    minutes: 10,
    before: [
      'Contacts and calendars under **On My iPhone** stay. Those of the old account leave with it and come back with the new one.',
    ],
    parts: [
      {
        title: null,
        steps: [
          NEW_PASSWORD,
          '**Settings**, **Apps**, **Mail**, **Mail Accounts** (before iOS 18: **Settings**, **Mail**, **Accounts**), the old account, **Delete Account**.',
          'If your calendar or contacts were set up as accounts of their own (CalDAV, CardDAV or “Exchange” of Mobile Sync): **Settings**, **Apps**, **Calendar** and **Contacts**, delete those too.',
          'Restart the phone.',
          '**Mail Accounts**, **Add Account**, **Microsoft Exchange**, {address}, **Sign In**. For a server that {contact} names: **Configure Manually**, domain empty, user name {address}.',
          'Choose Mail, Contacts, Calendars, Reminders and Notes.',
          'In the account set **Mail Days to Sync** to **No Limit**, or only the last month is shown.',
          'Messages may stand in an odd order at first. That ends when all are loaded.',
        ],
      },
    ],
    trouble: [
      {
        when: 'Cannot Get Mail, or the password is refused',
        then: 'Sign in at {newWebmail} first. If that works, delete the account on the phone and add it again.',
      },
    ],
  },
  android: {
    title: 'Android, after the move',
    minutes: 10,
    before: [
      'The app Microsoft Outlook knows every Exchange and is the same on all phones. Gmail and Samsung Email know it too.',
    ],
    parts: [
      {
        title: null,
        steps: [
          NEW_PASSWORD,
          '**Settings**, **Passwords & accounts** (or **Accounts and backup**, **Manage accounts**), the old account, **Remove account**.',
          'Outlook: **Add account**, {address}, the new password.',
          'Or Gmail: your picture, **Add another account**, **Exchange and Office 365**, {address}; allow what the server asks for.',
          'Or Samsung Email: **Settings**, **Add account**, **Exchange** (or **Office365**); for a server that {contact} names, **Manual setup**, domain empty, user name {address}.',
          'In the settings of the account turn on Calendar and Contacts, and let it show mail of all time (**Days of mail to sync**).',
        ],
      },
    ],
    trouble: [
      {
        when: 'The phone wants to become manageable or asks for a screen lock',
        then: 'Your organisation requires it for mail on phones. Ask {contact} what it may do; the browser works without.',
      },
    ],
  },
  webmail: {
    title: 'In the browser, after the move',
    minutes: 5,
    before: [],
    parts: [
      {
        title: null,
        steps: [
          NEW_PASSWORD,
          'Open {newWebmail} and sign in with {address}. Change a bookmark to the old page.',
          'Choose a password of your own when you are asked, or under your picture, **View account**, **Password**. Then enter it on every device.',
          'Compare the folders with the table on this sheet. Look at the calendar, the contacts and the tasks.',
          '**Settings** (the cog), **Mail**, **Compose and reply**: set your signature. **Rules**: set your rules.',
          'All there? Tell {contact}. Something missing? Say which folder, from whom, and from about when.',
        ],
      },
    ],
    trouble: [
      {
        when: 'The page shows the old mailbox',
        then: 'Sign out, close the browser, open {newWebmail} again.',
      },
    ],
  },
  other: {
    title: 'Another program, after the move',
    minutes: 15,
    before: ['A program that does not know Exchange can use IMAP where {contact} has turned it on, for mail only.'],
    parts: [
      {
        title: null,
        steps: [
          NEW_PASSWORD,
          'Ask {contact} whether the program works with the new mailbox, and for the servers.',
          'Remove the old account with its password, add the new one, and compare the folders with the table on this sheet.',
        ],
      },
    ],
    trouble: [{ when: 'It cannot be set up', then: 'Use the browser: {newWebmail}.' }],
  },
};
