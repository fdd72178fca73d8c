/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/createfolder-operation */
import { childOf } from '../xml.ts';
import { escapeXml } from '../xml-text.ts';
import { type Answer, readAnswers } from './answers.ts';
import { type EwsFolder, folderElement, readFolder } from './folders.ts';
import type { ExtendedField, FolderRef } from './names.ts';
import { extendedPropertyXml, folderRefXml } from './properties.ts';
import type { EwsSession } from './session.ts';

export interface CreateFolderRequest {
  readonly parent: FolderRef;
  readonly displayName: string;
  readonly folderClass: string;
  readonly extended: readonly { readonly field: ExtendedField; readonly value: string }[];
}

/**
 * Makes one folder. Siblings are unique without regard to case: a twin is refused with `ErrorFolderExists`. Throws
 * `OutcomeUnknown` when no answer came.
 */
export async function createFolder(
  session: EwsSession,
  request: CreateFolderRequest,
  signal: AbortSignal,
): Promise<Answer<EwsFolder>> {
  const extended = request.extended.map(({ field, value }) => extendedPropertyXml(field, value)).join('');
  const element = folderElement(request.folderClass);
  const response = await session.call(
    {
      name: 'CreateFolder',
      repeatable: false,
      write: (into) =>
        into.text(
          `<m:ParentFolderId>${folderRefXml(request.parent)}</m:ParentFolderId><m:Folders><t:${element}>` +
            `<t:FolderClass>${escapeXml(request.folderClass)}</t:FolderClass>` +
            `<t:DisplayName>${escapeXml(request.displayName)}</t:DisplayName>${extended}` +
            `</t:${element}></m:Folders>`,
        ),
    },
    signal,
  );
  const [answer] = readAnswers(response, 1, (message) => {
    const [element] = childOf(message, 'Folders')?.children ?? [];
    return element === undefined ? null : readFolder(element);
  });
  return answer ?? { is: 'refused', code: '', words: '', backOffMs: null };
}
