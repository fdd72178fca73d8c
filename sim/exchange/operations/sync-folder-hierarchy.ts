/** SyncFolderHierarchy: what changed below a folder since a state. */
import { type Call, folderInside } from '../call.ts';
import { ItemRefusal } from '../errors.ts';
import { folderElement } from '../folder-fields.ts';
import { writeChangeKey, writeId } from '../ids.ts';
import type { Mailbox } from '../mailbox.ts';
import { answerBatch } from '../response-message.ts';
import { readShape } from '../shape.ts';
import { readSyncState, writeSyncState } from '../sync-state.ts';
import { childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement, xmlText } from '../xml-write.ts';

export function syncFolderHierarchy(request: XmlElement, call: Call): string {
  const shape = readShape(childOf(request, 'FolderShape') ?? request, call.zone);
  const work = (): string => {
    const { mailbox, root } = syncRoot(request, call);
    const since = readSyncState(childOf(request, 'SyncState')?.text ?? '', 'folders', mailbox, root);
    const written: string[] = [];
    for (const folder of mailbox.folders.values()) {
      if (folder.changed <= since || folder.id === root || !isBelow(mailbox, folder.id, root)) continue;
      const element = folder.created > since ? 't:Create' : 't:Update';
      written.push(xmlElement(element, {}, folderElement(mailbox, folder, shape)));
    }
    for (const [id, gone] of mailbox.goneFolders) {
      if (gone.sequence <= since || gone.created > since) continue;
      const attributes = { Id: writeId('folder', mailbox.number, id), ChangeKey: writeChangeKey(gone.sequence) };
      written.push(xmlElement('t:Delete', {}, xmlElement('t:FolderId', attributes, '')));
    }
    return (
      xmlText('m:SyncState', writeSyncState('folders', mailbox, root, mailbox.sequence)) +
      xmlText('m:IncludesLastFolderInRange', true) +
      xmlElement('m:Changes', {}, written.join(''))
    );
  };
  return answerBatch({ operation: 'SyncFolderHierarchy', parts: [request], emptyPayload: '', work }, call);
}

/** Without a folder, the whole tree that people see. */
function syncRoot(request: XmlElement, call: Call): { readonly mailbox: Mailbox; readonly root: number } {
  const element = childOf(request, 'SyncFolderId');
  if (element === null) return { mailbox: call.mailbox, root: call.mailbox.distinguished('msgfolderroot').id };
  try {
    const { mailbox, folder } = folderInside(element, call);
    return { mailbox, root: folder.id };
  } catch (error) {
    if (!(error instanceof ItemRefusal) || error.code !== 'ErrorFolderNotFound') throw error;
    throw new ItemRefusal('ErrorSyncFolderNotFound', 'The folder to synchronize was not found.');
  }
}

function isBelow(mailbox: Mailbox, folder: number, root: number): boolean {
  for (let at = mailbox.folders.get(folder); at !== undefined; at = mailbox.folders.get(at.state.parent ?? 0)) {
    if (at.id === root) return true;
  }
  return false;
}
