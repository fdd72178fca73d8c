/** The guide with which people keep a copy of their contacts. */
import type { Guide } from './guide.ts';

export const CONTACTS_BACKUP: Guide = {
  title: 'Keep a copy of your contacts',
  minutes: 15,
  before: [
    'Contacts in webmail are copied by the move where they can be read. A copy of your own is the net below it.',
    'Contacts in Outlook under **This computer only** and contacts on a phone are not in webmail: they move only with this copy.',
  ],
  parts: [
    {
      title: 'Webmail',
      steps: [
        'Sign in at {webmail}, open **Address Book** (or **Contacts**).',
        'In the list of folders click the three dots beside **Contacts**, then **Export**. Choose **vCard**, and leave distribution lists ticked; **CSV** is the other choice. Repeat for every folder, **Collected addresses** too if you need it.',
        'Older webmail: **Contacts**, **My Contacts**, **Import/Export**, choose Outlook as the program, **Export**. It gives a CSV file. Groups are not in it: write down who is in each.',
      ],
    },
    {
      title: 'Classic Outlook',
      steps: [
        '**File**, **Open & Export**, **Import/Export**, **Export to a file**, **Comma Separated Values**, and choose **Contacts**; repeat for every contacts folder. Contact groups are left out of a CSV file: choose **Outlook Data File (.pst)** if you have some.',
      ],
    },
    {
      title: 'New Outlook and Outlook on the web',
      steps: [
        '**People** in the bar at the left, **Manage contacts** (or **…**), **Export contacts**, **All contacts**.',
      ],
    },
    {
      title: 'Mac: Contacts',
      steps: [
        'Open **Contacts**, select in the sidebar the list of the account or **On My Mac**, click one card, press Command-A, menu **File**, **Export**, **Export vCard…**.',
      ],
    },
    {
      title: 'Outlook on a Mac',
      steps: [
        'Open **People**, select all contacts of a list (Command-A) and drag them into a folder on the desktop: each becomes a .vcf file.',
      ],
    },
    {
      title: 'iPhone and iPad',
      steps: [
        'Open **Contacts**, **Lists** at the top left. Hold the finger on the list of the account or on **On My iPhone**, then **Export**, and save the file or send it to yourself.',
      ],
    },
    {
      title: 'Android',
      steps: [
        'Open **Contacts**, **Organize** (or **Fix & manage**), **Export to file**, and choose the account and **Device**. On Samsung phones: menu, **Manage contacts**, **Import or export contacts**.',
      ],
    },
    {
      title: 'Thunderbird',
      steps: [
        'Open the **Address Book**, right-click an address book, **Export**, type **vCard**. Repeat for **Collected Addresses** if you need it.',
      ],
    },
    {
      title: 'Then',
      steps: [
        'Open one of the files with a text editor: do you see names? Then it is good.',
        'Keep the files on another disk, and give a copy to {contact} if the contacts are not in webmail. Tick this task.',
      ],
    },
  ],
  trouble: [
    {
      when: 'Letters with accents look wrong in the CSV file',
      then: 'Do not open and save it with a spreadsheet: that changes it for good. Hand it over as it came.',
    },
  ],
};
