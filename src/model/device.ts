/** What people read their mail with, and the steps that come before the first of them is set up for the new mailbox. */

export const DEVICE_KINDS = [
  'outlook-windows',
  'outlook-mac',
  'apple-mail',
  'iphone',
  'android',
  'pop',
  'other',
] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/**
 * In this order: a device that goes on trying an old password locks the account, so that it goes from all of them before the
 * new one is used, and is tried with a browser first.
 */
export const SETTLING_STEPS = ['remove-old-password', 'sign-in-by-browser'] as const;
export type SettlingStep = (typeof SETTLING_STEPS)[number];

export type Settled = SettlingStep | DeviceKind;
export const SETTLED_NAMES: readonly Settled[] = [...SETTLING_STEPS, ...DEVICE_KINDS];

/** Both steps, and every device of the user's; somebody who named none has not looked yet. */
export function isAllSettled(devices: readonly string[], settled: readonly string[]): boolean {
  return devices.length > 0 && [...SETTLING_STEPS, ...devices].every((one) => settled.includes(one));
}

/** Where the new mailbox is signed in at. */
export interface SignInPlace {
  readonly is: 'exchange' | 'imap';
  readonly host: string;
}

/** Of an address of a target as it was typed, whose scheme may be two: `ews+https://…`. */
export function signInPlace(address: string): SignInPlace {
  const host = URL.parse(address.replace(/^\w+\+/, ''))?.hostname ?? address;
  return { is: /^imaps?:/.test(address) ? 'imap' : 'exchange', host };
}
