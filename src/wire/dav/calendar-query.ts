/** REPORT calendar-query (RFC 4791 §7.8): which resources of a calendar hold a component. */
import type { DavClient } from './client.ts';
import { LIST_BYTES_MAX } from './limits.ts';
import { readMultistatus } from './multistatus.ts';
import { DECLARATIONS, propXml } from './names.ts';
import type { Place } from './place.ts';
import { resourceOf } from './resources.ts';

/** The names of the resources that hold such a component. Fails as `DavClient.send` does. */
export async function calendarQuery(
  client: DavClient,
  collection: Place,
  component: 'VEVENT' | 'VTODO' | 'VJOURNAL',
  signal: AbortSignal,
): Promise<readonly string[]> {
  const filter = `<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="${component}"/></C:comp-filter></C:filter>`;
  const xml = `<C:calendar-query ${DECLARATIONS}>${propXml(['D:getetag', 'D:resourcetype'])}${filter}</C:calendar-query>`;
  return await client.send(
    { method: 'REPORT', at: collection, depth: '1', xml, answerBytesMax: LIST_BYTES_MAX },
    async (answer) => {
      const names: string[] = [];
      await readMultistatus(answer, (row) => {
        const resource = row.status === null || row.status < 300 ? resourceOf(row, answer.at, collection) : null;
        if (resource !== null) names.push(resource.name);
      });
      return names;
    },
    signal,
  );
}
