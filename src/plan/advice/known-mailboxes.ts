/** What `godwit inventory --json` knows of mailboxes and domains, as far as advice needs it. */
import { JsonValue } from '../json-value.ts';

export interface KnownMailbox {
  /** In lower case. */
  readonly address: string;
  readonly isExchange: boolean;
  readonly bytesMax: number | null;
  readonly bytesUsed: number | null;
}

export interface KnownMailboxes {
  readonly mailboxes: readonly KnownMailbox[];
  /** Names in lower case. */
  readonly emailPlusDomains: readonly string[];
}

/** No organisation that this program moves has more. */
const MAILBOXES_MAX = 100_000;
const DOMAINS_MAX = 10_000;

/** Throws usage.invalid for anything that is no inventory. */
export function parseInventory(text: string, file: string): KnownMailboxes {
  const document = JsonValue.parse(text, file);
  const member = document.members(null);
  if (member('mailboxes').raw === undefined || member('domains').raw === undefined) {
    document.refuse('this is no inventory', 'Give a file that this command wrote: godwit inventory … --json > FILE');
  }
  return {
    mailboxes: member('mailboxes')
      .list(MAILBOXES_MAX)
      .map((value) => {
        const mailbox = value.members(null);
        return {
          address: mailbox('address').text().toLowerCase(),
          isExchange: mailbox('platform').raw === 'exchange',
          bytesMax: mailbox('bytesMax').optional((size) => size.number()),
          bytesUsed: mailbox('bytesUsed').optional((size) => size.number()),
        };
      }),
    emailPlusDomains: member('domains')
      .list(DOMAINS_MAX)
      .map((value) => value.members(null))
      .filter((domain) => domain('isEmailPlus').raw === true)
      .map((domain) => domain('name').text().toLowerCase()),
  };
}
