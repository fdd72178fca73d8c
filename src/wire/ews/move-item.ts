/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/moveitem-operation */
import { type Answer, readAnswers } from './answers.ts';
import { readItemId } from './items.ts';
import type { FolderRef, ItemId } from './names.ts';
import { folderRefXml, itemIdXml } from './properties.ts';
import type { EwsSession } from './session.ts';

/**
 * Moves items within the mailbox: each gets a new id, which is the answer's value, in the order given. Not repeatable:
 * throws `OutcomeUnknown` when no answer came.
 */
export async function moveItem(
  session: EwsSession,
  request: { readonly to: FolderRef; readonly ids: readonly string[] },
  signal: AbortSignal,
): Promise<readonly Answer<ItemId>[]> {
  const ids = request.ids.map((id) => itemIdXml({ id, changeKey: null })).join('');
  const response = await session.call(
    {
      name: 'MoveItem',
      repeatable: false,
      write: (into) =>
        into.text(
          `<m:ToFolderId>${folderRefXml(request.to)}</m:ToFolderId><m:ItemIds>${ids}</m:ItemIds>` +
            '<m:ReturnNewItemIds>true</m:ReturnNewItemIds>',
        ),
    },
    signal,
  );
  return readAnswers(response, request.ids.length, readItemId);
}
