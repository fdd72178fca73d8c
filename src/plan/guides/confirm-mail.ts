/** Guides with which people see for themselves that all their mail is on the server, and find mail that is not. */
import type { Guide } from './guide.ts';

export const CONFIRM_MAIL: Guide = {
  title: 'Check that all your mail is on the server',
  minutes: 15,
  before: [
    'Only mail that is on the server moves. Webmail shows exactly that, whatever your other programs show.',
    'Do it a week or more before the move, so that there is time to upload what is missing.',
  ],
  parts: [
    {
      title: null,
      steps: [
        'Open {webmail} in a browser and sign in with {address} and your password.',
        'Compare the folders there with the table on this sheet: is every folder there, and is the number of messages about the same? A few more have arrived since.',
        'Open the inbox and sort by date. Look at the oldest message and at the newest one: are both there that you expect?',
        'Do the same with the folder of sent mail. If it is empty or begins late, your sent mail lies on a computer.',
        'Think of three old messages that matter to you, from different years, and search for them in webmail.',
        'Now open your mail program. Look for folders outside your account: **On My Mac**, **On My Computer**, **Local Folders**, **Archives**, **Outlook Data File** or **Personal Folders**. What is in them is not on the server.',
        'All there? Tick this task. Something missing? Go on with the guide for POP or for mail on a computer; if none fits, ask {contact}.',
      ],
    },
  ],
  trouble: [
    {
      when: 'Webmail shows fewer messages than your program',
      then: 'The program fetches by POP, or the messages lie in local folders. Delete nothing and follow the guide for it.',
    },
    {
      when: 'You deleted mail in a program and webmail still shows it',
      then: 'It is on the server, so it moves. Delete it in webmail, and empty the trash there.',
    },
    {
      when: 'You cannot sign in to webmail',
      then: 'Your mail program may have stored an old password. Ask {contact} for a new one; then change it in every program and phone.',
    },
  ],
};

export const FIND_POP: Guide = {
  title: 'See whether a program fetches mail by POP or keeps mail on the computer',
  minutes: 10,
  before: [
    'A program that fetches by POP takes mail off the server and keeps the only copy. Such mail does not move by itself.',
    'Look in every program on every computer and phone that you use for {address}, the old ones at home too.',
  ],
  parts: [
    {
      title: 'Classic Outlook on Windows',
      steps: [
        '**File**, **Account Settings**, **Account Settings…**, tab **Email**: the column **Type** says **POP/SMTP** or **IMAP/SMTP**.',
        'Tab **Data Files**: each .pst file that is listed holds mail of this computer only. An .ost file is a copy of what the server has.',
      ],
    },
    {
      title: 'New Outlook on Windows',
      steps: [
        '**Settings** (the cog), **Accounts**, **Your accounts** (or **Email accounts**), **Manage** beside your address: it says POP or IMAP.',
        '**Settings**, **Files** (or **General**), **Outlook Data Files**: each .pst file there holds mail of this computer only.',
      ],
    },
    {
      title: 'Outlook on a Mac',
      steps: [
        '**Tools**, **Accounts…** (or menu **Outlook**, **Settings…**, **Accounts**): below your address stands POP, IMAP or Exchange.',
        'Folders under **On My Computer** are only on this Mac. To see them: **Settings…**, **General**, and take the tick from **Hide On My Computer folders**.',
      ],
    },
    {
      title: 'Apple Mail',
      steps: [
        'Menu **Mail**, **Settings…**, **Accounts**, your account: **Account Information** or **Server Settings** says IMAP or POP.',
        'Folders under **On My Mac** in the sidebar are only on this Mac.',
      ],
    },
    {
      title: 'Thunderbird',
      steps: [
        'Menu, **Account Settings**, **Server Settings** below your address: **Server Type** says **POP Mail Server** or **IMAP Mail Server**.',
        'Folders under **Local Folders** are only on this computer.',
      ],
    },
    {
      title: 'iPhone and iPad',
      steps: [
        '**Settings**, **Apps**, **Mail**, **Mail Accounts** (before iOS 18: **Settings**, **Mail**, **Accounts**), your account, your address: the heading **Incoming Mail Server** stands for both; under **Advanced**, **Incoming Settings**, the server port is 993 for IMAP and 995 or 110 for POP.',
      ],
    },
    {
      title: 'Android',
      steps: [
        'In the mail app: **Settings**, your account, **Incoming settings** (or **Server settings**): port 993 or 143 is IMAP, port 995 or 110 is POP.',
      ],
    },
    {
      title: 'Then',
      steps: [
        'No POP, and no mail outside your account? Tick this task and tell {contact} “no POP, no local mail”.',
        'Otherwise tell {contact} which program on which computer. You get the guide for it. Until then delete nothing and remove no account.',
      ],
    },
  ],
  trouble: [
    {
      when: 'The program has port 143 or 110, without encryption',
      then: 'It still works for finding out. Set up anew it gets {imapHost} with port 993 and encryption.',
    },
  ],
};

export const WRITE_DOWN: Guide = {
  title: 'Keep what no program can move for you',
  minutes: 15,
  before: ['These settings live in webmail or in your program, and the new mailbox begins without them.'],
  parts: [
    {
      title: null,
      steps: [
        'Signature: open a new message in webmail and in each program, copy the signature and send it to yourself, or keep it in a document.',
        'Rules and filters: in webmail under **Settings**, **Mail**, **Filter Rules** (in older webmail **Settings**, **Filtering**), in Outlook under **Rules**. Take a picture of each.',
        'Automatic reply and forwarding: note whether they are on, with text and addresses.',
        'Safe and blocked senders: copy the lists.',
        'Addresses that Outlook suggests while you type are lost with the old account. Save the ones that you need as contacts: open a message from the person and choose **Add to contacts**.',
        'Outlook’s colour categories, archive settings and what you let colleagues see or do: note them. They are set again by hand.',
        'Notes and tasks in webmail: if there are any, tell {contact}, or copy what you need into a message to yourself.',
      ],
    },
  ],
  trouble: [],
};
