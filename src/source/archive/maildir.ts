/** Maildir: one message a file, its flags in the file's name. Names outlive changes of flags and the way from new to cur. */
import { MAILDIR_LETTERS } from '../../content/maildir-flags.ts';
import { FLAGS, type Flag } from '../../model/item.ts';
import { ArchiveError } from './archive-error.ts';
import type { Format, OpenFile } from './format.ts';
import type { Beside } from './message-file.ts';
import { fileDate, messageItem } from './message-file.ts';
import { isKeyword } from './message-marks.ts';
import { AS_SAVED } from './message-text.ts';
import type { ArchiveFile, ArchiveFolder } from './tree.ts';

export interface MaildirFile {
  /** What stays of the file's name. */
  readonly name: string;
  readonly file: ArchiveFile;
  readonly format: Format;
}

const FLAG_OF: ReadonlyMap<string, Flag> = new Map(FLAGS.map((flag) => [MAILDIR_LETTERS[flag], flag]));
const TRASHED = 'T';
/** Dovecot writes which letter means which keyword into this file. */
const KEYWORDS_FILE = 'dovecot-keywords';
const KEYWORDS_BYTES_MAX = 16 * 1024;

/** True for a folder that is a Maildir. */
export function isMaildir(folders: readonly ArchiveFolder[]): boolean {
  const names = new Set(folders.map(({ name }) => name));
  return names.has('cur') && (names.has('new') || names.has('tmp'));
}

/** Every message, those not yet looked at included. */
export async function maildirFiles(folder: ArchiveFolder, signal: AbortSignal): Promise<readonly MaildirFile[]> {
  const { folders } = await folder.list(signal);
  const keywords = await keywordsOf(folder, signal);
  const found = new Map<string, MaildirFile>();
  for (const place of ['new', 'cur']) {
    const inner = folders.find(({ name }) => name === place);
    for (const file of (await inner?.list(signal))?.files ?? []) {
      if (file.name.startsWith('.')) continue;
      const { name, letters } = partsOf(file.name);
      found.set(name, { name, file, format: formatOf(letters, keywords) });
    }
  }
  return [...found.values()];
}

/** `1234.M5.host,S=2345:2,FS`: what stays, and the letters. Other systems write `;` or `!` where `:` is not allowed. */
function partsOf(fileName: string): { readonly name: string; readonly letters: string } {
  const [, name = fileName, letters = ''] = /^(.+)[:;!]2,([A-Za-z]*)$/.exec(fileName) ?? [];
  return { name, letters };
}

async function keywordsOf(folder: ArchiveFolder, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const file = await folder.file(KEYWORDS_FILE);
  const keywords = new Map<string, string>();
  if (file === null) return keywords;
  const bytes = await file.open(signal);
  try {
    const text = (await bytes.read(0, KEYWORDS_BYTES_MAX)).toString('utf8');
    for (const [, number = '', word = ''] of text.matchAll(/^(\d{1,2}) (\S+)\r?$/gm)) {
      if (Number(number) < 26 && isKeyword(word)) keywords.set(String.fromCharCode(97 + Number(number)), word);
    }
  } finally {
    await bytes.close();
  }
  return keywords;
}

function formatOf(letters: string, keywords: ReadonlyMap<string, string>): Format {
  const flags = new Set<Flag>();
  const words = new Set<string>();
  for (const letter of letters) {
    const flag =
      FLAG_OF.get(letter) ?? (keywords.get(letter)?.toLowerCase() === '$forwarded' ? 'forwarded' : undefined);
    const word = keywords.get(letter);
    if (flag !== undefined) flags.add(flag);
    else if (word !== undefined) words.add(word);
  }
  const state = { flags, keywords: [...words].sort() };
  const besideOf = (open: OpenFile): Beside => ({
    state,
    receivedAt: fileDate(open),
    isDeleted: letters.includes(TRASHED),
    mayBeNote: true,
  });
  const look: (open: OpenFile, signal: AbortSignal) => ReturnType<typeof messageItem> = (open, signal) =>
    messageItem(open, { from: 0, until: open.window.sizeBytes, rules: AS_SAVED }, besideOf(open), signal);
  return {
    async *items(open, signal) {
      if (open.window.sizeBytes === 0) throw new ArchiveError('it is empty');
      yield await look(open, signal);
    },
    async *find(open, locals, signal) {
      const found = locals.includes('') ? await look(open, signal) : null;
      if (found?.is === 'item') yield found;
    },
  };
}
