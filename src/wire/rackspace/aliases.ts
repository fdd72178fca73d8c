/** `GET …/rs/aliases` and `GET …/rs/aliases/{alias}`: addresses without a mailbox, and who gets their mail. */
import type { RackspaceClient } from './client.ts';
import { nameIn, namesIn, numberIn, recordOf, textIn } from './json.ts';
import { entriesOf } from './pages.ts';

export interface ListedAlias {
  /** Without the domain, in lower case. */
  readonly name: string;
  readonly members: number | null;
  /** The only member, where the list says it: then nobody has to ask for the alias itself. */
  readonly singleMember: string | null;
}

export async function listAliases(
  client: RackspaceClient,
  domain: string,
  signal: AbortSignal,
): Promise<readonly ListedAlias[]> {
  const list = { place: ['domains', domain, 'rs', 'aliases'], field: 'aliases' };
  return (await entriesOf(client, list, signal)).map((record) => {
    const singleMember = textIn(record, 'singleMemberName');
    return {
      name: nameIn(record, 'name').toLowerCase(),
      members: numberIn(record, 'numberOfMembers'),
      singleMember: singleMember === '' ? null : singleMember,
    };
  });
}

/** Full addresses. */
export async function getAlias(
  client: RackspaceClient,
  domain: string,
  name: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const record = recordOf(await client.get(['domains', domain, 'rs', 'aliases', name], {}, signal), name);
  return namesIn(record, 'emailAddressList') ?? [];
}
