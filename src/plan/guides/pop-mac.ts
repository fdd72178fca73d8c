/** Guides for people who fetch mail by POP on a Mac: how what lies there comes back to the server. */
import type { Guide } from './guide.ts';

const HAND_OVER =
  'Give the folder to {contact} on a USB disk or a shared drive, never by mail. It is read into your new mailbox with its folders.';

export const POP_OUTLOOK_MAC: Guide = {
  title: 'From POP to IMAP in Outlook on a Mac',
  minutes: 45,
  before: [
    'Outlook on a Mac keeps mail that it fetched by POP under **On My Computer**. You save it, connect the mailbox by IMAP and copy the mail into it.',
    'A POP account that is still active fetches again what you upload. So it is stopped before you copy.',
  ],
  parts: [
    {
      title: 'Save everything',
      steps: [
        'Menu **File**, **Export…**: tick mail, contacts, calendar, tasks and notes, and save the .olm file on another disk. (Newer versions offer this under **Tools**, **Export**, or only after **Help**, **Revert to Legacy Outlook**.)',
        'No such entry? Make a folder on the desktop, open each mail folder, select up to 100 messages and drag them there: each becomes a file that ends in .eml.',
      ],
    },
    {
      title: 'Stop POP',
      steps: [
        '**Tools**, **Accounts…**, the POP account, **More Options** or **Advanced…**, tab **Server**: tick **Leave a copy of each message on the server**, and no deletion after some days.',
        'Menu **Outlook**, **Work Offline** while you go on, or take the account out of **Tools**, **Run Schedule**, **Edit Schedules…**.',
      ],
    },
    {
      title: 'Connect by IMAP and copy',
      steps: [
        '**Tools**, **Accounts…**, **+**, **New Account…**: {address}; when Outlook chooses by itself, click **Not …?** or **Choose provider** and take **IMAP/POP**, then type **IMAP**.',
        'Incoming {imapHost}, port 993, with SSL; outgoing {smtpHost}, port 465, with SSL; user name {address} for both.',
        'Take **Work Offline** away and wait until the folders of the new account are there.',
        'Under **On My Computer** open a folder, select up to 500 messages, right-click, **Move**, **Copy to Folder…**, and choose the same folder of the IMAP account. Sent mail goes into its **Sent** folder.',
        'Wait after each part until the bottom line says that the folder is up to date. Compare in webmail, {webmail}.',
        'Contacts and events under **On My Computer** do not go through IMAP. Select them and drag them into a folder on the desktop: contacts become .vcf files, events .ics files. Give that folder to {contact}. The .olm file is your own backup: only Outlook on a Mac can read it.',
        'Only when webmail has it all: **Accounts…**, the POP account, **–**. Keep the .olm file until after the move. Tick this task.',
      ],
    },
  ],
  trouble: [
    {
      when: 'Outlook says that the account is there already',
      then: `Do not remove the POP account: its mail would go with it. Save the messages as .eml files as above. ${HAND_OVER}`,
    },
    {
      when: 'You do not see On My Computer',
      then: 'Menu **Outlook**, **Settings…**, **General**: take the tick from **Hide On My Computer folders**.',
    },
  ],
};

export const POP_APPLE_MAIL: Guide = {
  title: 'From POP to the server in Apple Mail',
  minutes: 30,
  before: [
    'Apple Mail deletes the mail of a POP account from the Mac together with the account. So nothing is removed before the mail is safe.',
  ],
  parts: [
    {
      title: 'Save everything',
      steps: [
        'Menu **Mail**, **Settings…**, **Accounts**, the POP account: take away **Remove copy from server after retrieving a message**.',
        'In the sidebar select the inbox of the POP account, then menu **Mailbox**, **Export Mailbox…**, and choose a new folder on the desktop. A folder called Inbox.mbox appears in it.',
        'Do the same for **Sent** and for every other mailbox of the account and under **On My Mac**. Exporting twice makes a second, numbered copy and harms nothing.',
        'Look into the folder in the Finder: one .mbox for each mailbox, and none of them of zero bytes.',
      ],
    },
    {
      title: 'Bring it to the server',
      steps: [
        `The sure way: ${HAND_OVER}`,
        'The way by yourself: **Mail**, **Add Account…**, **Other Mail Account…**: your name, {address}, your password; account type **IMAP**, incoming {imapHost}, outgoing {smtpHost}.',
        'Then turn the POP account off, so that it fetches nothing meanwhile: **Settings…**, **Accounts**, take away **Enable this account**. Its mail is hidden, not deleted.',
        '**File**, **Import Mailboxes…**, **Apple Mail**, and choose the folder from the desktop. Its mail appears under **On My Mac**, **Import**.',
        'Select up to 500 messages there, hold the Option key and drag them onto the same mailbox of the IMAP account.',
        'Watch **Window**, **Activity** until it is quiet; then compare in webmail, {webmail}.',
        'When webmail or {contact} says that it is all there, tick this task. The accounts are removed on the day of the move.',
      ],
    },
  ],
  trouble: [
    {
      when: 'Apple Mail does not take the address a second time',
      then: 'Take the sure way and hand over the folder.',
    },
  ],
};

export const MAC_MAIL: Guide = {
  title: 'Prepare Apple Mail for the move',
  minutes: 30,
  before: [
    'Apple Mail keeps some folders on the Mac or under names of its own, and an account that stays connected during the move can upload old mail again. So the account is saved, removed, and set up anew after the move.',
    'Do this on every Mac on which you read {address}.',
  ],
  parts: [
    {
      title: 'A week before',
      steps: [
        'First do the task “Check that all your mail is on the server”.',
        'Menu **Mail**, **Settings…**, **Accounts**, your account, **Mailbox Behaviors**: choose for **Drafts**, **Sent**, **Junk** and **Trash** the mailbox of the account with the same meaning (Drafts, Sent, Spam, Trash), nothing under **On My Mac**.',
        'Folders called **Deleted Messages** or **Sent Messages** in your account were made by Apple Mail. Drag what you still need into **Trash** or **Sent**; the rest may stay.',
        'Do you see a folder INBOX inside your inbox? **Settings…**, **Accounts**, **Server Settings**, **IMAP Path Prefix**: write INBOX there, close the window and wait a minute.',
        'Mail under **On My Mac**: hold the Option key and drag it onto a mailbox of your account, up to 500 messages at a time. Watch **Window**, **Activity** until it is quiet.',
      ],
    },
    {
      title: 'The day before',
      steps: [
        'Select each mailbox, menu **Mailbox**, **Export Mailbox…**, and save it on another disk: .mbox folders are your backup.',
        'Contacts or calendars of this account on the Mac? Open **Contacts** and **Calendar** and see what stands under the account; export it: **File**, **Export**.',
      ],
    },
    {
      title: 'On the day, before the move begins: {moveDate}',
      steps: [
        '**Mail**, **Settings…**, **Accounts**, select the account. If it says **POP**, stop unless the guide for POP is done: its mail would be gone.',
        'Click **–** and confirm. Also look into **System Settings**, **Internet Accounts**: if the account is still there, delete it.',
        'Restart the Mac, so that nothing of the account stays in memory.',
        'Until you hear that the move is done, add nothing. Mail that arrives is kept.',
      ],
    },
    {
      title: 'Afterwards',
      steps: [
        'Set the account up as the sheet says under “Apple Mail, after the move”. Compare the folders with your table.',
      ],
    },
  ],
  trouble: [
    {
      when: 'The account comes back by itself',
      then: 'iCloud or a profile brings it. **System Settings**, **General**, **Device Management** shows profiles; ask {contact}.',
    },
    {
      when: 'After the move the inbox is empty',
      then: 'Wait: a large mailbox needs hours to load. Webmail shows at once what is there.',
    },
  ],
};
