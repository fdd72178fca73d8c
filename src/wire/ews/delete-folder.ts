/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/deletefolder-operation */
import { type Answer, readAnswers } from './answers.ts';
import { folderRefXml } from './properties.ts';
import type { EwsSession } from './session.ts';

/** Removes folders with all that is in them for good, one answer each, in the order given. Safe to repeat. */
export async function deleteFolder(
  session: EwsSession,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly Answer<true>[]> {
  const named = ids.map((id) => folderRefXml({ is: 'id', id })).join('');
  const response = await session.call(
    {
      name: 'DeleteFolder',
      repeatable: true,
      write: (into) => into.text(`<m:FolderIds>${named}</m:FolderIds>`),
    },
    signal,
  );
  return readAnswers(response, ids.length, () => true);
}
