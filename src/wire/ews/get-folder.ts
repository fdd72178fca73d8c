/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/getfolder-operation */
import { childOf } from '../xml.ts';
import { type Answer, readAnswers } from './answers.ts';
import { type EwsFolder, folderShapeXml, readFolder } from './folders.ts';
import type { ExtendedField, FolderRef } from './names.ts';
import { folderRefXml } from './properties.ts';
import type { EwsSession } from './session.ts';

export interface GetFolderRequest {
  readonly folders: readonly FolderRef[];
  readonly extended: readonly ExtendedField[];
}

/** One answer a folder, in the order asked. */
export async function getFolder(
  session: EwsSession,
  request: GetFolderRequest,
  signal: AbortSignal,
): Promise<readonly Answer<EwsFolder>[]> {
  const ids = request.folders.map(folderRefXml).join('');
  const response = await session.call(
    {
      name: 'GetFolder',
      repeatable: true,
      write: (into) => into.text(`${folderShapeXml(request.extended)}<m:FolderIds>${ids}</m:FolderIds>`),
    },
    signal,
  );
  return readAnswers(response, request.folders.length, (message) => {
    const [element] = childOf(message, 'Folders')?.children ?? [];
    return element === undefined ? null : readFolder(element);
  });
}
