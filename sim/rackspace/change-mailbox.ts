/** `PUT …/rs/mailboxes/{name}`: fields of a form, flat, some under other names than those they are read by. */
import { type Answer, badRequest, fault, found } from './answer.ts';
import type { MailboxState } from './organisation.ts';

const FORWARDS_MAX = 15;

/** All fields are good, or nothing is changed. */
export function changeMailbox(mailbox: MailboxState, form: URLSearchParams): Answer {
  const changes: (() => void)[] = [];
  for (const [field, value] of form) {
    const change = CHANGES[field];
    if (change === undefined) return badRequest(`The field ${field} is not known.`);
    const done = change(mailbox, value);
    if (typeof done === 'string') return fault(400, 'validationFault', done);
    changes.push(done);
  }
  for (const change of changes) change();
  return found({});
}

/** What carries the change out, or why the value is refused. */
type Change = (mailbox: MailboxState, value: string) => (() => void) | string;

const CHANGES: Readonly<Record<string, Change>> = {
  password: (mailbox, value) =>
    isStrong(value) ? () => void (mailbox.password = value) : 'The password is not strong enough.',
  enabled: (mailbox, value) => flagged(value, (isOn) => void (mailbox.enabled = isOn)),
  saveForwardedEmail: (mailbox, value) => flagged(value, (isOn) => void (mailbox.saveForwardedEmail = isOn)),
  emailForwardingAddresses: (mailbox, value) => {
    const addresses = value.split(',').filter((address) => address !== '');
    if (addresses.length > FORWARDS_MAX) return 'Max number of forwarding addresses reached.';
    if (addresses.some((address) => !/^[^@\s]+@[^@\s]+$/.test(address))) return 'An address is not valid.';
    return () => void (mailbox.emailForwardingAddressList = addresses);
  },
};

function flagged(value: string, set: (isOn: boolean) => void): (() => void) | string {
  return value === 'true' || value === 'false' ? () => set(value === 'true') : 'true or false is expected.';
}

/** At least 8 characters of 3 of 4 classes. */
function isStrong(password: string): boolean {
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((one) => one.test(password));
  return password.length >= 8 && classes.length >= 3;
}
