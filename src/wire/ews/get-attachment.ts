/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/getattachment-operation */
import { childOf, textOf, type XmlElement } from '../xml.ts';
import { escapeXml } from '../xml-text.ts';
import { type Answer, readAnswers } from './answers.ts';
import { type ByteSink, CONTENT_ANSWER_BYTES_MAX, ContentSinks } from './content-sinks.ts';
import { isTrue } from './paging.ts';
import type { EwsSession } from './session.ts';

/** A file inside an item, as the item lists it (`item:Attachments`). */
export interface ListedAttachment {
  readonly id: string;
  readonly name: string;
  /** '' when the server says nothing. */
  readonly contentType: string;
  readonly contentId: string;
  readonly sizeBytes: number;
  readonly isContactPhoto: boolean;
  /** False for an item inside the item. */
  readonly isFile: boolean;
}

/** The attachments that the item's element lists. */
export function readAttachments(element: XmlElement): readonly ListedAttachment[] {
  return (childOf(element, 'Attachments')?.children ?? []).flatMap((attachment) => {
    const id = childOf(attachment, 'AttachmentId')?.attributes.get('Id');
    if (id === undefined) return [];
    const size = Number(textOf(attachment, 'Size') ?? Number.NaN);
    return {
      id,
      name: textOf(attachment, 'Name') ?? '',
      contentType: textOf(attachment, 'ContentType') ?? '',
      contentId: textOf(attachment, 'ContentId') ?? '',
      sizeBytes: Number.isInteger(size) && size >= 0 ? size : 0,
      isContactPhoto: isTrue(textOf(attachment, 'IsContactPhoto')),
      isFile: attachment.name === 'FileAttachment',
    };
  });
}

/**
 * The bytes of files, each into a sink of its own while it arrives: one answer a file, in the order asked; null for what holds
 * no bytes. Sinks of tries that failed are discarded.
 */
export async function getAttachment<T>(
  session: EwsSession,
  request: { readonly ids: readonly string[]; openSink(): ByteSink<T> },
  signal: AbortSignal,
): Promise<readonly Answer<T | null>[]> {
  const ids = request.ids.map((id) => `<t:AttachmentId Id="${escapeXml(id)}"/>`).join('');
  const sinks = new ContentSinks('Content', () => request.openSink());
  try {
    const response = await session.call(
      {
        name: 'GetAttachment',
        repeatable: true,
        answerBytesMax: CONTENT_ANSWER_BYTES_MAX,
        sinks: () => sinks.begin(),
        write: (into) => into.text(`<m:AttachmentIds>${ids}</m:AttachmentIds>`),
      },
      signal,
    );
    const answers = readAnswers(response, request.ids.length, (message) => ({
      holder: childOf(message, 'Attachments')?.children[0] ?? null,
    }));
    return await sinks.fill(answers);
  } finally {
    await sinks.discardRest();
  }
}
