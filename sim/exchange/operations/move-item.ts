/** MoveItem: every item gets a new id. */
import { type Call, folderInside, itemNamed } from '../call.ts';
import { ItemRefusal } from '../errors.ts';
import { writtenItem } from '../item-fields.ts';
import { ItemView } from '../item-view.ts';
import { answerBatch } from '../response-message.ts';
import { isTrue } from '../shape.ts';
import { childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement } from '../xml-write.ts';

export function moveItem(request: XmlElement, call: Call): string {
  const returns = childOf(request, 'ReturnNewItemIds');
  const parts = childOf(request, 'ItemIds')?.children ?? [];
  const work = (element: XmlElement): string => {
    const { mailbox, folder } = toFolder(request, call);
    const found = itemNamed(element, call);
    if (found.occurrence !== null) {
      throw new ItemRefusal('ErrorCalendarCannotMoveOrCopyOccurrence', 'An occurrence stays with its series.');
    }
    if (found.mailbox !== mailbox) {
      throw new ItemRefusal('ErrorCrossMailboxMoveCopy', 'Items are moved inside one mailbox only.');
    }
    const moved = mailbox.moveItem(found.entry, folder);
    const isTold = returns === null || isTrue(returns.text);
    const item = writtenItem(new ItemView(mailbox, moved));
    return xmlElement('m:Items', {}, isTold ? item : '');
  };
  return answerBatch({ operation: 'MoveItem', parts, emptyPayload: '<m:Items/>', work }, call);
}

function toFolder(request: XmlElement, call: Call): ReturnType<typeof folderInside> {
  try {
    return folderInside(childOf(request, 'ToFolderId') ?? request, call);
  } catch (error) {
    if (!(error instanceof ItemRefusal) || error.code !== 'ErrorFolderNotFound') throw error;
    throw new ItemRefusal('ErrorToFolderNotFound', 'The folder to move to was not found.');
  }
}
