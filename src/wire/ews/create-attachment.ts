/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/createattachment-operation */

import type { BodyBuilder, Bytes } from '../request-body.ts';
import { childOf } from '../xml.ts';
import { escapeXml } from '../xml-text.ts';
import { type Answer, readAnswers } from './answers.ts';
import type { EwsSession } from './session.ts';

export interface NewAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly content: Bytes;
  /** What the item's text names it by; also a name that people do not see. */
  readonly contentId?: string;
  /** The picture of a contact. */
  readonly isContactPhoto?: boolean;
}

/** The id of an attachment. It changes the item it is made in. */
export interface AttachmentId {
  readonly id: string;
}

/**
 * Adds files to an item: one answer a file, in the order given. Not repeatable: throws `OutcomeUnknown` when no answer came.
 * An update of the item sends nothing to anybody.
 */
export async function createAttachment(
  session: EwsSession,
  request: { readonly itemId: string; readonly attachments: readonly NewAttachment[] },
  signal: AbortSignal,
): Promise<readonly Answer<AttachmentId>[]> {
  const response = await session.call(
    {
      name: 'CreateAttachment',
      repeatable: false,
      write: (into) => {
        into.text(`<m:ParentItemId Id="${escapeXml(request.itemId)}"/>`);
        writeAttachments(into, 'm:Attachments', request.attachments);
      },
    },
    signal,
  );
  return readAnswers(response, request.attachments.length, (message) => {
    const [attachment] = childOf(message, 'Attachments')?.children ?? [];
    const id = childOf(attachment ?? null, 'AttachmentId')?.attributes.get('Id');
    return id === undefined ? null : { id };
  });
}

/** Files as they stand in a request; nothing when there are none. */
export function writeAttachments(
  into: BodyBuilder,
  list: 'm:Attachments' | 't:Attachments',
  attachments: readonly NewAttachment[],
): void {
  if (attachments.length === 0) return;
  into.text(`<${list}>`);
  for (const { name, contentType, content, contentId, isContactPhoto } of attachments) {
    into
      .text(
        `<t:FileAttachment><t:Name>${escapeXml(name)}</t:Name><t:ContentType>${escapeXml(contentType)}</t:ContentType>`,
      )
      .text(contentId === undefined ? '' : `<t:ContentId>${escapeXml(contentId)}</t:ContentId>`)
      .text(isContactPhoto === undefined ? '' : `<t:IsContactPhoto>${isContactPhoto}</t:IsContactPhoto>`)
      .text('<t:Content>')
      .base64(content)
      .text('</t:Content></t:FileAttachment>');
  }
  into.text(`</${list}>`);
}
