/** A mailbox as it is told: nested, with blanks where something is empty, and never its password. */
import type { ExchangeMailboxState, MailboxState } from './organisation.ts';

export function mailboxJson(mailbox: MailboxState): object {
  const { password: _password, spam: _spam, contactInfo, vacationMessage, ...told } = mailbox;
  return { ...told, vacationMessage: blankIfEmpty(vacationMessage), contactInfo: { ...NO_CONTACT, ...contactInfo } };
}

export function exchangeMailboxJson(mailbox: ExchangeMailboxState): object {
  const { spam: _spam, ...told } = mailbox;
  return { ...told, hasBlackBerryMobileService: false, hasActiveSyncMobileService: false, samAccountName: 'x-1' };
}

function blankIfEmpty(text: string): string {
  return text === '' ? ' ' : text;
}

const NO_CONTACT = {
  firstName: '',
  lastName: '',
  initials: ' ',
  title: ' ',
  organizationUnit: ' ',
  businessCity: '',
  businessNumber: '',
  mobileNumber: '',
  notes: ' ',
  userID: '',
};
