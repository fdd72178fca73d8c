/** `PUT …/rs/mailboxes/{name}`: what a move changes of a mailbox. What is written is flat, and named otherwise than what is read. */
import type { Secret } from '../../base/secret.ts';
import type { RackspaceClient } from './client.ts';
import { RackspaceDoubtError } from './errors.ts';
import { getMailbox } from './get-mailbox.ts';

/** At least one of them. What is left out stays as it is. */
export interface MailboxChange {
  readonly password?: Secret;
  readonly isEnabled?: boolean;
  /** No address ends forwarding. */
  readonly forwarding?: { readonly addresses: readonly string[]; readonly keepsCopy: boolean };
}

/**
 * Resolves when the mailbox is as wanted. Where nobody knows whether the change was made, the mailbox is looked at, and the
 * change is sent once more only when it is not there. A password cannot be looked at: then it throws `RackspaceDoubtError`, as
 * it does for a second doubt; else as `RackspaceClient.put`.
 */
export async function updateMailbox(
  client: RackspaceClient,
  { domain, name }: { readonly domain: string; readonly name: string },
  change: MailboxChange,
  signal: AbortSignal,
): Promise<void> {
  const place = ['domains', domain, 'rs', 'mailboxes', name];
  const fields = fieldsOf(change);
  try {
    await client.put(place, fields, signal);
  } catch (error) {
    if (!(error instanceof RackspaceDoubtError) || change.password !== undefined) throw error;
    const now = await getMailbox(client, { domain, name, service: 'rs' }, signal);
    const found = { isEnabled: now.isEnabled, addresses: now.forwardingAddresses, keepsCopy: now.savesForwarded };
    if (!isAsWanted(change, found)) await client.put(place, fields, signal);
  }
}

function fieldsOf({ password, isEnabled, forwarding }: MailboxChange): Readonly<Record<string, string>> {
  return {
    ...(password === undefined ? {} : { password: password.reveal() }),
    ...(isEnabled === undefined ? {} : { enabled: String(isEnabled) }),
    ...(forwarding === undefined
      ? {}
      : {
          emailForwardingAddresses: forwarding.addresses.join(','),
          saveForwardedEmail: String(forwarding.keepsCopy),
        }),
  };
}

interface FoundSettings {
  readonly isEnabled: boolean | null;
  readonly addresses: readonly string[] | null;
  readonly keepsCopy: boolean | null;
}

function isAsWanted({ isEnabled, forwarding }: MailboxChange, found: FoundSettings): boolean {
  const isStateRight = isEnabled === undefined || found.isEnabled === isEnabled;
  if (forwarding === undefined) return isStateRight;
  const isSame = plain(forwarding.addresses) === plain(found.addresses ?? []);
  // Without an address there is nothing of which a copy could be kept.
  const isCopyRight = forwarding.addresses.length === 0 || found.keepsCopy === forwarding.keepsCopy;
  return isStateRight && isSame && isCopyRight;
}

function plain(addresses: readonly string[]): string {
  return addresses
    .map((address) => address.toLowerCase())
    .sort()
    .join();
}
