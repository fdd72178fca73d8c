/** The picture of a contact: a file attached to it under the name that Outlook looks for. */
import type { Photo } from '../../model/contact.ts';
import { type CodeMeaning, meaningOf } from '../../wire/ews/codes.ts';
import { createAttachment, type NewAttachment } from '../../wire/ews/create-attachment.ts';
import { getAttachment, type ListedAttachment } from '../../wire/ews/get-attachment.ts';
import { base64Length } from '../../wire/request-body.ts';
import { askAll } from './ask.ts';
import { bytesSink } from './bytes-sink.ts';
import { photoLoss } from './contact-losses.ts';
import type { ReadMore, Step } from './shape.ts';
import { StepRefused } from './shape.ts';

const PHOTO_NAME = 'ContactPicture.jpg';
/** The envelope around one file, generously. */
const AROUND_BYTES = 4096;
/** What Outlook and Outlook on the web draw. */
const SHOWN_TYPES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/bmp']);
/** About the file and nothing wider: the contact is worth having without it. */
const ABOUT_FILE: ReadonlySet<CodeMeaning> = new Set(['item', 'request', 'unknown']);

type InlinePhoto = Extract<Photo, { is: 'inline' }>;

/** Attaches the picture as it is: it is not scaled down and not turned into another format. */
export function photoStep({ bytes, mediaType }: InlinePhoto): Step {
  return async ({ context, id, signal }) => {
    if (base64Length(bytes.byteLength) + AROUND_BYTES > context.requestBytesMax) return [photoLoss('size')];
    const file: NewAttachment = {
      name: PHOTO_NAME,
      contentType: mediaType,
      content: { length: bytes.byteLength, open: () => [bytes] },
      isContactPhoto: true,
    };
    const [answer] = await askAll(context, [file], 1, (attachments) =>
      createAttachment(context.session, { itemId: id, attachments }, signal),
    );
    if (answer?.is !== 'refused') return SHOWN_TYPES.has(mediaType) ? [] : [photoLoss('format')];
    if (ABOUT_FILE.has(meaningOf(answer.code))) return [photoLoss('size')];
    throw new StepRefused('the photo was refused', answer);
  };
}

/** Null when there is none, or when it is not given out. */
export async function readPhoto(
  attachments: readonly ListedAttachment[],
  { context, signal }: ReadMore,
): Promise<Photo | null> {
  const listed =
    attachments.find(({ isContactPhoto, isFile }) => isContactPhoto && isFile) ??
    attachments.find(({ name, isFile }) => isFile && name === PHOTO_NAME);
  if (listed === undefined) return null;
  const [answer] = await askAll(context, [listed.id], 1, (ids) =>
    getAttachment(context.session, { ids, openSink: bytesSink }, signal),
  );
  const bytes = answer?.is === 'done' ? answer.value : null;
  return bytes === null ? null : { is: 'inline', bytes, mediaType: listed.contentType };
}
