/** REPORT sync-collection (RFC 6578): what changed since a token. */

import { escapeXml } from '../xml-text.ts';
import type { DavClient } from './client.ts';
import { DavStatusError } from './errors.ts';
import { LIST_BYTES_MAX } from './limits.ts';
import { readMultistatus } from './multistatus.ts';
import { DECLARATIONS, propXml } from './names.ts';
import type { Place } from './place.ts';
import { type DavResource, RESOURCE_PROPS, resourceName, resourceOf } from './resources.ts';

export interface SyncStep {
  readonly changed: readonly DavResource[];
  /** Names of resources that are no longer there. */
  readonly removed: readonly string[];
  /** Null from a server that does not keep to the standard. */
  readonly token: string | null;
  /** True when the server has more to say: ask again with `token` (RFC 6578 §3.6). */
  readonly isCutShort: boolean;
}

/** An empty token asks for everything. Fails as `DavClient.send` does. */
export async function syncCollection(
  client: DavClient,
  collection: Place,
  token: string,
  signal: AbortSignal,
): Promise<SyncStep> {
  const escaped = escapeXml(token);
  const xml =
    `<D:sync-collection ${DECLARATIONS}><D:sync-token>${escaped}</D:sync-token><D:sync-level>1</D:sync-level>` +
    `${propXml(RESOURCE_PROPS)}</D:sync-collection>`;
  return await client.send(
    { method: 'REPORT', at: collection, depth: '0', xml, answerBytesMax: LIST_BYTES_MAX },
    async (answer) => {
      const changed: DavResource[] = [];
      const removed: string[] = [];
      let isCutShort = false;
      const { syncToken } = await readMultistatus(answer, (row) => {
        if (row.status === 507) isCutShort = true;
        if (row.status === 404 || row.status === 410) {
          const name = resourceName(row.href, answer.at, collection);
          if (name !== null) removed.push(name);
        } else if (row.status === null || row.status < 300) {
          const resource = resourceOf(row, answer.at, collection);
          if (resource !== null) changed.push(resource);
        }
      });
      return { changed, removed, token: syncToken, isCutShort };
    },
    signal,
  );
}

/**
 * True when the server refuses the token, and a listing from nothing may succeed. The standard asks for a condition
 * (RFC 6578 §3.2); servers also answer with any status of 400 to 499 and no condition.
 */
export function isTokenRefused(error: unknown): boolean {
  if (!(error instanceof DavStatusError)) return false;
  return error.refusal.conditions.has('D:valid-sync-token') || [400, 403, 409, 410, 412].includes(error.status);
}
