/** The whole original as a file inside the item: for what Exchange cannot express at all. */
import type { NewAttachment } from '../../wire/ews/create-attachment.ts';
import { createAttachment } from '../../wire/ews/create-attachment.ts';
import type { ListedAttachment } from '../../wire/ews/get-attachment.ts';
import { askAll } from './ask.ts';
import { type MadeItem, StepRefused } from './shape.ts';

/** How the file is known again: people may attach one of the same name. */
const CONTENT_ID = 'godwit-original';
const NAME = 'original.ics';

export function originalFile(bytes: Buffer): NewAttachment {
  return { ...fileOf({ bytes, name: NAME, mediaType: 'text/calendar' }), contentId: CONTENT_ID };
}

export function isOriginal({ contentId, name }: ListedAttachment): boolean {
  return contentId === CONTENT_ID || (contentId === '' && name === NAME);
}

export interface InlineFile {
  readonly bytes: Buffer;
  readonly name: string;
  readonly mediaType: string;
}

/** Files of iCalendar often have no name; Exchange shows none without. */
export function fileOf({ bytes, name, mediaType }: InlineFile): NewAttachment {
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream';
  const shown = name.replace(/\p{Cc}+/gu, ' ').trim();
  return {
    name: shown === '' ? UNNAMED : shown,
    contentType: type,
    content: { length: bytes.byteLength, open: () => [bytes] },
  };
}

/** What a file without a name is called. */
export const UNNAMED = 'attachment';

/** Attaches the files one by one. Throws `StepRefused`. */
export async function attach({ context, id, signal }: MadeItem, files: readonly NewAttachment[]): Promise<void> {
  for (const file of files) {
    const [answer] = await askAll(context, [file], 1, (attachments) =>
      createAttachment(context.session, { itemId: id, attachments }, signal),
    );
    if (answer?.is === 'refused') throw new StepRefused(`the file ${file.name} was refused`, answer);
  }
}
