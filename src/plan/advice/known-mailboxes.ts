/** What an inventory knows of mailboxes and domains, as far as advice needs it. */
import { readKnownOrganisation } from '../known-organisation.ts';

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

/** Throws usage.invalid for anything that is no inventory. */
export function parseInventory(text: string, file: string): KnownMailboxes {
  const { mailboxes, domains } = readKnownOrganisation(text, file);
  return {
    mailboxes: mailboxes.map(({ address, platform, bytesMax, bytesUsed }) => {
      return { address, isExchange: platform === 'exchange', bytesMax, bytesUsed };
    }),
    emailPlusDomains: domains.filter(({ isEmailPlus }) => isEmailPlus === true).map(({ name }) => name),
  };
}
