/** A POST to an import URL: the session's secret in the address stands for the sign-in. */
import { writeChangeKey } from '../../exchange/ids.ts';
import { BASE64, checkedBody, choice, type Rules, TEXT } from '../body/rule.ts';
import type { Call } from '../call.ts';
import { folderNamed, refuseTooLarge, wantsImmutableIds } from '../call.ts';
import { itemId, readItemId } from '../ids.ts';
import { badRequest, GraphRefusal } from '../refusal.ts';
import type { Reply } from '../request.ts';
import { itemOfStream } from './item-of-stream.ts';
import { StreamRefusal } from './refuse-stream.ts';
import { readStream, type StreamMessage } from './stream-message.ts';

const RULES: Rules = { FolderId: TEXT, Mode: choice('create update'), Data: BASE64, ItemId: TEXT, ChangeKey: TEXT };

export function importItem(call: Call): Reply {
  const { body } = call.request;
  if (body.is !== 'json') throw badRequest('JSON content expected.');
  const asked = checkedBody(body.value, 'importMailboxItemRequest', RULES);
  const { FolderId, Mode, Data, ItemId, ChangeKey } = asked;
  if (typeof FolderId !== 'string' || typeof Mode !== 'string' || typeof Data !== 'string' || Data === '') {
    throw badRequest('FolderId, Mode and Data are required.', 'ErrorInvalidRequest');
  }
  const isUpdate = Mode === 'update';
  if (isUpdate !== (ItemId != null) || isUpdate !== (ChangeKey != null)) {
    throw badRequest('ItemId and ChangeKey belong to the mode update, and to it alone.', 'ErrorInvalidRequest');
  }
  const folder = folderNamed(call.mailbox, FolderId);
  const { mime, state } = imported(Data, call);
  refuseTooLarge(call, mime.length);
  call.world.counters.itemsImported += 1;
  const { mailbox } = call;
  if (!isUpdate) return answer(call, mailbox.addItem(folder, mime, state).id);
  const { entry } = readItemId(mailbox, String(ItemId));
  if (entry.folder !== folder.id || writeChangeKey(entry.changed) !== ChangeKey) {
    throw new GraphRefusal(404, 'ErrorItemNotFound', 'No item in the folder has that id and change key.');
  }
  mailbox.changeMime(entry, mime, { ...state, created: mailbox.stateOf(entry).created });
  return answer(call, entry.id);
}

function answer(call: Call, item: number): Reply {
  const entry = call.mailbox.item(item);
  return {
    status: 200,
    body: {
      '@odata.context': `${call.request.origin}/api/gv1.0/$metadata#microsoft.graph.importMailboxItemResponse`,
      itemId: itemId(call.mailbox, entry, wantsImmutableIds(call)),
      changeKey: writeChangeKey(entry.changed),
    },
  };
}

function imported(data: string, { world }: Call): ReturnType<typeof itemOfStream> {
  try {
    const message: StreamMessage = readStream(Buffer.from(data, 'base64'));
    return itemOfStream(message, Math.floor(world.clock.now() / 1000) * 1000);
  } catch (error) {
    if (!(error instanceof StreamRefusal)) throw error;
    world.counters.malformed += 1;
    throw badRequest(`The item data is corrupt: ${error.message}.`, 'ErrorCorruptData');
  }
}
