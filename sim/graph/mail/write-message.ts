/** POST and PATCH of messages. Whatever is made here is a draft, unless its first message flags say otherwise. */
import type { Message } from '@microsoft/microsoft-graph-types';
import type { Folder } from '../../exchange/folder.ts';
import type { ItemState } from '../../exchange/item.ts';
import { ItemView } from '../../exchange/item-view.ts';
import { readHead } from '../../exchange/mime/head.ts';
import { stateOfHeaders } from '../../exchange/mime/header-state.ts';
import { NOTHING, recomposed, refuseMime, takenApart } from '../../exchange/new-content.ts';
import { type Call, folderNamed, jsonBody, parameter, refuseStale, refuseTooLarge } from '../call.ts';
import { readItemId } from '../ids.ts';
import { contextOf } from '../odata/page.ts';
import { readQuery } from '../odata/query.ts';
import { shownBy } from '../odata/shown.ts';
import { badRequest } from '../refusal.ts';
import type { Reply } from '../request.ts';
import {
  MESSAGE_RULES,
  readAttachments,
  readBody,
  readHeaders,
  refuseFrozen,
  withMessageBody,
} from './message-body.ts';
import { etagOf, shownMessage } from './show-message.ts';

/** Into Drafts: JSON, or MIME as base64. */
export function createMessage(call: Call): Reply {
  const drafts = call.mailbox.distinguished('drafts');
  const { body } = call.request;
  if (body.is === 'bytes' && /^text\/plain\b/i.test(body.type)) return createdOfMime(call, drafts, body.bytes);
  return createdOfJson(call, drafts);
}

/** Into a folder: JSON only. */
export function createInFolder(call: Call): Reply {
  return createdOfJson(call, folderNamed(call.mailbox, parameter(call, 0)));
}

function createdOfMime(call: Call, folder: Folder, body: Buffer): Reply {
  const mime = mimeOf(body.toString('latin1'));
  refuseMime(mime, 'convert');
  const now = call.world.clock.now();
  const state = { ...emptyState(now), ...stateOfHeaders(readHead(mime).headers) };
  return created(call, folder, mime, state);
}

function mimeOf(text: string): Buffer {
  const tight = text.replace(/\s+/g, '');
  const isBase64 = tight.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(tight);
  if (!isBase64) {
    throw badRequest('Invalid base64 string for MIME content.', 'ErrorMimeContentInvalidBase64String');
  }
  if (tight === '') throw badRequest('The MIME content is empty.', 'ErrorMimeContentInvalid');
  return Buffer.from(tight, 'base64');
}

function createdOfJson(call: Call, folder: Folder): Reply {
  const body: Message = jsonBody(call, 'message', MESSAGE_RULES);
  const mime = recomposed({
    ...NOTHING,
    headers: readHeaders(body),
    body: body.body == null ? NOTHING.body : readBody(body.body),
    attachments: readAttachments(body),
  });
  const state = withMessageBody(emptyState(call.world.clock.now()), body, true, call);
  return created(call, folder, mime, state);
}

function created(call: Call, folder: Folder, mime: Uint8Array, state: ItemState): Reply {
  refuseTooLarge(call, mime.length);
  const entry = call.mailbox.addItem(folder, mime, state);
  call.world.counters.itemsCreated += 1;
  return { status: 201, ...answer(call, new ItemView(call.mailbox, entry)) };
}

function answer(call: Call, view: ItemView): Pick<Reply, 'headers' | 'body'> {
  const shown = shownMessage(view, shownBy(call, readQuery(call.request)));
  return {
    headers: { ETag: etagOf(view.entry.changed) },
    body: { '@odata.context': contextOf(call.request), ...shown },
  };
}

/** A new draft of which nothing is known yet. */
export function emptyState(now: number): ItemState {
  return {
    own: { is: 'Message' },
    reminder: null,
    itemClass: 'IPM.Note',
    isRead: true,
    isDraft: true,
    readReceipt: false,
    deliveryReceipt: false,
    sensitivity: 'Normal',
    importance: 'Normal',
    categories: [],
    flag: { status: 'NotFlagged', start: null, due: null, complete: null },
    received: now,
    sent: now,
    created: now,
    modified: now,
    extended: {},
    overrides: {},
  };
}

export function changeMessage(call: Call): Reply {
  const { mailbox } = call;
  const { entry } = readItemId(mailbox, parameter(call, 0));
  refuseStale(call, etagOf(entry.changed));
  const body: Message = jsonBody(call, 'message', MESSAGE_RULES);
  const before = mailbox.stateOf(entry);
  refuseFrozen(body, before);
  if (body.attachments !== undefined) throw badRequest('Attachments are changed at their own address.');
  const after = { ...withMessageBody(before, body, false, call), modified: call.world.clock.now() };
  if (tellsSender(before, after)) call.world.counters.sentMail += 1;
  if (body.body == null) {
    const isRead = Object.keys(body).every((name) => name === 'isRead');
    mailbox.changeItem(entry, after, !isRead);
  } else {
    const view = new ItemView(mailbox, entry);
    const mime = recomposed({ ...takenApart(view.mime), body: readBody(body.body) });
    refuseTooLarge(call, mime.length - view.mime.length);
    mailbox.changeMime(entry, mime, after);
  }
  return { status: 200, ...answer(call, new ItemView(mailbox, entry)) };
}

/** Marking read is opening: who asked for a receipt gets one. Graph has no switch against it. */
function tellsSender(before: ItemState, after: ItemState): boolean {
  return !before.isDraft && !before.isRead && after.isRead && before.readReceipt && after.readReceipt;
}
