/** The programs and phones with which people read their mail: what is asked for, and what each needs around a move. */

export const PROGRAMS = [
  'outlook-classic',
  'outlook-new',
  'outlook-mac',
  'apple-mail',
  'thunderbird',
  'iphone',
  'android',
  'webmail',
  'other',
] as const;
export type Program = (typeof PROGRAMS)[number];

export const PROGRAM_NAMES: Readonly<Record<Program, string>> = {
  'outlook-classic': 'classic Outlook on Windows (2016 and later)',
  'outlook-new': 'new Outlook on Windows',
  'outlook-mac': 'Outlook on a Mac',
  'apple-mail': 'Apple Mail on a Mac',
  thunderbird: 'Thunderbird',
  iphone: 'iPhone or iPad',
  android: 'Android phone or tablet',
  webmail: 'webmail in a browser',
  other: 'another program',
};

/** These find Exchange by Autodiscover and by nothing else. */
export const NEED_AUTODISCOVER: readonly Program[] = ['outlook-classic', 'outlook-new', 'outlook-mac'];
