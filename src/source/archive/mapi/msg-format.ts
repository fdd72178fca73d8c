/** Items that Outlook saved as files of their own. */
import { createHash } from 'node:crypto';
import { contentWriter } from '../../../base/spool.ts';
import type { Content, FolderKind } from '../../../model/item.ts';
import { ArchiveError, reasonOf } from '../archive-error.ts';
import type { Window } from '../bytes.ts';
import { nameOfDigest } from '../digest-name.ts';
import type { Format, FoundItem, OpenFile } from '../format.ts';
import { kindOfClass, type RenderedItem, renderItem } from './mapi-item.ts';
import { msgItem } from './msg-object.ts';
import { TAG } from './tags.ts';

/** Such a file is in memory while it is read. */
const MSG_BYTES_MAX = 64 * 1024 * 1024;

/** The kind of folder that the item belongs to. Fails with an `ArchiveError`. */
export async function kindOfMsg(window: Window): Promise<FolderKind> {
  const bytes = await bytesOf(window);
  const kind = reading(() => kindOfClass(msgItem(bytes).text(TAG.messageClass)));
  return kind === 'contact-group' ? 'contact' : kind;
}

export function msgFormat(spoolFolder: string): Format {
  return {
    async *items(open) {
      yield await itemOf(open, spoolFolder);
    },
    async *find(open, locals) {
      if (locals.includes('')) yield await itemOf(open, spoolFolder);
    },
  };
}

async function itemOf(open: OpenFile, spoolFolder: string): Promise<FoundItem> {
  const rendered = await renderedIn(open);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  reading(() => {
    for (const chunk of rendered.chunks) {
      hash.update(chunk);
      sizeBytes += chunk.length;
    }
  });
  const { kind, version, receivedAt } = rendered;
  const content = (): Promise<Content> => contentOf(open, spoolFolder);
  return {
    is: 'item',
    local: '',
    kind,
    version: version ?? nameOfDigest(hash.digest()),
    sizeBytes,
    receivedAt,
    content,
  };
}

async function contentOf(open: OpenFile, spoolFolder: string): Promise<Content> {
  const writer = contentWriter(spoolFolder);
  try {
    for (const chunk of (await renderedIn(open)).chunks) await writer.write(chunk);
    return await writer.end();
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

async function renderedIn({ window, file }: OpenFile): Promise<RenderedItem> {
  const bytes = await bytesOf(window);
  return reading(() => renderItem(msgItem(bytes), file.path.join('/')));
}

async function bytesOf(window: Window): Promise<Buffer> {
  if (window.sizeBytes > MSG_BYTES_MAX)
    throw new ArchiveError(`it has ${window.sizeBytes} bytes, more than the ${MSG_BYTES_MAX} that can be read`);
  return Buffer.from(await window.at(0, window.sizeBytes));
}

/** Whatever breaks while such a file is read says that the file is broken. */
function reading<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new ArchiveError(`it is broken: ${reasonOf(error)}`, { cause: error });
  }
}
