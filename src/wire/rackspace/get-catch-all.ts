/** `GET …/domains/{domain}/catchalladdress`: where mail to addresses that do not exist goes. */
import type { RackspaceClient } from './client.ts';
import { recordOf, textIn } from './json.ts';

/** '' nowhere; null when the answer does not say it. */
export async function getCatchAll(
  client: RackspaceClient,
  domain: string,
  signal: AbortSignal,
): Promise<string | null> {
  const place = ['domains', domain, 'catchalladdress'];
  return textIn(recordOf(await client.get(place, {}, signal), 'catchalladdress'), 'address');
}
