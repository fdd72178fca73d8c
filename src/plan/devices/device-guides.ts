/** How each device is set up for the new mailbox: the one catalogue of these texts. Between asterisks stands what is read on the screen. */
import type { DeviceKind, SettlingStep, SignInPlace } from '../../model/device.ts';

/** The words in braces that a text may hold, and what stands there in the end. */
export interface DeviceWords {
  readonly address: string;
  readonly host: string;
}

export interface DeviceGuide {
  readonly title: string;
  readonly steps: readonly string[];
}

export const STEP_TITLES: Readonly<Record<SettlingStep, string>> = {
  'remove-old-password':
    'Take the old account and its password away from every device: phone, tablet, second computer, scanner. Keep the mail that lies only there.',
  'sign-in-by-browser': 'Sign in with a browser, with the new password, and look into your mail.',
};

export const DEVICE_TITLES: Readonly<Record<DeviceKind, string>> = {
  'outlook-windows': 'Outlook on Windows',
  'outlook-mac': 'Outlook on a Mac',
  'apple-mail': 'Apple Mail on a Mac',
  iphone: 'iPhone or iPad',
  android: 'Android phone or tablet',
  pop: 'A program that fetches mail by POP',
  other: 'Another device or program',
};

export function deviceGuide(kind: DeviceKind, { is }: SignInPlace): DeviceGuide {
  return { title: DEVICE_TITLES[kind], steps: (is === 'exchange' ? EXCHANGE : IMAP)[kind] };
}

const TYPE_ADDRESS = 'Type {address} and the new password.';
const SEND_ONE = 'Send yourself a message, and wait until it is there.';
const BY_HAND =
  'Where it asks for a server, type {host}; as user name your whole address, {address}; the field for a domain stays empty.';

const EXCHANGE: Readonly<Record<DeviceKind, readonly string[]>> = {
  'outlook-windows': [
    'Close Outlook. Open **Control Panel**, **Mail**, **Show Profiles…**, **Add…**, and name the new profile as you like.',
    TYPE_ADDRESS,
    'Let Outlook find the rest. Tick **Always use this profile** and choose the new one.',
    'Start Outlook. The first time takes a while: the mail is fetched anew.',
    SEND_ONE,
  ],
  'outlook-mac': [
    'Menu **Outlook**, **Settings…**, **Accounts**, **+**, **New Account…**.',
    TYPE_ADDRESS,
    BY_HAND,
    SEND_ONE,
  ],
  'apple-mail': [
    'Menu **Mail**, **Add Account…**, **Microsoft Exchange**.',
    TYPE_ADDRESS,
    'Click **Sign In**, or **Configure Manually** where it is offered.',
    BY_HAND,
    'Leave mail, contacts, calendars, reminders and notes ticked.',
    SEND_ONE,
  ],
  iphone: [
    'With the settings file below: open this page on the device, load the file, then **Settings**, **Profile Downloaded**, **Install**, and type the new password when it asks.',
    'Or by hand: **Settings**, **Apps**, **Mail**, **Mail Accounts**, **Add Account**, **Microsoft Exchange**. (In older versions **Settings**, **Mail**, **Accounts**.)',
    TYPE_ADDRESS,
    BY_HAND,
    'Leave mail, contacts, calendars and reminders on.',
    SEND_ONE,
  ],
  android: [
    'Open **Outlook**, or **Gmail**: your picture, **Add another account**, **Exchange and Office 365**.',
    TYPE_ADDRESS,
    BY_HAND,
    'Allow what it asks for: without it the calendar does not come along.',
    SEND_ONE,
  ],
  pop: [
    'Do not set POP up again: it would take the mail out of the new mailbox. Take the program for an account of the kind **Exchange**, or **IMAP** where it has no other.',
    TYPE_ADDRESS,
    BY_HAND,
    SEND_ONE,
  ],
  other: [
    'Take the kind of account that is called **Exchange**, **Exchange ActiveSync** or **Office 365**.',
    TYPE_ADDRESS,
    BY_HAND,
    'A scanner or a program that only sends needs settings of its own: ask your administrator.',
  ],
};

const SERVER =
  'Incoming mail: server {host}, port 993, with SSL or TLS; user name {address}. Ask your administrator for the outgoing server.';
const AS_IMAP = [TYPE_ADDRESS, SERVER, SEND_ONE] as const;

const IMAP: Readonly<Record<DeviceKind, readonly string[]>> = {
  'outlook-windows': [
    '**File**, **Add Account**, **Advanced options**, **Let me set up my account manually**, **IMAP**.',
    ...AS_IMAP,
  ],
  'outlook-mac': ['Menu **Outlook**, **Settings…**, **Accounts**, **+**, **New Account…**, **IMAP/POP**.', ...AS_IMAP],
  'apple-mail': ['Menu **Mail**, **Add Account…**, **Other Mail Account…**.', ...AS_IMAP],
  iphone: [
    '**Settings**, **Apps**, **Mail**, **Mail Accounts**, **Add Account**, **Other**, **Add Mail Account**.',
    ...AS_IMAP,
  ],
  android: ['Open **Gmail**: your picture, **Add another account**, **Other**, **Personal (IMAP)**.', ...AS_IMAP],
  pop: [
    'Take the program for an account of the kind **IMAP**: POP would take the mail out of the new mailbox.',
    ...AS_IMAP,
  ],
  other: ['Take the kind of account that is called **IMAP**.', ...AS_IMAP],
};
