/** What a folder of the source is made of: one file that holds all of it, or the files of a folder that hold one item each. */

import type { FolderKind } from '../../model/item.ts';
import type { Classifier } from './classify.ts';
import type { Deleted, Format, Found } from './format.ts';
import { maildirFiles } from './maildir.ts';
import { withOpen } from './open-file.ts';
import type { ArchiveFile, ArchiveFolder } from './tree.ts';
import { BESIDE_ZIMBRA, withZimbraMeta } from './zimbra.ts';

/** A file of a member, and the name by which items of it are named. */
export interface MemberFile {
  readonly name: string;
  readonly file: ArchiveFile;
  readonly format: Format;
}

export interface Member {
  /** Members of one home name their files apart, so that they can be one folder. */
  readonly home: string;
  /** The files as they are now. Fails with an `ArchiveError`. */
  files(signal: AbortSignal): Promise<readonly MemberFile[]>;
  /** Those of these names that are there. */
  named(names: ReadonlySet<string>, signal: AbortSignal): Promise<readonly MemberFile[]>;
}

/** One file with many items. */
export function fileMember(folder: ArchiveFolder, name: string, format: Format): Member {
  const look = async (): Promise<readonly MemberFile[]> => {
    const file = await folder.file(name);
    return file === null ? [] : [{ name, file, format }];
  };
  const home = [...folder.path, name].join('/');
  return { home, files: look, named: async (names) => (names.has(name) ? look() : []) };
}

/** The files of a folder that hold one item each, of one kind. `prefix` tells folders apart that are one for people. */
export function singlesMember(folder: ArchiveFolder, prefix: string, kind: FolderKind, classifier: Classifier): Member {
  const asSingle = async (file: ArchiveFile, signal: AbortSignal): Promise<readonly MemberFile[]> => {
    const found = await classifier.classify(file, signal);
    const isOne = found.is === 'items' && found.isSingle && found.kinds.has(kind);
    if (!isOne) return [];
    const meta = found.name === 'eml' ? await folder.file(`${file.name}${BESIDE_ZIMBRA}`) : null;
    const format = meta === null ? found.format : withZimbraMeta(found.format, meta);
    return [{ name: prefix + file.name, file, format }];
  };
  const place = folder.path.join('/');
  return {
    // Of `Sent.mbox/Data/Messages` with the prefix `Data/Messages/`, home is `Sent.mbox`.
    home: prefix === '' ? place : place.slice(0, -prefix.length),
    files: async (signal) => {
      const files: MemberFile[] = [];
      for (const file of (await folder.list(signal)).files) files.push(...(await asSingle(file, signal)));
      return files;
    },
    named: async (names, signal) => {
      const files: MemberFile[] = [];
      for (const name of names) {
        if (!name.startsWith(prefix)) continue;
        const file = await folder.file(name.slice(prefix.length));
        if (file !== null) files.push(...(await asSingle(file, signal)));
      }
      return files;
    },
  };
}

export function maildirMember(folder: ArchiveFolder): Member {
  return {
    home: folder.path.join('/'),
    files: (signal) => maildirFiles(folder, signal),
    named: async (names, signal) => (await maildirFiles(folder, signal)).filter(({ name }) => names.has(name)),
  };
}

/** Everything in the files of a member, file by file. Fails with an `ArchiveError` at the first file that fails. */
export async function* itemsOfMember(member: Member, signal: AbortSignal): AsyncGenerator<Found | Deleted> {
  for (const { file, format } of await member.files(signal)) {
    yield* withOpen(file, signal, (open) => format.items(open, signal));
  }
}
