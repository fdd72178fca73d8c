/** `GET …/spam/settings` and the four lists beside it, of a domain or of one mailbox. */
import type { RackspaceClient } from './client.ts';
import { namesIn, recordOf, textIn } from './json.ts';

/** A domain, or a mailbox in it. */
export interface SpamScope {
  readonly domain: string;
  readonly mailbox: { readonly name: string; readonly service: 'rs' | 'ex' } | null;
}

export interface SpamSettings {
  /** on, off or exclusive. */
  readonly filterLevel: string | null;
  /** toFolder, delete, labelSubject or toAddress; null for Exchange mailboxes. */
  readonly handling: string | null;
  readonly forwardingAddress: string | null;
}

export type SpamListName = 'safelist' | 'blocklist' | 'ipsafelist' | 'ipblocklist';

export async function getSpamSettings(
  client: RackspaceClient,
  scope: SpamScope,
  signal: AbortSignal,
): Promise<SpamSettings> {
  const record = recordOf(await client.get([...placeOf(scope), 'settings'], {}, signal), 'spam/settings');
  const email = recordOf(record['rsEmailSettings'] ?? {}, 'rsEmailSettings');
  return {
    filterLevel: textIn(record, 'filterLevel'),
    handling: textIn(email, 'spamHandling'),
    forwardingAddress: textIn(email, 'spamForwardingAddress'),
  };
}

/** Addresses, domains, or IP addresses; `%` stands for any part. */
export async function getSpamList(
  client: RackspaceClient,
  scope: SpamScope,
  list: SpamListName,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return namesIn(recordOf(await client.get([...placeOf(scope), list], {}, signal), list), 'addresses') ?? [];
}

function placeOf({ domain, mailbox }: SpamScope): readonly string[] {
  return ['domains', domain, ...(mailbox === null ? [] : [mailbox.service, 'mailboxes', mailbox.name]), 'spam'];
}
