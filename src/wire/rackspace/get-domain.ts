/** `GET …/domains/{domain}`: products and licences of a domain. Null is what the answer does not say. */
import type { RackspaceClient } from './client.ts';
import { flagIn, namesIn, numberIn, recordOf, textIn } from './json.ts';

export interface RackspaceDomain {
  /** `rsemail`, `exchange` or `both`. */
  readonly serviceType: string | null;
  /** `rse-plus` is Email Plus. */
  readonly rsEmailProduct: string | null;
  readonly mailboxesMax: number | null;
  readonly hasArchiving: boolean | null;
  readonly hasPublicFolders: boolean | null;
  /** Other domains whose mail goes here. */
  readonly aliases: readonly string[] | null;
}

export async function getDomain(
  client: RackspaceClient,
  domain: string,
  signal: AbortSignal,
): Promise<RackspaceDomain> {
  const record = recordOf(await client.get(['domains', domain], {}, signal), domain);
  return {
    serviceType: textIn(record, 'serviceType'),
    rsEmailProduct: textIn(record, 'rsEmailProduct'),
    mailboxesMax: numberIn(record, 'rsEmailMaxNumberMailboxes'),
    hasArchiving: flagIn(record, 'archivingServiceEnabled'),
    hasPublicFolders: flagIn(record, 'publicFoldersEnabled'),
    aliases: namesIn(record, 'aliases'),
  };
}
