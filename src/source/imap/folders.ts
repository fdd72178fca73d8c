/** The folders of an IMAP mailbox, with their counts, in one round trip where the server can. */
import { FOLDERS_MAX } from '../../base/limits.ts';
import { Failure } from '../../base/problem.ts';
import { type FolderPath, folderKey, type SourceFolder } from '../../model/folder.ts';
import type { LeftOutFolder } from '../../model/source.ts';
import type { ImapConnection } from '../../wire/imap/connection.ts';
import { isOnlyName, type ListedMailbox, listMailboxes } from '../../wire/imap/list.ts';
import { namespace } from '../../wire/imap/namespace.ts';
import type { MailboxStatus } from '../../wire/imap/status.ts';
import { isForeign, type PathRules, pathsOf } from './paths.ts';
import { rolesOf } from './roles.ts';
import { findTwins } from './twins.ts';

export interface FoundFolders {
  readonly folders: readonly SourceFolder[];
  /** Second names of the inbox, and mailboxes of others that the server lists beside this one: no part of it. */
  readonly leftOut: readonly LeftOutFolder[];
}

const SECOND_NAME = 'it is a second name of the inbox and holds the same messages';
const FOREIGN = 'it belongs to somebody else and is no part of this mailbox';

export async function findFolders(
  c: ImapConnection,
  options: { readonly withSizes: boolean },
  signal: AbortSignal,
): Promise<FoundFolders> {
  const counts = ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY', 'HIGHESTMODSEQ'] as const;
  const status = options.withSizes ? ([...counts, 'SIZE'] as const) : counts;
  const [namespaces, all] = await Promise.all([namespace(c, signal), listMailboxes(c, { status }, signal)]);
  if (all.length > FOLDERS_MAX) {
    throw new Failure('source.protocol', { reason: `it listed ${all.length} folders` });
  }
  const rules = { namespaces, isUtf8: c.enabled.has('UTF8=ACCEPT') };
  const listed = all.filter((one) => !isForeign(one, rules));
  const foreign = all.filter((one) => isForeign(one, rules));
  const twins = await findTwins(c, listed, signal);
  const found = pathed(listed, rules);
  const own = found.filter(({ one }) => !twins.has(one));
  const roles = rolesOf(
    own.map(({ one, path }) => ({ path, attributes: one.attributes, holdsItems: !isOnlyName(one) })),
  );
  return {
    folders: parentsFirst(own.map(({ one, path }, at) => folderOf(one, path, roles[at] ?? 'plain'))),
    leftOut: [
      ...found.filter(({ one }) => twins.has(one)).map(({ path }) => ({ path, why: SECOND_NAME })),
      ...pathed(foreign, rules).map(({ path }) => ({ path, why: FOREIGN })),
    ],
  };
}

function pathed(listed: readonly ListedMailbox[], rules: PathRules) {
  const paths = pathsOf(listed, rules);
  return listed.map((one, at) => ({ one, path: paths[at] ?? [] }));
}

function folderOf(one: ListedMailbox, path: FolderPath, role: SourceFolder['role']): SourceFolder {
  return {
    path,
    role,
    kind: 'message',
    holdsItems: !isOnlyName(one),
    itemsCount: one.status?.messages ?? null,
    bytesCount: one.status?.sizeBytes ?? null,
    serverName: one.mailbox,
    stamp: stampOf(one.status),
  };
}

/** Null without HIGHESTMODSEQ: without it, flags may change and nothing shows. */
function stampOf(status: MailboxStatus | null): string | null {
  if (status === null) return null;
  const { uidValidity, uidNext, messages, highestModseq } = status;
  if (uidValidity === null || uidNext === null || messages === null) return null;
  // 0 stands for a mailbox without mod-sequences (RFC 7162 §3.1.7).
  if (highestModseq === null || highestModseq === 0n) return null;
  return `${uidValidity}/${uidNext}/${messages}/${highestModseq}`;
}

/** The server's order, but for parents that it lists behind their children. */
function parentsFirst(folders: readonly SourceFolder[]): readonly SourceFolder[] {
  const byKey = new Map(folders.map((folder) => [folderKey(folder.path), folder]));
  const ordered = new Set<SourceFolder>();
  for (const folder of folders) {
    for (let depth = 1; depth <= folder.path.length; depth++) {
      const ancestor = byKey.get(folderKey(folder.path.slice(0, depth)));
      if (ancestor !== undefined) ordered.add(ancestor);
    }
  }
  return [...ordered];
}
