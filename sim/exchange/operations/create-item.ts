/** CreateItem: messages by MIME or by properties, items of other kinds by properties. */
import { withEvent } from '../calendar/event.ts';
import { meetingMails } from '../calendar/meeting-mail.ts';
import { type Call, type FoundFolder, folderInside, readingOf } from '../call.ts';
import { ItemRefusal, innerRefusal } from '../errors.ts';
import { writtenItem } from '../item-fields.ts';
import { ItemView } from '../item-view.ts';
import { kindNamed } from '../kinds/kinds.ts';
import { readNewItem } from '../new-item.ts';
import { answerBatch } from '../response-message.ts';
import { attributeOf, childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement } from '../xml-write.ts';

export function createItem(request: XmlElement, call: Call): string {
  const disposition = attributeOf(request, 'MessageDisposition');
  const folderElement = childOf(request, 'SavedItemFolderId');
  const parts = childOf(request, 'Items')?.children ?? [];
  const work = (element: XmlElement): string => {
    const kind = kindNamed(element.local);
    if (disposition === null && kind.name === 'Message') {
      throw new ItemRefusal('ErrorMessageDispositionRequired', 'The MessageDisposition is missing.');
    }
    const target = targetFolder(folderElement, kind.home, call);
    const { folderNeeded } = kind;
    if (folderNeeded !== null && !target.folder.state.folderClass.startsWith(folderNeeded.startsWith)) {
      throw new ItemRefusal(folderNeeded.refusal, `The folder does not take items of the kind ${kind.name}.`);
    }
    if (kind.name === 'Message' && disposition !== 'SaveOnly') call.counters.sentMail += 1;
    return xmlElement('m:Items', {}, created(element, request, target, call));
  };
  return answerBatch({ operation: 'CreateItem', parts, emptyPayload: '<m:Items/>', work }, call);
}

/** The folder of the request; without one, the home of the kind. */
function targetFolder(element: XmlElement | null, home: string, call: Call): FoundFolder {
  if (element === null) return { mailbox: call.mailbox, folder: call.mailbox.distinguished(home) };
  try {
    return folderInside(element, call);
  } catch (error) {
    if (!(error instanceof ItemRefusal) || error.code !== 'ErrorFolderNotFound') throw error;
    throw new ItemRefusal('ErrorSavedItemFolderNotFound', 'The folder for the saved item was not found.');
  }
}

function created(element: XmlElement, request: XmlElement, { mailbox, folder }: FoundFolder, call: Call): string {
  const { mime, state } = readNewItem(element, readingOf(call, mailbox));
  const limits = call.settings.mailboxes.get(mailbox.address.toLowerCase());
  if (mime.length > (limits?.messageBytesMax ?? Infinity)) {
    throw new ItemRefusal('ErrorMessageSizeExceeded', 'The message exceeds the maximum supported size.');
  }
  if (mailbox.usedBytes + mime.length > (limits?.quotaBytes ?? Infinity)) throw quotaRefusal(call);
  const mails = meetingMails('CreateItem', request, null, state);
  const entry = mailbox.addItem(folder, mime, mails > 0 ? withEvent(state, { wasSent: true }) : state);
  call.counters.sentMail += mails;
  call.counters.itemsCreated += 1;
  return writtenItem(new ItemView(mailbox, entry));
}

function quotaRefusal(call: Call): ItemRefusal {
  const text = 'The mailbox has reached its quota.';
  return call.settings.quotaRefusal === 'inner'
    ? innerRefusal('ErrorQuotaExceeded', text)
    : new ItemRefusal('ErrorQuotaExceeded', text);
}
