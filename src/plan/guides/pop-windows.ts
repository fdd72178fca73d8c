/** Guides for people who fetch mail by POP on Windows: how what lies on the computer comes back to the server. */
import type { Guide } from './guide.ts';

const STOP_POP_FIRST =
  'The order matters: a POP account that is still active fetches again what you upload, and may delete it from the server. So POP is stopped first.';

export const POP_OUTLOOK_CLASSIC: Guide = {
  title: 'From POP to IMAP in classic Outlook',
  minutes: 45,
  before: [
    'The mail that Outlook fetched lies in a .pst file on this computer. You connect the same mailbox a second time by IMAP and copy the mail into it.',
    STOP_POP_FIRST,
    'Uploading takes its time: count on an hour for each gigabyte on a usual line.',
  ],
  parts: [
    {
      title: 'Stop POP',
      steps: [
        '**File**, **Account Settings**, **Account Settings…**, tab **Email**: select the POP account and note the folder and the .pst file that stand below the list.',
        '**Change…**, **More Settings…**, tab **Advanced** (in newer versions directly on the page): tick **Leave a copy of messages on the server** and take away **Remove from server after … days**. Finish.',
        'Tab **Send / Receive** of the main window, **Send/Receive Groups**, **Define Send/Receive Groups…**, **Edit…**: select the POP account and take away **Include the selected account in this group**. Outlook no longer fetches with it.',
        'Close Outlook and copy the .pst file to another disk. That is your backup.',
      ],
    },
    {
      title: 'Connect the mailbox by IMAP',
      steps: [
        'Open the Windows **Control Panel**, search for **Mail**, open **Mail (Microsoft Outlook)**, **Email Accounts…**, **New…**. (There Outlook takes the same address a second time.)',
        'Choose **Manual setup or additional server types**, **POP or IMAP**.',
        'Address {address}, account type **IMAP**, incoming server {imapHost}, outgoing server {smtpHost}, user name {address}, your password.',
        '**More Settings…**, tab **Outgoing Server**: tick that it requires authentication, with the same settings. Tab **Advanced**: incoming 993 with SSL/TLS, outgoing 465 with SSL/TLS.',
        'Finish and open Outlook. A second folder list appears under your address; wait until it has filled.',
      ],
    },
    {
      title: 'Copy the mail',
      steps: [
        'Open a folder of the old list (the .pst file). Select up to 500 messages: click the first, hold Shift, click the last.',
        'Right-click, **Move**, **Copy to Folder…**, and choose the same folder under the IMAP account: inbox into inbox, sent mail into its **Sent** folder.',
        'For your own folders right-click the folder, **Copy Folder**, and choose the IMAP account.',
        'Wait until the line at the bottom says **All folders are up to date** before you take the next part.',
        'Open webmail, {webmail}, and compare: every folder, about the same number of messages, the oldest one too.',
      ],
    },
    {
      title: 'End',
      steps: [
        'Calendar, contacts and tasks in the .pst file do not go through IMAP. **File**, **Open & Export**, **Import/Export**, **Export to a file**, **Outlook Data File (.pst)**, and give the file to {contact}.',
        'Only when webmail has it all: **Account Settings…**, select the POP account, **Remove**. Keep the .pst file until after the move.',
        'Tick this task.',
      ],
    },
  ],
  trouble: [
    {
      when: 'Copying stops at one message',
      then: 'It is too large (more than 50 MB) or damaged. Leave it out, note it, and go on with the rest.',
    },
    {
      when: 'Outlook says that the mailbox is full',
      then: 'Stop. Tell {contact}: the .pst file can be given to the administrator and read in without the old mailbox.',
    },
    {
      when: 'Messages vanish from the inbox in webmail again',
      then: 'The POP account still fetches, here or on another computer or phone. Do “Stop POP” there too.',
    },
  ],
};

export const POP_OUTLOOK_NEW: Guide = {
  title: 'From POP to the server in new Outlook on Windows',
  minutes: 30,
  before: [
    'New Outlook cannot have one address by POP and by IMAP at once. So classic Outlook does the work where it is installed, and otherwise the messages are saved as files.',
    STOP_POP_FIRST,
  ],
  parts: [
    {
      title: 'When classic Outlook is on the computer',
      steps: [
        'Search the start menu for **Outlook (classic)**, or move the switch **New Outlook** at the top right (or under **Help**) back.',
        'Follow there the guide for classic Outlook. A POP account that was taken over into new Outlook has its older mail in the .pst file of classic Outlook.',
        'Look also for mail that only new Outlook has, from the time after the change. Save that as in the next part.',
      ],
    },
    {
      title: 'When there is only new Outlook',
      steps: [
        '**Settings**, **Accounts**, **Your accounts**, **Manage** beside the POP account: keep a copy of messages on the server, if it offers that.',
        'Make an empty folder on the desktop and call it after your address. In it make one folder for each of your mail folders.',
        'Open a mail folder, select up to 100 messages and drag them into the folder on the desktop. Each becomes a file that ends in .eml. If nothing happens: open the message, **…**, **Save as**.',
        'Repeat that for every folder, the sent mail too. Compare the number of files with the number of messages.',
        'Give the folder to {contact} on a USB disk or a shared drive, never by mail. It is read into your new mailbox with its folders.',
        'Remove the POP account only after {contact} has told you that everything was read in.',
      ],
    },
  ],
  trouble: [
    {
      when: 'You have thousands of messages and no classic Outlook',
      then: 'Ask {contact}: classic Outlook belongs to most Microsoft 365 and Office licences and can be installed beside the new one.',
    },
  ],
};

export const POP_THUNDERBIRD: Guide = {
  title: 'From POP to IMAP in Thunderbird',
  minutes: 30,
  before: [
    'Thunderbird can have the same address twice, by POP and by IMAP. You add the second and copy the mail over.',
    STOP_POP_FIRST,
  ],
  parts: [
    {
      title: 'Stop POP',
      steps: [
        'Menu, **Account Settings**, **Server Settings** of the POP account: tick **Leave messages on server**, take away **For at most … days** and **Until I delete them**.',
        'Take away **Check for new messages at startup**, **Check for new messages every … minutes** and **Automatically download new messages**.',
        'Menu, **Help**, **Troubleshooting Information**, **Profile Folder**, **Open Folder**: close Thunderbird and copy that folder to another disk. That is your backup.',
      ],
    },
    {
      title: 'Connect by IMAP and copy',
      steps: [
        'Menu, **New Account**, **Email** (or **Account Settings**, **Account Actions**, **Add Mail Account…**): your name, {address}, your password, **Configure manually**.',
        'Incoming: IMAP, {imapHost}, port 993, **SSL/TLS**, **Normal password**, user name {address}. Outgoing: {smtpHost}, port 465, **SSL/TLS**, **Normal password**.',
        'Open a folder of the POP account (or of **Local Folders**), select up to 500 messages, right-click, **Copy To**, your IMAP account, the same folder.',
        'Wait until the line at the bottom is quiet. Then take the next part, and at last the sent mail.',
        'Compare in webmail, {webmail}.',
        'Only when webmail has it all: **Account Settings**, the POP account, **Account Actions**, **Remove Account**, without ticking that messages are removed too. Tick this task.',
      ],
    },
  ],
  trouble: [
    {
      when: 'Copying stops',
      then: 'Take smaller parts. One message that never goes is too large or damaged: leave it out and note it.',
    },
  ],
};
