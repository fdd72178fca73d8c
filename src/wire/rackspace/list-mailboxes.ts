/** `GET …/rs/mailboxes` and `GET …/ex/mailboxes`: the mailboxes of a domain with their sizes. */
import type { RackspaceClient } from './client.ts';
import { flagIn, type JsonRecord, momentIn, nameIn, numberIn, textIn } from './json.ts';
import { entriesOf } from './pages.ts';

export interface ListedMailbox {
  /** Without the domain, in lower case. */
  readonly name: string;
  readonly displayName: string | null;
  readonly bytesMax: number | null;
  /** Counted by the server within the last day. */
  readonly bytesUsed: number | null;
  readonly isEnabled: boolean | null;
  /** `2024-03-05T14:07:09` in a zone that nobody knows. */
  readonly createdAt: string | null;
  /** As `createdAt`, or `never`. */
  readonly lastSignIn: string | null;
}

/** The API counts mailboxes in MB of 1024 × 1024 bytes: 25 GB are 25600. */
const MB = 1024 * 1024;

export async function listMailboxes(
  client: RackspaceClient,
  domain: string,
  signal: AbortSignal,
): Promise<readonly ListedMailbox[]> {
  const query = { fields: 'size,currentUsage,enabled,createdDate,lastLogin' };
  const list = { place: ['domains', domain, 'rs', 'mailboxes'], field: 'rsMailboxes', query };
  return (await entriesOf(client, list, signal)).map(listedMailboxOf);
}

/** Those of hosted Exchange in the same domain. */
export async function listExchangeMailboxes(
  client: RackspaceClient,
  domain: string,
  signal: AbortSignal,
): Promise<readonly ListedMailbox[]> {
  const query = { fields: 'size,currentUsage' };
  const list = { place: ['domains', domain, 'ex', 'mailboxes'], field: 'mailboxes', query };
  return (await entriesOf(client, list, signal)).map(listedMailboxOf);
}

/** The list and the single mailbox name these fields alike. */
export function listedMailboxOf(record: JsonRecord): ListedMailbox {
  const bytes = (field: string): number | null => {
    const megabytes = numberIn(record, field);
    return megabytes === null ? null : Math.round(megabytes * MB);
  };
  const createdAt = momentIn(record, 'createdDate');
  return {
    name: nameIn(record, 'name').toLowerCase(),
    displayName: textIn(record, 'displayName'),
    bytesMax: bytes('size'),
    bytesUsed: bytes('currentUsage'),
    isEnabled: flagIn(record, 'enabled'),
    createdAt: createdAt === 'never' ? null : createdAt,
    lastSignIn: momentIn(record, 'lastLogin'),
  };
}
