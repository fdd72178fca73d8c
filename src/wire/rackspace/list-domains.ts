/** `GET …/domains`: the domains of the account. */
import type { RackspaceClient } from './client.ts';
import { nameIn } from './json.ts';
import { entriesOf } from './pages.ts';

/** In lower case, in the order of the server. */
export async function listDomains(client: RackspaceClient, signal: AbortSignal): Promise<readonly string[]> {
  const entries = await entriesOf(client, { place: ['domains'], field: 'domains' }, signal);
  return entries.map((entry) => nameIn(entry, 'name').toLowerCase());
}
