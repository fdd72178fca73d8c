/** GetFolder. */
import { type Call, folderNamed } from '../call.ts';
import { folderElement } from '../folder-fields.ts';
import { answerBatch } from '../response-message.ts';
import { readShape } from '../shape.ts';
import { childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement } from '../xml-write.ts';

export function getFolder(request: XmlElement, call: Call): string {
  const shape = readShape(childOf(request, 'FolderShape') ?? request, call.zone);
  const parts = childOf(request, 'FolderIds')?.children ?? [];
  const work = (element: XmlElement): string => {
    const { mailbox, folder } = folderNamed(element, call);
    const limits = call.settings.mailboxes.get(mailbox.address.toLowerCase());
    return xmlElement('m:Folders', {}, folderElement(mailbox, folder, shape, limits));
  };
  return answerBatch({ operation: 'GetFolder', parts, emptyPayload: '<m:Folders/>', work }, call);
}
