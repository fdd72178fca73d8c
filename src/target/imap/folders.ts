/** The folders of an IMAP target: what is there, and what is made. */
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

  /** Makes what is missing, level by level. A special folder that exists is taken under whatever name it has. */
  async ensure(wanted: WantedFolder, signal: AbortSignal): Promise<TargetFolder> {
    this.#known ??= this.#list(signal);
    const known = await this.#known;
    const special = wanted.role === 'plain' ? undefined : [...known.values()].find((one) => one.role === wanted.role);
    if (special !== undefined) return special;
    let folder = known.get(this.#key(wanted.path));
    for (let depth = 1; folder === undefined || depth <= wanted.path.length; depth += 1) {
      const path = wanted.path.slice(0, depth);
      folder = await this.#one(path, depth === wanted.path.length ? wanted.role : 'plain', known, signal);
    }
    return folder;
  }

  async #one(
    path: FolderPath,
    role: FolderRole,
    known: Map<FolderKey, TargetFolder>,
    signal: AbortSignal,
  ): Promise<TargetFolder> {
    const key = this.#key(path);
    const there = known.get(key);
    if (there !== undefined) return there;
    const under = this.#making.get(key);
    if (under !== undefined) return await under;
    const making = this.#make(path, role, signal);
    this.#making.set(key, making);
    try {
      const made = await making;
      known.set(key, made);
      return made;
    } finally {
      this.#making.delete(key);
    }
  }

  async #make(path: FolderPath, role: FolderRole, signal: AbortSignal): Promise<TargetFolder> {
    const { separator } = this.#naming;
    const folder = folderLabel(path);
    const name = path.at(-1) ?? '';
    if (name === '' || (separator !== null && name.includes(separator))) {
      throw new Failure('target.folder-refused', { folder, reason: `a name cannot hold "${separator}" or be empty` });
    }
    if (separator === null && path.length > 1) {
      throw new Failure('target.folder-refused', { folder, reason: 'the server has no folders within folders' });
    }
    const serverName = mailboxOfPath(path, this.#naming);
    const use = useOf(role);
    const connection = await this.#lane.connection(signal);
    try {
      // Sent together: on a distant server each answer costs a round trip.
      const created = createMailbox(connection, serverName, use === null ? {} : { use }, signal);
      const subscribed = subscribe(connection, serverName, signal);
      const [made, shown] = await Promise.allSettled([created, subscribed]);
      if (made.status === 'rejected' && !(await this.#exists(made.reason, path, signal))) throw made.reason;
      // A folder that programs do not show until they are told to is still there: a refusal is no failure.
      if (shown.status === 'rejected' && !(shown.reason instanceof ImapStatusError)) throw shown.reason;
    } catch (error) {
      throw this.#lane.folderFailure(error, { path, role, kind: 'message', serverName });
    }
    const told = roleOf(path, new Set());
    return { path, role: role === 'plain' ? told : role, kind: 'message', serverName };
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

/** At most one folder has each special role: the one that the server names, or else the first with a usual name. */
function foldersOf(listed: readonly ListedMailbox[], naming: Naming): Map<FolderKey, TargetFolder> {
  const own = listed.flatMap((one) => {
    const { mailbox, attributes } = one;
    const path = pathOfMailbox(mailbox, naming);
    return path === null || isOnlyName(one) ? [] : [{ path, mailbox, attributes, told: roleOf(path, attributes) }];
  });
  const isNamed = (one: (typeof own)[number]): boolean =>
    useOf(one.told) !== null && one.attributes.has(attributeOf(one.told));
  const taken = new Map<FolderRole, string>();
  for (const one of own) if (isNamed(one) && !taken.has(one.told)) taken.set(one.told, one.mailbox);
  for (const one of own) if (one.told !== 'plain' && !taken.has(one.told)) taken.set(one.told, one.mailbox);
  return new Map(
    own.map(({ path, mailbox, told }) => {
      const role = taken.get(told) === mailbox ? told : 'plain';
      return [folderKey(path), { path, role, kind: 'message' as const, serverName: mailbox }];
    }),
  );
}

function attributeOf(role: FolderRole): string {
  return useOf(role)?.toLowerCase() ?? '';
}
