/** Guides that bring mail from a computer to the server, or into the hands of the administrator. */
import type { Guide } from './guide.ts';

const BEFORE: readonly string[] = [
  'Mail outside your account lies only on this computer. Copy it into your account before the move, or hand it over as files.',
  'Copy, never move: what is on the computer stays until after the move. And look first whether your mailbox has room for it; if not, hand it over.',
];

export const LOCAL_OUTLOOK: Guide = {
  title: 'Bring mail from Outlook data files to the server',
  minutes: 30,
  before: BEFORE,
  parts: [
    {
      title: 'Copy it in classic Outlook',
      steps: [
        '**File**, **Open & Export**, **Open Outlook Data File**: open the .pst file. It appears as a folder list of its own. The usual place is the folder Outlook Files in your documents.',
        'For each folder: right-click, **Copy Folder**, and choose your account {address}. For the inbox and sent mail select up to 500 messages, right-click, **Move**, **Copy to Folder…**, and choose the folder of the same name.',
        'Wait until the bottom line says **All folders are up to date**. Compare in webmail, {webmail}. Tick this task.',
      ],
    },
    {
      title: 'Or in new Outlook',
      steps: [
        'New Outlook opens .pst files only where classic Outlook is installed too: **Settings**, **Files**, **Outlook Data Files**, **Add file**. Then select messages, right-click, **Copy** (or **Move**), and choose a folder of your account.',
      ],
    },
    {
      title: 'Or hand it over',
      steps: [
        'Close Outlook, or the file is in use. Copy the .pst file to a USB disk or a shared drive and give it to {contact}; never send it by mail. Say which address it belongs to: {address}.',
        'Calendars, contacts and tasks in it come along this way, and only this way.',
      ],
    },
  ],
  trouble: [
    {
      when: 'The .pst file asks for a password',
      then: 'Take the password away before you hand the file over: right-click its name in Outlook, **Data File Properties…**, **Advanced…**, **Change Password…**.',
    },
    {
      when: 'Outlook calls the file damaged',
      then: 'Keep it as it is, make a copy, and give the copy to {contact}.',
    },
  ],
};

export const LOCAL_MAC: Guide = {
  title: 'Bring mail from “On My Mac” or “On My Computer” to the server',
  minutes: 30,
  before: BEFORE,
  parts: [
    {
      title: 'Apple Mail',
      steps: [
        'In the sidebar under **On My Mac** open a mailbox, select up to 500 messages, hold the Option key and drag them onto a mailbox of your account.',
        'Watch **Window**, **Activity** until it is quiet. Compare in webmail, {webmail}. Tick this task.',
        'Or hand it over: select the mailbox, menu **Mailbox**, **Export Mailbox…**, and give the .mbox folders to {contact}.',
      ],
    },
    {
      title: 'Outlook on a Mac',
      steps: [
        'Under **On My Computer** select up to 500 messages, right-click, **Move**, **Copy to Folder…**, and choose a folder of your account.',
        'Or hand it over: make a folder on the desktop, drag the messages there (each becomes an .eml file), and give the folder to {contact}.',
      ],
    },
  ],
  trouble: [
    {
      when: 'Dragging stops in the middle',
      then: 'Take fewer messages at a time. Leave out the one at which it stops, and note it.',
    },
  ],
};

export const LOCAL_THUNDERBIRD: Guide = {
  title: 'Bring mail from “Local Folders” to the server',
  minutes: 20,
  before: BEFORE,
  parts: [
    {
      title: null,
      steps: [
        'Under **Local Folders** select up to 500 messages, right-click, **Copy To**, your account, a folder.',
        'A whole folder: right-click, **Copy To**, your account.',
        'Wait until the bottom line is quiet. Compare in webmail, {webmail}. Tick this task.',
        'Or hand it over: menu, **Help**, **Troubleshooting Information**, **Profile Folder**, **Open Folder**; close Thunderbird, copy the folder **Mail** in it, **Local Folders** included, and give it to {contact}.',
      ],
    },
  ],
  trouble: [
    {
      when: 'A folder was archived by date',
      then: 'Look under **Local Folders**, **Archives**: each year is a folder. Copy them all.',
    },
  ],
};

export const LOCAL_OTHER: Guide = {
  title: 'Hand over mail of another program',
  minutes: 20,
  before: BEFORE,
  parts: [
    {
      title: null,
      steps: [
        'In the program look under **File** for **Export** or **Save as**. Choose mbox or EML, one file or folder for each mail folder.',
        'Put everything into one folder that is called {address} and give it to {contact} on a USB disk or a shared drive.',
        'Tick this task when {contact} has said that it could be read.',
      ],
    },
  ],
  trouble: [
    { when: 'The program exports nothing', then: 'Tell {contact} its name and version. Do not remove the program.' },
  ],
};
