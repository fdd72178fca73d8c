/** The contract of a source, for the ways in which mail programs keep a mailbox in files. */
import { APPLE, MAILDIR, mboxLayout } from '../../test/archive/layouts.ts';
import { openStoredMailbox } from '../../test/archive/stored-mailbox.ts';
import { sourceContract } from './source.contract.ts';

const NO_NUMBERS = {
  'a folder that was numbered anew is listed whole, and the first page says so':
    'files have no numbers: items are named by what they are',
};
const SAID_AGAIN = {
  ...NO_NUMBERS,
  'a listing from a cursor gives what is new, changed or gone since, and nothing else':
    'a file that was rewritten is read again, and all that is in it is given again, since its flags may have changed',
};

sourceContract('a tree of mbox files', () => openStoredMailbox(mboxLayout('\n')), SAID_AGAIN);
sourceContract('a tree of mbox files with CRLF', () => openStoredMailbox(mboxLayout('\r\n')), SAID_AGAIN);
sourceContract('a Maildir', () => openStoredMailbox(MAILDIR), SAID_AGAIN);
sourceContract('folders of Apple Mail', () => openStoredMailbox(APPLE), {
  ...SAID_AGAIN,
  'parents come before their children, and a parent that is only a name holds no items':
    'every folder of Apple Mail can hold messages; the order is that of the other layouts',
  'a listing from nothing gives every item once with its size, date, flags and keywords':
    'Apple Mail keeps no keywords in its files; flags, sizes and dates are in the tests of EMLX',
});
