/** Files in a folder of notes: each is a note, its first line or its name the title. */
import { instant } from '../../base/clock.ts';
import { noteOf, plainTextOf } from '../../content/apple-note.ts';
import { readText } from '../../content/charset.ts';
import { sniffCharset } from '../../content/sniff-charset.ts';
import { ArchiveError } from './archive-error.ts';
import { digestName } from './digest-name.ts';
import type { Format, FoundItem, OpenFile } from './format.ts';
import { itemOfNote } from './note-item.ts';

/** A note that nobody wrote by hand is no note. */
const NOTE_BYTES_MAX = 1024 * 1024;

export const TEXT_NOTE: Format = {
  async *items(open) {
    yield await noteIn(open);
  },
  async *find(open, locals) {
    if (locals.includes('')) yield await noteIn(open);
  },
};

async function noteIn({ file, window }: OpenFile): Promise<FoundItem> {
  if (window.sizeBytes > NOTE_BYTES_MAX)
    throw new ArchiveError(`it has ${window.sizeBytes} bytes, more than a note of ${NOTE_BYTES_MAX}`);
  const bytes = await window.at(0, NOTE_BYTES_MAX);
  const isPage = /\.html?$/i.test(file.name);
  const declared = isPage ? /charset\s*=\s*["']?([\w-]{2,40})/i.exec(bytes.toString('latin1'))?.[1] : undefined;
  const { text } = readText(bytes, declared ?? sniffCharset(bytes));
  const plain = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const changedAt = instant(Math.floor(file.modifiedMs / 1000) * 1000);
  const note = noteOf({
    // The same note as long as it is the same file.
    uid: digestName(file.path.join('/')),
    summary: titleOf(isPage ? text : '') || file.name.replace(/\.[a-z]+$/i, ''),
    description: (isPage ? plainTextOf(text) : plain).trimEnd(),
    html: isPage ? text : '',
    created: null,
    modified: changedAt,
  });
  return itemOfNote('', note, changedAt);
}

function titleOf(page: string): string {
  return plainTextOf(/<title[^>]*>([^<]{0,500})/i.exec(page)?.[1] ?? '');
}
