/**
 * The archive that Godwit itself writes (`--target archive:`): each folder says in a file what it is, names of files say when
 * an item came, and a manifest keeps the keywords. It is read back as it was written, byte for byte.
 */
import { DESCRIPTION_FILE, MANIFEST_FILE, readFileName } from '../../content/archive-names.ts';
import type { FolderPath, FolderRole } from '../../model/folder.ts';
import type { FolderKind, ItemKind } from '../../model/item.ts';
import { ArchiveError } from './archive-error.ts';
import { Window } from './bytes.ts';
import { indexCards } from './card-index.ts';
import { nameOfDigest } from './digest-name.ts';
import type { Format, FoundItem, OpenFile } from './format.ts';
import type { Member, MemberFile } from './members.ts';
import { type Beside, messageItem } from './message-file.ts';
import { AS_IT_IS } from './message-text.ts';
import { contentOfPieces, gather } from './pieces.ts';
import type { ArchiveFolder, FolderContents } from './tree.ts';

export interface OwnFolder {
  readonly path: FolderPath;
  readonly role: FolderRole;
  readonly kind: FolderKind;
}

const DESCRIPTION_BYTES_MAX = 64 * 1024;
/** Lines of a manifest are short; a longer one is not of ours. */
const LINE_BYTES_MAX = 64 * 1024;
const KINDS: ReadonlySet<string> = new Set<FolderKind>(['message', 'event', 'contact', 'task', 'note']);
const ROLES: ReadonlySet<string> = new Set<FolderRole>([
  'inbox',
  'sent',
  'drafts',
  'trash',
  'junk',
  'archive',
  'calendar',
  'contacts',
  'tasks',
  'notes',
  'plain',
]);

/** What the folder says it is; null for a folder that Godwit has not written. */
export async function ownFolderOf({ files }: FolderContents, signal: AbortSignal): Promise<OwnFolder | null> {
  const file = files.find(({ name, sizeBytes }) => name === DESCRIPTION_FILE && sizeBytes <= DESCRIPTION_BYTES_MAX);
  if (file === undefined) return null;
  const bytes = await file.open(signal);
  try {
    return described((await bytes.read(0, DESCRIPTION_BYTES_MAX)).toString('utf8'));
  } finally {
    await bytes.close();
  }
}

/** Its items: files of `cur` where they are messages, files of the folder itself otherwise. */
export function ownMember(folder: ArchiveFolder, kind: FolderKind): Member {
  const files = async (signal: AbortSignal): Promise<readonly MemberFile[]> => {
    const contents = await folder.list(signal);
    const inner =
      kind === 'message' ? await contents.folders.find(({ name }) => name === 'cur')?.list(signal) : contents;
    const keywords = kind === 'message' ? await keywordsOf(folder, signal) : new Map<string, readonly string[]>();
    return (inner?.files ?? []).flatMap((file) => {
      const name = readFileName(file.name);
      if (name === null) return [];
      const { ref, receivedAt, flags } = name;
      if (kind !== 'message')
        return [{ name: ref, file, format: asIs((open, during) => plainItem(open, kind, receivedAt, during)) }];
      const state = { flags, keywords: keywords.get(ref) ?? [] };
      const beside: Beside = { state, receivedAt, isDeleted: false, mayBeNote: false };
      return [{ name: ref, file, format: asIs((open, during) => storedMessage(open, beside, during)) }];
    });
  };
  return {
    home: folder.path.join('/'),
    files,
    named: async (names, signal) => (await files(signal)).filter(({ name }) => names.has(name)),
  };
}

function described(text: string): OwnFolder | null {
  const said = parsed(text);
  const { path, role, kind } = said ?? {};
  if (!Array.isArray(path) || path.length === 0 || !path.every((name) => typeof name === 'string')) return null;
  if (typeof role !== 'string' || !ROLES.has(role) || typeof kind !== 'string' || !KINDS.has(kind)) return null;
  return { path, role: role as FolderRole, kind: kind as FolderKind }; // both sets hold nothing else
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const said: unknown = JSON.parse(text);
    return typeof said === 'object' && said !== null ? (said as Readonly<Record<string, unknown>>) : null; // an object is that
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function storedMessage(open: OpenFile, beside: Beside, signal: AbortSignal): Promise<FoundItem> {
  const span = { from: 0, until: open.window.sizeBytes, rules: AS_IT_IS };
  const found = await messageItem(open, span, beside, signal);
  if (found.is === 'deleted') throw new ArchiveError('it is marked as deleted');
  return found;
}

async function plainItem(
  open: OpenFile,
  kind: FolderKind,
  receivedAt: FoundItem['receivedAt'],
  signal: AbortSignal,
): Promise<FoundItem> {
  const pieces = [{ from: 0, until: open.window.sizeBytes }];
  const gathered = await gather(open.window, pieces, true, signal);
  return {
    is: 'item',
    local: '',
    kind: kind === 'contact' ? await kindOfCard(open, signal) : kind,
    version: nameOfDigest(gathered.sha256),
    sizeBytes: gathered.sizeBytes,
    receivedAt,
    content: async (during) => contentOfPieces(open, pieces, gathered, during),
  };
}

async function kindOfCard({ window }: OpenFile, signal: AbortSignal): Promise<ItemKind> {
  const [row] = (await indexCards(window, signal)).rows();
  return row?.kind === 'contact-group' ? 'contact-group' : 'contact';
}

function asIs(look: (open: OpenFile, signal: AbortSignal) => Promise<FoundItem>): Format {
  return {
    async *items(open, signal) {
      yield await look(open, signal);
    },
    async *find(open, locals, signal) {
      if (locals.includes('')) yield await look(open, signal);
    },
  };
}

/** The last line about an item is right; a line that was cut short by a crash is no line. */
async function keywordsOf(folder: ArchiveFolder, signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> {
  const keywords = new Map<string, readonly string[]>();
  const file = await folder.file(MANIFEST_FILE);
  if (file === null) return keywords;
  const bytes = await file.open(signal);
  try {
    for await (const line of linesOf(new Window(bytes))) {
      const { ref, keywords: words } = parsed(line) ?? {};
      if (typeof ref !== 'string' || !Array.isArray(words)) continue;
      const texts = words.filter((word): word is string => typeof word === 'string');
      if (texts.length > 0) keywords.set(ref, texts.sort());
      else keywords.delete(ref);
    }
  } finally {
    await bytes.close();
  }
  return keywords;
}

async function* linesOf(window: Window): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of window.range(0, window.sizeBytes)) {
    const lines = (rest + piece.toString('latin1')).split('\n');
    rest = (lines.pop() ?? '').slice(0, LINE_BYTES_MAX);
    for (const line of lines) yield Buffer.from(line, 'latin1').toString('utf8');
  }
}
