/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/getitem-operation */
import { childOf, type XmlElement } from '../xml.ts';
import { type Answer, readAnswers } from './answers.ts';
import { type ByteSink, CONTENT_ANSWER_BYTES_MAX, ContentSinks } from './content-sinks.ts';
import { type BodyType, type EwsItem, itemShapeXml, readItem } from './items.ts';
import type { Field, ItemRef } from './names.ts';
import { itemIdOf, itemRefXml } from './properties.ts';
import type { EwsSession } from './session.ts';

/** Properties of items without their content: one answer an item, in the order asked. */
export async function getItem(
  session: EwsSession,
  request: { readonly ids: readonly (string | ItemRef)[]; readonly fields: readonly Field[] },
  signal: AbortSignal,
): Promise<readonly Answer<EwsItem>[]> {
  return await getEach(session, request, readItem, signal);
}

interface ElementsRequest {
  readonly ids: readonly (string | ItemRef)[];
  readonly fields: readonly Field[];
  /** `Best` when left out. */
  readonly bodyType?: BodyType | undefined;
}

/** The same as whole elements: one answer an item, in the order asked. */
export async function getElements(
  session: EwsSession,
  request: ElementsRequest,
  signal: AbortSignal,
): Promise<readonly Answer<XmlElement>[]> {
  return await getEach(session, request, (element) => (itemIdOf(element) === null ? null : element), signal);
}

async function getEach<T>(
  session: EwsSession,
  { ids, fields, bodyType }: ElementsRequest,
  read: (element: XmlElement) => T | null,
  signal: AbortSignal,
): Promise<readonly Answer<T>[]> {
  const response = await session.call(
    {
      name: 'GetItem',
      repeatable: true,
      write: (into) => into.text(`${itemShapeXml(fields, bodyType)}<m:ItemIds>${idsXml(ids)}</m:ItemIds>`),
    },
    signal,
  );
  return readAnswers(response, ids.length, (message) => {
    const element = itemOf(message);
    return element === null ? null : read(element);
  });
}

/**
 * The MIME content of items, each into a sink of its own while it arrives: one answer an item, in the order asked. Sinks of
 * tries that failed are discarded.
 */
export async function getItemContent<T>(
  session: EwsSession,
  request: { readonly ids: readonly string[]; openSink(): ByteSink<T> },
  signal: AbortSignal,
): Promise<readonly Answer<T | null>[]> {
  const sinks = new ContentSinks('MimeContent', () => request.openSink());
  try {
    const shape =
      '<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent></m:ItemShape>';
    const response = await session.call(
      {
        name: 'GetItem',
        repeatable: true,
        answerBytesMax: CONTENT_ANSWER_BYTES_MAX,
        sinks: () => sinks.begin(),
        write: (into) => into.text(`${shape}<m:ItemIds>${idsXml(request.ids)}</m:ItemIds>`),
      },
      signal,
    );
    return await sinks.fill(readAnswers(response, request.ids.length, (message) => ({ holder: itemOf(message) })));
  } finally {
    await sinks.discardRest();
  }
}

function itemOf(message: XmlElement): XmlElement | null {
  return childOf(message, 'Items')?.children[0] ?? null;
}

function idsXml(ids: readonly (string | ItemRef)[]): string {
  return ids.map((id) => itemRefXml(typeof id === 'string' ? { id, changeKey: null } : id)).join('');
}
