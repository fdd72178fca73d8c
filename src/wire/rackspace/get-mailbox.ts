/** `GET …/rs/mailboxes/{name}` and `GET …/ex/mailboxes/{name}`: all settings of one mailbox. What is read is nested, what is written is flat. */
import type { RackspaceClient } from './client.ts';
import { flagIn, type JsonRecord, listIn, nameIn, namesIn, recordOf, textIn } from './json.ts';
import { type ListedMailbox, listedMailboxOf } from './list-mailboxes.ts';

export interface RackspaceMailbox extends ListedMailbox {
  /** Null when the answer does not say it; none when forwarding is off. */
  readonly forwardingAddresses: readonly string[] | null;
  readonly savesForwarded: boolean | null;
  readonly hasAutoReply: boolean | null;
  readonly autoReply: string | null;
  readonly isInCompanyDirectory: boolean | null;
  readonly isInExchangeList: boolean | null;
  /** By the names of the API, without what is empty. */
  readonly contact: Readonly<Record<string, string>> | null;
  /** Only Exchange mailboxes have some. */
  readonly otherAddresses: readonly string[] | null;
}

export async function getMailbox(
  client: RackspaceClient,
  { domain, name, service }: { readonly domain: string; readonly name: string; readonly service: 'rs' | 'ex' },
  signal: AbortSignal,
): Promise<RackspaceMailbox> {
  const record = recordOf(await client.get(['domains', domain, service, 'mailboxes', name], {}, signal), name);
  return service === 'rs' ? emailMailboxOf(record) : exchangeMailboxOf(record);
}

function emailMailboxOf(record: JsonRecord): RackspaceMailbox {
  return {
    ...listedMailboxOf(record),
    forwardingAddresses: namesIn(record, 'emailForwardingAddressList'),
    savesForwarded: flagIn(record, 'saveForwardedEmail'),
    hasAutoReply: flagIn(record, 'enableVacationMessage'),
    autoReply: textIn(record, 'vacationMessage'),
    isInCompanyDirectory: flagIn(record, 'visibleInRackspaceEmailCompanyDirectory'),
    isInExchangeList: flagIn(record, 'visibleInExchangeGAL'),
    contact: contactOf(record),
    otherAddresses: null,
  };
}

function exchangeMailboxOf(record: JsonRecord): RackspaceMailbox {
  const isHidden = flagIn(record, 'isHidden');
  const addresses = listIn(record, 'emailAddressList')?.map((entry) =>
    nameIn(recordOf(entry, 'emailAddressList'), 'address'),
  );
  return {
    ...listedMailboxOf(record),
    forwardingAddresses: namesIn(record, 'emailForwardingAddress'),
    savesForwarded: flagIn(record, 'saveForwardedEmail'),
    hasAutoReply: null,
    autoReply: null,
    isInCompanyDirectory: flagIn(record, 'visibleInRackspaceEmailCompanyDirectory'),
    isInExchangeList: isHidden === null ? null : !isHidden,
    contact: contactOf(record),
    otherAddresses: addresses ?? null,
  };
}

/** Whatever is a text in it, since a new field is as good as a known one. */
function contactOf(record: JsonRecord): RackspaceMailbox['contact'] {
  if (record['contactInfo'] === undefined || record['contactInfo'] === null) return null;
  const fields = recordOf(record['contactInfo'], 'contactInfo');
  const texts = Object.keys(fields).map((field) => [field, textIn(fields, field) ?? ''] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}
