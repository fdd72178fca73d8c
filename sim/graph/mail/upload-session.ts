/** Attachments that come in parts: a session opened for an item, ranges in order, and the attachment with the last of them. */
import { ItemView } from '../../exchange/item-view.ts';
import { choice, FLAG, object, type Rules, TEXT, WHOLE } from '../body/rule.ts';
import { type Call, jsonBody, parameter } from '../call.ts';
import { partId, readItemId } from '../ids.ts';
import { badRequest, GraphRefusal } from '../refusal.ts';
import type { Reply } from '../request.ts';
import type { UploadSession } from '../sessions.ts';
import { attach } from './attachments.ts';

const MEGABYTE = 1024 * 1024;
/** "an attachment between 3 and 150 MB"; each range holds less than 4 MB. */
const UPLOAD_BYTES_MIN = 3 * MEGABYTE;
const UPLOAD_BYTES_MAX = 150 * MEGABYTE;
export const RANGE_BYTES_MAX = 4 * MEGABYTE;

const RULES: Rules = {
  AttachmentItem: object({
    attachmentType: choice('file'),
    name: TEXT,
    size: WHOLE,
    contentType: TEXT,
    contentId: TEXT,
    isInline: FLAG,
  }),
};

export function createUploadSession(call: Call): Reply {
  const { world, mailbox, who, request } = call;
  const { entry } = readItemId(mailbox, parameter(call, 0));
  const body = jsonBody(call, 'createUploadSession', RULES);
  const item = (body['AttachmentItem'] ?? {}) as Readonly<Record<string, string | number | boolean>>; // its shape was checked
  const { name, size } = item;
  if (typeof name !== 'string' || typeof size !== 'number' || item['attachmentType'] !== 'file') {
    throw badRequest('attachmentType, name and size are required.', 'ErrorInvalidRequest');
  }
  if (size < UPLOAD_BYTES_MIN || size > UPLOAD_BYTES_MAX) {
    throw badRequest(
      'The size of the attachment must be between 3 MB and 150 MB.',
      'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize',
    );
  }
  const until = world.clock.now() + world.settings.importSessionLifeS * 1000;
  const secret = world.sessions.add({
    is: 'upload',
    mailbox: mailbox.number,
    clientId: who.clientId,
    until,
    item: entry.id,
    name,
    type: String(item['contentType'] ?? 'application/octet-stream').toLowerCase(),
    contentId: typeof item['contentId'] === 'string' ? item['contentId'] : null,
    isInline: item['isInline'] === true,
    size,
    chunks: [],
    received: 0,
  });
  return {
    status: 201,
    body: {
      '@odata.context': `${request.origin}/${request.version}/$metadata#microsoft.graph.uploadSession`,
      uploadUrl: `${request.origin}/api/g${request.version}/AttachmentSessions/upload?authtoken=${secret}`,
      expirationDateTime: new Date(until).toISOString(),
      nextExpectedRanges: ['0-'],
    },
  };
}

/** One range. The last one makes the attachment and ends the session. */
export function takeRange(call: Call, session: UploadSession, end: () => void): Reply {
  const { body, headers } = call.request;
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
  const bytes = body.is === 'bytes' ? body.bytes : null;
  if (bytes === null || first === undefined)
    throw badRequest('A range needs its bytes and Content-Range.', 'ErrorInvalidRequest');
  const isNext = Number(first) === session.received && Number(total) === session.size;
  if (!isNext || Number(last) - Number(first) + 1 !== bytes.length || Number(last) >= session.size) {
    throw new GraphRefusal(416, 'InvalidContentRange', `The range that is expected begins at ${session.received}.`);
  }
  session.chunks.push(bytes);
  session.received += bytes.length;
  if (session.received < session.size) return { status: 200, body: { nextExpectedRanges: [`${session.received}-`] } };
  end();
  const view = new ItemView(call.mailbox, call.mailbox.item(session.item));
  const { name, type, contentId, isInline, chunks } = session;
  const shared = { name, type, contentId, isInline, parameters: new Map(), contentLocation: null };
  const number = attach(call, view, { ...shared, content: Buffer.concat(chunks) });
  const id = partId('attachment', view.mailbox, view.entry, number, false);
  return { status: 201, headers: { Location: `${call.request.origin}/api/gv1.0/attachments/${id}` }, body: null };
}
