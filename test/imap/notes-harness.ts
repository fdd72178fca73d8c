/** The contract of a source for the notes of an IMAP mailbox: a folder of notes is the mailbox, with mail between all notes. */
import { instant } from '../../src/base/clock.ts';
import { type FolderPath, folderKey, type SourceFolder } from '../../src/model/folder.ts';
import type { Source } from '../../src/model/source.ts';
import type { SourceHarness } from '../../src/source/source.contract.ts';
import type { SampleMessage } from '../contract/samples.ts';
import { bigNote, meaningOfNote, noteSamples } from './note-samples.ts';
import { ordinaryMail } from './notes.ts';

const HOUR_MS = 3_600_000;

/** `mail` opens its source with notes as notes. */
export async function notesHarness(mail: SourceHarness): Promise<SourceHarness> {
  const inside = (path: FolderPath): FolderPath => ['Notes', ...path];
  await mail.addFolder(['Notes']);
  await mail.addFolder(inside(['INBOX']));
  return {
    ...mail,
    items: {
      samples: noteSamples,
      big: bigNote,
      identityOf: (head) => head.receivedAt,
      meaningOf: meaningOfNote,
    },
    open: async () => onlyNotes(await mail.open()),
    addFolder: (path) => mail.addFolder(inside(path)),
    add: (path, messages) =>
      mail.add(
        inside(path),
        messages.flatMap((one) => [one, mailAfter(one)]),
      ),
    flag: (path, message, flags) => mail.flag(inside(path), message, flags),
    remove: (path, message) => mail.remove(inside(path), message),
    renumber: (path) => mail.renumber(inside(path)),
  };
}

function mailAfter({ what, receivedAt }: SampleMessage): SampleMessage {
  return {
    what: 'mail',
    bytes: ordinaryMail(what),
    receivedAt: instant(receivedAt + HOUR_MS),
    flags: [],
    keywords: [],
  };
}

/** The notes below "Notes", as if that were all. */
function onlyNotes(source: Source): Source {
  const inside = (folder: SourceFolder): SourceFolder => ({ ...folder, path: ['Notes (notes)', ...folder.path] });
  return {
    ...source,
    folders: async (signal) => {
      const all = await source.folders(signal);
      return all.flatMap((folder) => {
        const path = folder.path.slice(1);
        if (folder.kind !== 'note' || path.length === 0) return [];
        return [{ ...folder, path, role: folderKey(path) === folderKey(['INBOX']) ? 'inbox' : 'plain' } as const];
      });
    },
    list: (folder, listing, signal) => source.list(inside(folder), listing, signal),
    read: (folder, refs, signal) => source.read(inside(folder), refs, signal),
  };
}
