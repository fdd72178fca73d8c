/** Mailboxes for the service to move: folders with so many short messages each. */
import { Account } from '../../sim/imap/account.ts';
import { instant } from '../../src/base/clock.ts';

export const MESSAGES_EACH = 15;

/** Each message names folder, number and owner. */
export function filledAccount(user: string, password: string, folders: number): Account {
  const account = new Account({ user, password });
  for (let folderNumber = 0; folderNumber < folders; folderNumber++) {
    const mailbox = folderNumber === 0 ? account.mailbox('INBOX') : account.add(`Folder ${folderNumber}`);
    for (let number = 0; number < MESSAGES_EACH; number++) {
      mailbox.add({
        bytes: messageText(user, folderNumber, number),
        internalDate: instant(Date.UTC(2024, 1, 1 + folderNumber, 9, number)),
        flags: number % 2 === 0 ? ['\\Seen'] : [],
      });
    }
  }
  return account;
}

function messageText(user: string, folderNumber: number, number: number): string {
  return [
    `Message-ID: <${folderNumber}.${number}.${user}>`,
    'Date: Thu, 1 Feb 2024 09:00:00 +0000',
    'From: Sender <sender@elsewhere.example>',
    `To: ${user}`,
    `Subject: Message ${number} of folder ${folderNumber}`,
    'Disposition-Notification-To: sender@elsewhere.example',
    '',
    `Text ${folderNumber}.${number}`,
    '',
  ].join('\r\n');
}
