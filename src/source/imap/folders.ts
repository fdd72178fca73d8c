/** The folders of an IMAP mailbox, with their counts, in one round trip where the server can. */
import { FOLDERS_MAX } from '../../base/limits.ts';
import { Failure } from '../../base/problem.ts';
import { type FolderPath, folderKey, type SourceFolder } from '../../model/folder.ts';
import type { FolderTwin } from '../../model/source.ts';
import type { ImapConnection } from '../../wire/imap/connection.ts';
import { isOnlyName, type ListedMailbox, listMailboxes } from '../../wire/imap/list.ts';
import { namespace } from '../../wire/imap/namespace.ts';
import type { MailboxStatus } from '../../wire/imap/status.ts';
import { isForeign, pathsOf } from './paths.ts';
import { rolesOf } from './roles.ts';
import { findTwins } from './twins.ts';

export interface FoundFolders {
  readonly folders: readonly SourceFolder[];
  readonly twins: readonly FolderTwin[];
  /** Mailboxes of others that the server lists beside this one: no part of it. */
  readonly foreign: readonly FolderPath[];
}

export async function findFolders(c: ImapConnection, signal: AbortSignal): Promise<FoundFolders> {
  const [namespaces, all] = await Promise.all([
    namespace(c, signal),
    listMailboxes(c, { status: ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY', 'HIGHESTMODSEQ', 'SIZE'] }, signal),
  ]);
  if (all.length > FOLDERS_MAX) {
    throw new Failure('source.protocol', { reason: `it listed ${all.length} folders` });
  }
  const rules = { namespaces, isUtf8: c.enabled.has('UTF8=ACCEPT') };
  const listed = all.filter((one) => !isForeign(one, rules));
  const twins = await findTwins(c, listed, signal);
  const own = listed.filter((one) => !twins.has(one));
  const paths = pathsOf(own, rules);
  const candidates = own.map((one, at) => candidate(one, paths[at] ?? []));
  const roles = rolesOf(candidates);
  const folders = own.map((one, at) => folderOf(one, paths[at] ?? [], roles[at] ?? 'plain'));
  return {
    folders: parentsFirst(folders),
    twins: [...twins].map((one) => ({ path: pathsOf([one], rules)[0] ?? [], of: ['INBOX'] })),
    foreign: pathsOf(
      all.filter((one) => isForeign(one, rules)),
      rules,
    ),
  };
}

function candidate(one: ListedMailbox, path: FolderPath) {
  return { path, attributes: one.attributes, holdsItems: !isOnlyName(one) };
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
