/** Where a folder lies on disk: whoever looks without Godwit finds a folder of the same name. */
import { createHash } from 'node:crypto';
import type { FolderPath } from '../../model/folder.ts';
import type { FolderKind } from '../../model/item.ts';

/** The folder of each kind, below that of the archive. */
const KIND_FOLDERS: Readonly<Record<FolderKind, string>> = {
  message: 'mail',
  event: 'calendars',
  contact: 'contacts',
  task: 'tasks',
  note: 'notes',
};

/** File systems take 255 bytes; the rest is for the ending of a shortened name. */
const NAME_BYTES_MAX = 200;
/** Names that a Maildir or Godwit has a use for, that mean a folder itself, or that Windows keeps for itself. */
const TAKEN = /^(\.{1,2}|cur|new|tmp|manifest\.jsonl|folder\.json|con|prn|aux|nul|com\d|lpt\d)$/i;

/** The folder's place below the one of the archive. Different paths of one kind have different places. */
export function placeOf(kind: FolderKind, path: FolderPath): string {
  return [KIND_FOLDERS[kind], ...path.map(diskName)].join('/');
}

/** The name with everything percent-encoded that no file system of today takes as it is. */
function diskName(name: string): string {
  const encoded = name
    .toWellFormed()
    .replace(/[%/\\:*?"<>|\p{Cc}]/gu, percentEncoded)
    .replace(/^[.\s]|[.\s]$/gu, percentEncoded);
  const safe = encoded === '' || TAKEN.test(encoded) ? `%${encoded}` : encoded;
  if (Buffer.byteLength(safe) <= NAME_BYTES_MAX && name.isWellFormed()) return safe;
  const digest = createHash('sha256').update(JSON.stringify(name)).digest('hex').slice(0, 16);
  return `${Buffer.from(safe)
    .subarray(0, NAME_BYTES_MAX)
    .toString()
    .replace(/\ufffd+$/, '')}~${digest}`;
}

function percentEncoded(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
