/** The answer with many answers in it (RFC 4918 §13), read row by row. */
import { childOf, readXml, textOf, type XmlElement } from '../xml.ts';
import type { DavAnswer } from './client.ts';
import { DavProtocolError } from './errors.ts';
import { RESOURCES_MAX } from './limits.ts';
import { type DavName, davName } from './names.ts';
import { conditionsOf } from './refusal.ts';

/** What the server says of one resource. */
export interface DavRow {
  /** As it was written. */
  readonly href: string;
  /** Of the resource as a whole; null where only properties have one. */
  readonly status: number | null;
  /** Those that the resource has, by name. */
  readonly props: ReadonlyMap<string, XmlElement>;
  readonly conditions: ReadonlySet<string>;
}

/** Rows beside the resources: the collection itself, and what was removed from it. */
const ROWS_MAX = 2 * RESOURCES_MAX;

/** Gives each row to `take`, and what stands beside them. Throws `DavProtocolError`, `XmlError`, `HttpError`. */
export async function readMultistatus(
  answer: DavAnswer,
  take: (row: DavRow) => void,
): Promise<{ readonly syncToken: string | null }> {
  let rows = 0;
  const root = await readXml(answer.body, undefined, (child) => {
    if (davName(child) !== 'D:response') return false;
    for (const row of rowsOf(child)) {
      rows += 1;
      if (rows > ROWS_MAX) throw new DavProtocolError(`the answer has more than ${ROWS_MAX} rows`);
      take(row);
    }
    return true;
  });
  if (davName(root) !== 'D:multistatus') {
    throw new DavProtocolError(`the answer is ${root.name} where a multistatus was due`);
  }
  return { syncToken: textOf(root, 'sync-token')?.trim() || null };
}

/** The text of a property, or null when the resource has none or an empty one. */
export function propText(row: Pick<DavRow, 'props'>, name: DavName): string | null {
  return row.props.get(name)?.text.trim() || null;
}

/** The addresses inside a property. */
export function propHrefs(row: Pick<DavRow, 'props'>, name: DavName): readonly string[] {
  const children = row.props.get(name)?.children ?? [];
  return children.filter((child) => davName(child) === 'D:href').map((child) => child.text);
}

/** A status may be for several addresses at once. */
function* rowsOf(response: XmlElement): Generator<DavRow> {
  const props = new Map<string, XmlElement>();
  for (const part of response.children.filter((child) => davName(child) === 'D:propstat')) {
    const status = statusIn(textOf(part, 'status'));
    if (status !== null && (status < 200 || status > 299)) continue;
    for (const prop of childOf(part, 'prop')?.children ?? []) props.set(davName(prop), prop);
  }
  const status = statusIn(textOf(response, 'status'));
  const conditions = conditionsOf(response);
  for (const child of response.children) {
    if (davName(child) === 'D:href') yield { href: child.text, status, props, conditions };
  }
}

/** The figure in `HTTP/1.1 404 Not Found`. */
function statusIn(line: string | null): number | null {
  const figure = /^\s*HTTP\/\d(?:\.\d)? (\d{3})\b/i.exec(line ?? '')?.[1];
  return figure === undefined ? null : Number(figure);
}
