/** An organisation as tables for spreadsheets, under headings that `readInventoryTable` knows. */
import type { Inventory, InventoryDomain, InventoryList, InventoryMailbox } from '../../model/inventory.ts';
import { type CsvColumn, csvText } from '../csv-text.ts';

export interface InventoryTables {
  readonly domains: string;
  readonly mailboxes: string;
  readonly lists: string;
}

export function writeInventoryTables({ domains, mailboxes, lists }: Inventory): InventoryTables {
  return {
    domains: csvText(DOMAIN_COLUMNS, domains),
    mailboxes: csvText(MAILBOX_COLUMNS, mailboxes),
    lists: csvText(LIST_COLUMNS, lists),
  };
}

const DOMAIN_COLUMNS: readonly CsvColumn<InventoryDomain>[] = [
  { name: 'Domain', of: ({ name }) => name },
  { name: 'Platforms', of: ({ platforms }) => joined(platforms) },
  { name: 'Email Plus', of: ({ isEmailPlus }) => yesNo(isEmailPlus) },
  { name: 'Mailbox licences', of: ({ mailboxesMax }) => mailboxesMax },
  { name: 'Archiving', of: ({ hasArchiving }) => yesNo(hasArchiving) },
  { name: 'Public folders', of: ({ hasPublicFolders }) => yesNo(hasPublicFolders) },
  { name: 'Alternate domains', of: ({ alternateNames }) => joined(alternateNames) },
  { name: 'Catch-all', of: ({ catchAll }) => catchAll },
  { name: 'Spam filter', of: ({ spam }) => spam?.filter ?? null },
  { name: 'Safe senders', of: ({ spam }) => joined(spam?.safe) },
  { name: 'Blocked senders', of: ({ spam }) => joined(spam?.blocked) },
  { name: 'Safe IPs', of: ({ spam }) => joined(spam?.safeIps) },
  { name: 'Blocked IPs', of: ({ spam }) => joined(spam?.blockedIps) },
];

const MAILBOX_COLUMNS: readonly CsvColumn<InventoryMailbox>[] = [
  { name: 'Email address', of: ({ address }) => address },
  { name: 'Display name', of: ({ displayName }) => displayName },
  { name: 'Platform', of: ({ platform }) => platform },
  { name: 'Enabled', of: ({ isEnabled }) => yesNo(isEnabled) },
  { name: 'Used bytes', of: ({ bytesUsed }) => bytesUsed },
  { name: 'Limit bytes', of: ({ bytesMax }) => bytesMax },
  { name: 'Created', of: ({ createdAt }) => createdAt?.replace('T', ' ') ?? null },
  { name: 'Last sign-in', of: ({ lastSignIn }) => lastSignIn?.replace('T', ' ') ?? null },
  {
    name: 'Forwarding',
    of: ({ forwarding }) => (forwarding?.addresses.length === 0 ? 'no' : joined(forwarding?.addresses)),
  },
  { name: 'Keeps copy', of: ({ forwarding }) => yesNo(forwarding?.keepsCopy ?? null) },
  { name: 'Auto reply on', of: ({ autoReply }) => yesNo(autoReply?.isOn ?? null) },
  { name: 'Auto reply', of: ({ autoReply }) => autoReply?.text ?? null },
  { name: 'Other addresses', of: ({ otherAddresses }) => joined(otherAddresses) },
  { name: 'In company directory', of: ({ visibility }) => yesNo(visibility?.inCompanyDirectory ?? null) },
  { name: 'In Exchange address list', of: ({ visibility }) => yesNo(visibility?.inExchangeAddressList ?? null) },
  { name: 'Spam filter', of: ({ spam }) => spam?.filter ?? null },
  { name: 'Safe senders', of: ({ spam }) => joined(spam?.safe) },
  { name: 'Blocked senders', of: ({ spam }) => joined(spam?.blocked) },
  { name: 'Safe IPs', of: ({ spam }) => joined(spam?.safeIps) },
  { name: 'Blocked IPs', of: ({ spam }) => joined(spam?.blockedIps) },
];

const LIST_COLUMNS: readonly CsvColumn<InventoryList>[] = [
  { name: 'Address', of: ({ address }) => address },
  { name: 'Kind', of: ({ is }) => is },
  { name: 'Members', of: ({ members }) => joined(members) },
];

function joined(texts: readonly string[] | null | undefined): string | null {
  return texts == null ? null : texts.join(', ');
}

function yesNo(flag: boolean | null): string | null {
  return flag === null ? null : flag ? 'yes' : 'no';
}
