/** FindFolder: children, or everything below, page by page. */
import { type Call, folderNamed } from '../call.ts';
import { ItemRefusal } from '../errors.ts';
import type { Folder } from '../folder.ts';
import { folderElement } from '../folder-fields.ts';
import type { Mailbox } from '../mailbox.ts';
import { pageOf } from '../page.ts';
import { answerBatch } from '../response-message.ts';
import { readShape } from '../shape.ts';
import { attributeOf, childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement } from '../xml-write.ts';

/** `EWSFindCountLimit` of the default throttling policy. */
const FOLDERS_MAX = 1000;

export function findFolder(request: XmlElement, call: Call): string {
  const shape = readShape(childOf(request, 'FolderShape') ?? request, call.zone);
  const view = childOf(request, 'IndexedPageFolderView') ?? childOf(request, 'FractionalPageFolderView');
  const traversal = attributeOf(request, 'Traversal');
  const parts = childOf(request, 'ParentFolderIds')?.children ?? [];
  const work = (element: XmlElement): string => {
    if (childOf(request, 'Restriction') !== null) {
      throw new ItemRefusal('ErrorUnsupportedPathForQuery', 'This simulator does not restrict lists of folders.');
    }
    const { mailbox, folder } = folderNamed(element, call);
    const found =
      traversal === 'Deep' ? below(mailbox, folder) : traversal === 'Shallow' ? mailbox.children(folder.id) : [];
    const page = pageOf(found, view, FOLDERS_MAX);
    const folders = page.rows.map((row) => folderElement(mailbox, row, shape)).join('');
    return xmlElement('m:RootFolder', page.attributes, xmlElement('t:Folders', {}, folders));
  };
  return answerBatch({ operation: 'FindFolder', parts, emptyPayload: '', work }, call);
}

/** Parents before their children. */
function below(mailbox: Mailbox, folder: Folder): readonly Folder[] {
  const children = new Map<number, Folder[]>();
  for (const one of mailbox.folders.values()) {
    const { parent } = one.state;
    if (parent === null) continue;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [one]);
    else siblings.push(one);
  }
  const found: Folder[] = [];
  const open = [...(children.get(folder.id) ?? [])].reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    open.push(...[...(children.get(next.id) ?? [])].reverse());
  }
  return found;
}
