/** The folders of an IMAP target: what is there, and what is made. */
import { createHash } from 'node:crypto';
import { assert } from '../../base/assert.ts';
import { Failure } from '../../base/problem.ts';
import {
  type FolderKey,
  type FolderPath,
  type FolderRole,
  folderKey,
  folderLabel,
  type TargetFolder,
} from '../../model/folder.ts';
import type { WantedFolder } from '../../model/target.ts';
import { createMailbox, subscribe } from '../../wire/imap/create.ts';
import { ImapStatusError } from '../../wire/imap/errors.ts';
import { isOnlyName, type ListedMailbox, listMailboxes } from '../../wire/imap/list.ts';
import { toFailure } from './failure.ts';
import type { Lane } from './lane.ts';
import { mailboxOfPath, type Naming, pathOfMailbox, roleOf, useOf } from './names.ts';

export class FolderTree {
  readonly #lane: Lane;
  readonly #naming: Naming;
  /** Null until they were listed. */
  #known: Promise<Map<FolderKey, TargetFolder>> | null = null;
  /** Folders that are being made, so that two who want one do not both make it. */
  readonly #making = new Map<FolderKey, Promise<TargetFolder>>();

  constructor(lane: Lane, naming: Naming) {
    this.#lane = lane;
    this.#naming = naming;
  }

  /** Asks the server anew. Mere names (`\Noselect`) are left out: they can still be made. */
  async folders(signal: AbortSignal): Promise<readonly TargetFolder[]> {
    this.#known = this.#list(signal);
    return [...(await this.#known).values()];
  }

  /**
   * Makes what is missing, level by level. A special folder that exists is taken under whatever name it has, and a name
   * that is too long for the server is shortened: the path given back is the one that is there.
   */
  async ensure(wanted: WantedFolder, signal: AbortSignal): Promise<TargetFolder> {
    this.#known ??= this.#list(signal);
    const known = await this.#known;
    const special = wanted.role === 'plain' ? undefined : [...known.values()].find((one) => one.role === wanted.role);
    if (special !== undefined) return special;
    let folder = known.get(this.#key(wanted.path)) ?? null;
    if (folder !== null) return folder;
    for (let depth = 1; depth <= wanted.path.length; depth += 1) {
      const role = depth === wanted.path.length ? wanted.role : 'plain';
      folder = await this.#one({ path: wanted.path.slice(0, depth), role }, folder, known, signal);
    }
    assert(folder !== null, 'a path has at least one level');
    return folder;
  }

  /** The folder of that name in `parent`; the top level has none. */
  async #one(
    wanted: Level,
    parent: TargetFolder | null,
    known: Map<FolderKey, TargetFolder>,
    signal: AbortSignal,
  ): Promise<TargetFolder> {
    const key = this.#key(wanted.path);
    const under = known.get(key) ?? this.#making.get(key);
    if (under !== undefined) return await under;
    const making = this.#make(wanted, parent, signal);
    this.#making.set(key, making);
    try {
      const made = await making;
      known.set(key, made);
      return made;
    } finally {
      this.#making.delete(key);
    }
  }

  async #make(wanted: Level, parent: TargetFolder | null, signal: AbortSignal): Promise<TargetFolder> {
    const { separator } = this.#naming;
    const name = wanted.path.at(-1) ?? '';
    const parentPath = parent?.path ?? [];
    const asked = this.#folder([...parentPath, name], wanted.role);
    const refused = (reason: string): Failure =>
      new Failure('target.folder-refused', { folder: folderLabel(wanted.path), reason });
    if (separator === null && parent !== null) throw refused('the server has no folders within folders');
    if (name === '' || (separator !== null && name.includes(separator))) {
      throw refused(`a name cannot be empty or hold "${separator}"`);
    }
    try {
      await this.#create(asked, signal);
      return asked;
    } catch (error) {
      const short = shortened(name);
      if (short === name || !(error instanceof Failure) || error.code !== 'target.folder-refused') throw error;
      // Servers keep names in file systems, with limits that they do not tell.
      const fallback = this.#folder([...parentPath, short], wanted.role);
      await this.#create(fallback, signal);
      return fallback;
    }
  }

  #folder(path: FolderPath, role: FolderRole): TargetFolder {
    const kind = 'message';
    return {
      path,
      role: role === 'plain' ? roleOf(path, new Set()) : role,
      kind,
      serverName: mailboxOfPath(path, this.#naming),
    };
  }

  /** Makes it and shows it in programs. No error when it is there. */
  async #create(folder: TargetFolder, signal: AbortSignal): Promise<void> {
    const use = useOf(folder.role);
    const connection = await this.#lane.connection(signal);
    // Sent together: on a distant server each answer costs a round trip.
    const created = createMailbox(connection, folder.serverName, use === null ? {} : { use }, signal);
    const subscribed = subscribe(connection, folder.serverName, signal);
    const [made, shown] = await Promise.allSettled([created, subscribed]);
    try {
      if (made.status === 'rejected' && !(await this.#exists(made.reason, folder.path, signal))) throw made.reason;
      // A folder that programs do not show until they are told to is still there: a refusal is no failure.
      if (shown.status === 'rejected' && !(shown.reason instanceof ImapStatusError)) throw shown.reason;
    } catch (error) {
      throw this.#lane.folderFailure(error, folder);
    }
  }

  /** Whether a refusal of CREATE only says that the folder is there. Not every server has ALREADYEXISTS (RFC 5530). */
  async #exists(refusal: unknown, path: FolderPath, signal: AbortSignal): Promise<boolean> {
    if (!(refusal instanceof ImapStatusError) || refusal.status === 'BYE') return false;
    if (refusal.code?.name === 'ALREADYEXISTS') return true;
    return (await this.#list(signal)).has(this.#key(path));
  }

  async #list(signal: AbortSignal): Promise<Map<FolderKey, TargetFolder>> {
    const connection = await this.#lane.connection(signal);
    try {
      return foldersOf(await listMailboxes(connection, {}, signal), this.#naming);
    } catch (error) {
      this.#known = null;
      throw toFailure(error, this.#lane.peer);
    }
  }

  /** INBOX has no case, so `Inbox` is not made beside it. */
  #key(path: FolderPath): FolderKey {
    const [first = '', ...rest] = path;
    const isInbox = first.toUpperCase() === 'INBOX' && (rest.length === 0 || this.#naming.prefix === '');
    return folderKey(isInbox ? ['INBOX', ...rest] : path);
  }
}

interface Level {
  readonly path: FolderPath;
  readonly role: FolderRole;
}

/** What a name may have at least in any file system, in bytes of UTF-8. */
const SHORT_NAME_BYTES = 80;

/** The beginning of a long name, and a mark that tells it from others with the same beginning; the same in every run. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= SHORT_NAME_BYTES) return name;
  const mark = createHash('sha256').update(name).digest('hex').slice(0, 8);
  let begin = '';
  for (const character of name) {
    if (Buffer.byteLength(begin + character) > SHORT_NAME_BYTES - mark.length - 1) break;
    begin += character;
  }
  return `${begin.trimEnd()} ${mark}`;
}

/**
 * The user's own folders. At most one has each special role: the one that the server names, or else the first with a usual
 * name. Of two names that mean one path (`INBOX` and `INBOX.INBOX`) the inbox or the first one counts.
 */
function foldersOf(listed: readonly ListedMailbox[], naming: Naming): Map<FolderKey, TargetFolder> {
  const own = new Map<FolderKey, Listed>();
  const isInbox = ({ mailbox }: ListedMailbox): boolean => mailbox.toUpperCase() === 'INBOX';
  for (const one of [...listed.filter(isInbox), ...listed]) {
    const path = isOnlyName(one) ? null : pathOfMailbox(one.mailbox, naming);
    if (path === null || own.has(folderKey(path))) continue;
    own.set(folderKey(path), { path, mailbox: one.mailbox, role: roleOf(path, one.attributes), one });
  }
  const taken = new Map<FolderRole, string>();
  const isNamed = ({ role, one }: Listed): boolean => one.attributes.has(useOf(role)?.toLowerCase() ?? '');
  for (const each of own.values()) if (isNamed(each) && !taken.has(each.role)) taken.set(each.role, each.mailbox);
  for (const each of own.values()) if (!taken.has(each.role)) taken.set(each.role, each.mailbox);
  const folders = [...own].map(([key, { path, mailbox, role }]): [FolderKey, TargetFolder] => {
    const kept = taken.get(role) === mailbox ? role : 'plain';
    return [key, { path, role: kept, kind: 'message', serverName: mailbox }];
  });
  return new Map(folders);
}

interface Listed {
  readonly path: FolderPath;
  readonly mailbox: string;
  /** Before it is known whether another folder has more right to it. */
  readonly role: FolderRole;
  readonly one: ListedMailbox;
}
