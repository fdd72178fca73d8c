/** REPORT calendar-multiget and addressbook-multiget (RFC 4791 §7.9, RFC 6352 §8.7): the texts of many resources at once. */
import { escapeXml } from '../xml-text.ts';
import type { DavClient } from './client.ts';
import { readMultistatus } from './multistatus.ts';
import { type DavService, DECLARATIONS, propXml } from './names.ts';
import type { Place } from './place.ts';
import { canonicalPath } from './place.ts';
import { type DavResource, resourceFacts, resourceName } from './resources.ts';

export interface Multiget {
  readonly service: DavService;
  readonly collection: Place;
  /** Names of resources, all of them below the collection. */
  readonly names: readonly string[];
  readonly answerBytesMax: number;
}

/** What came for one name. */
export interface GotText extends DavResource {
  /** Null when the server has not given it; `status` may say why. */
  readonly text: string | null;
  readonly status: number | null;
}

/**
 * What the server gave, under the names that were asked for. Names that it says nothing about are missing. Fails as
 * `DavClient.send` does, and with `HttpError` (too-long) or `XmlError` when all together are more than can be held.
 */
export async function multiget(
  client: DavClient,
  { service, collection, names, answerBytesMax }: Multiget,
  signal: AbortSignal,
): Promise<readonly GotText[]> {
  const asked = new Map(names.map((name) => [canonicalPath(name), name]));
  const hrefs = names.map((name) => `<D:href>${escapeXml(name)}</D:href>`).join('');
  const props = propXml(['D:getetag', 'D:getcontentlength', 'D:getlastmodified', service.text]);
  const xml = `<${service.multiget} ${DECLARATIONS}>${props}${hrefs}</${service.multiget}>`;
  return await client.send(
    { method: 'REPORT', at: collection, depth: '1', xml, answerBytesMax },
    async (answer) => {
      const got: GotText[] = [];
      await readMultistatus(answer, (row) => {
        const spelled = resourceName(row.href, answer.at, collection);
        const name = spelled === null ? undefined : asked.get(canonicalPath(spelled));
        if (name === undefined) return;
        const text = row.props.get(service.text)?.text ?? '';
        got.push({ name, ...resourceFacts(row), status: row.status, text: text === '' ? null : text });
      });
      return got;
    },
    signal,
  );
}
