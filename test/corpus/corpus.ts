/**
 * A mailbox of real mail: every message of the shared corpus, in thirty folders with names that have broken mail
 * programs, with all flags, keywords and dates over twenty-five years. The same every time.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Instant, instant } from '../../src/base/clock.ts';
import type { FolderPath } from '../../src/model/folder.ts';
import { FLAGS } from '../../src/model/item.ts';
import { ROOT } from '../rooms/files.ts';
import type { MaildirMessage } from '../servers/maildir.ts';

const CORPUS = join(ROOT, '..', 'shared', 'corpus');

/** A folder of the corpus, as an archive that somebody brings. */
export function corpusFolder(name: 'archives' | 'calendar' | 'contacts'): string {
  return join(CORPUS, name);
}

export interface CorpusFolder {
  readonly path: FolderPath;
  readonly messages: readonly MaildirMessage[];
}

/** Null where the corpus lies beside the repository; otherwise why it cannot be used. */
export function whyNoCorpus(): string | null {
  return existsSync(join(CORPUS, 'index.json')) ? null : 'the folder ../shared/corpus is not there';
}

/** The mailbox for a server with this separator: no name holds it. */
export function corpusMailbox(separator: '/' | '.'): readonly CorpusFolder[] {
  const folders = FOLDERS.map((path) => path.map((name) => name.replaceAll(separator, separator === '/' ? '.' : '/')));
  const messages = corpusMessages();
  return folders.map((path, place) => ({
    path,
    // Messages go round the folders, so that every folder holds some of every origin; one stays empty.
    messages:
      place === EMPTY_FOLDER
        ? []
        : messages
            .map((bytes, index) => messageOf(bytes, index))
            .filter((_message, index) => placeOf(index, folders.length) === place),
  }));
}

/** Every message as a server would hold it: lines end with CR LF, and the line of an mbox is not part of it. */
export function corpusMessages(): readonly Buffer[] {
  const index: { files: readonly IndexEntry[] } = JSON.parse(readFileSync(join(CORPUS, 'index.json'), 'utf8'));
  return index.files
    .filter((file) => file.kind === 'message')
    .map((file) => withCrLf(withoutMboxLine(readFileSync(join(CORPUS, file.path)), file.mboxFrom)));
}

interface IndexEntry {
  readonly path: string;
  readonly kind: string;
  readonly mboxFrom: boolean;
}

const FOLDERS: readonly FolderPath[] = [
  ['INBOX'],
  ['Sent'],
  ['Drafts'],
  ['Trash'],
  ['Junk'],
  ['Archive', '2004'],
  ['with/slash and.dot'],
  ['comma, semicolon; colon: equals='],
  ['Bills & Tax &- 2016'],
  ['"quoted" and back\\slash'],
  ['100% of *everything*'],
  ['{12} [brackets] (parens)'],
  [' blank before'],
  ['blank after '],
  ['~home and ^caret'],
  ['Entwürfe – Größe'],
  ['日本語の受信箱'],
  ['Кириллица', 'Письма'],
  ['مجلد\u200f عربي'],
  ['✈️ Reisen 🏝'],
  ['e\u0301 decomposed'],
  ['\u00e9 composed'],
  [`long ${'x'.repeat(205)}`],
  ['Projects'],
  ['projects'],
  ['Deep', 'er', 'and', 'deeper', 'still', 'until', 'the', 'ninth', 'level'],
  ['Only a name', 'child/of.it'],
  ['CON'],
  ["Robert'); DROP TABLE entries;--"],
  ['=1+1'],
  ['Empty'],
];

const EMPTY_FOLDER = FOLDERS.length - 1;

function placeOf(index: number, folders: number): number {
  return index % (folders - 1);
}

const FIRST_YEAR = 1999;
const YEARS = 25;
const YEAR_MS = 365.25 * 86_400_000;
const KEYWORDS = ['Project-X', '$label1', 'urgent', 'NonJunk'];

function messageOf(bytes: Buffer, index: number): MaildirMessage {
  const flags = FLAGS.filter((flag, bit) => flag !== 'forwarded' && ((index >> bit) & 1) === 1);
  const keywords = KEYWORDS.filter((_keyword, bit) => index % (bit + 4) === 1);
  const forwarded = index % 9 === 0 ? ['$Forwarded'] : [];
  return { bytes, receivedAt: receivedAt(index), flags, keywords: [...forwarded, ...keywords] };
}

/** Spread over the years, in no order; whole seconds, as IMAP has them. */
function receivedAt(index: number): Instant {
  const share = (index * 0.618_033_988) % 1;
  return instant(Math.floor((Date.UTC(FIRST_YEAR, 0, 1) + share * YEARS * YEAR_MS) / 1000) * 1000);
}

function withoutMboxLine(bytes: Buffer, mboxFrom: boolean): Buffer {
  return mboxFrom ? bytes.subarray(bytes.indexOf(0x0a) + 1) : bytes;
}

function withCrLf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1');
}
