/** One request from its text to the text of its answer. HTTP stays outside. */
import type { Clock } from '../../src/base/clock.ts';
import { PLACE_OF_ZONE } from './calendar/windows-zones.ts';
import type { Call } from './call.ts';
import { mayActFor } from './call.ts';
import type { MutableCounters } from './counters.ts';
import { ItemRefusal, innerRefusal, RequestFault } from './errors.ts';
import type { FaultThen } from './fault.ts';
import type { Mailbox } from './mailbox.ts';
import type { Mailboxes } from './mailboxes.ts';
import { createAttachment, deleteAttachment, getAttachment } from './operations/attachments.ts';
import { deleteFolder, updateFolder } from './operations/change-folder.ts';
import { convertId } from './operations/convert-id.ts';
import { createFolder, createFolderPath } from './operations/create-folder.ts';
import { createItem } from './operations/create-item.ts';
import { deleteItem } from './operations/delete-item.ts';
import { findFolder } from './operations/find-folder.ts';
import { findItem } from './operations/find-item.ts';
import { getFolder } from './operations/get-folder.ts';
import { getItem } from './operations/get-item.ts';
import { moveItem } from './operations/move-item.ts';
import { syncFolderHierarchy } from './operations/sync-folder-hierarchy.ts';
import { syncFolderItems } from './operations/sync-folder-items.ts';
import { updateItem } from './operations/update-item.ts';
import type { AccountOptions, Settings } from './options.ts';
import type { OperationName } from './schema/messages.ts';
import { answerEnvelope, readRequest, responseElement, type SoapRequest } from './soap.ts';
import type { XmlElement } from './xml-read.ts';

export interface Organisation {
  readonly mailboxes: Mailboxes;
  readonly settings: Settings;
  readonly counters: MutableCounters;
  readonly clock: Clock;
}

export interface Asked {
  readonly account: AccountOptions;
  readonly anchor: string | null;
  readonly soap: SoapRequest;
  readonly mailbox: Mailbox;
}

/** Reads a request and finds out whom it is for. Throws `RequestFault`. */
export function understand(
  text: string,
  account: AccountOptions,
  anchor: string | null,
  { mailboxes, settings }: Organisation,
): Asked {
  const soap = readRequest(text);
  checkVersion(soap.version, settings);
  checkZone(soap.zone);
  return { account, anchor, soap, mailbox: actingMailbox(soap, account, anchor, mailboxes, settings) };
}

/** Does the work and gives the answer. Throws `RequestFault`. */
export function work(asked: Asked, organisation: Organisation, fault: FaultThen | null): string {
  const operation = WORK[asked.soap.operation];
  const { account, mailbox } = asked;
  const call: Call = { ...organisation, account, mailbox, zone: asked.soap.zone, ...struckParts(fault) };
  return answerEnvelope(responseElement(asked.soap.operation, operation(asked.soap.element, call)));
}

/** What a script does to single places of a batch. */
function struckParts(fault: FaultThen | null): Pick<Call, 'stopsAfter' | 'refusals'> {
  const stopsAfter = fault?.is === 'stop-batch' ? fault.after : Infinity;
  if (fault?.is !== 'item') return { stopsAfter, refusals: new Map() };
  const text = `The script says ${fault.code}.`;
  const refusal = fault.inner === true ? innerRefusal(fault.code, text) : new ItemRefusal(fault.code, text);
  return { stopsAfter, refusals: new Map([[fault.at, refusal]]) };
}

const WORK: Readonly<Record<OperationName, (request: XmlElement, call: Call) => string>> = {
  ConvertId: convertId,
  CreateAttachment: createAttachment,
  CreateFolder: createFolder,
  CreateFolderPath: createFolderPath,
  CreateItem: createItem,
  DeleteAttachment: deleteAttachment,
  DeleteFolder: deleteFolder,
  DeleteItem: deleteItem,
  FindFolder: findFolder,
  FindItem: findItem,
  GetAttachment: getAttachment,
  GetFolder: getFolder,
  GetItem: getItem,
  MoveItem: moveItem,
  SyncFolderHierarchy: syncFolderHierarchy,
  SyncFolderItems: syncFolderItems,
  UpdateFolder: updateFolder,
  UpdateItem: updateItem,
};

const VERSIONS = [
  'Exchange2007',
  'Exchange2007_SP1',
  'Exchange2010',
  'Exchange2010_SP1',
  'Exchange2010_SP2',
  'Exchange2013',
  'Exchange2013_SP1',
  'Exchange2015',
  'Exchange2016',
];

function checkVersion(version: string | null, settings: Settings): void {
  if (version === null) return;
  const place = VERSIONS.indexOf(version);
  if (place < 0 || place > VERSIONS.indexOf(settings.newestVersion)) {
    throw new RequestFault('ErrorInvalidServerVersion', 'The specified server version is invalid.');
  }
}

function checkZone(zone: string | null): void {
  if (zone !== null && !PLACE_OF_ZONE.has(zone)) {
    throw new RequestFault('ErrorTimeZone', `The time zone "${zone}" of TimeZoneContext is not known.`);
  }
}

function actingMailbox(
  soap: SoapRequest,
  account: AccountOptions,
  anchor: string | null,
  mailboxes: Mailboxes,
  settings: Settings,
): Mailbox {
  const address = soap.impersonates ?? account.user;
  const mailbox = mailboxes.find(address);
  if (soap.impersonates !== null) {
    if (settings.requiresAnchor && anchor?.toLowerCase() !== address.toLowerCase()) {
      throw new RequestFault('ErrorInvalidRequest', 'Impersonation needs X-AnchorMailbox with the same address.');
    }
    if (!mayActFor(account, address)) {
      const text = 'The account does not have permission to impersonate the requested user.';
      throw new RequestFault('ErrorImpersonateUserDenied', text);
    }
  }
  if (mailbox === null) {
    throw new RequestFault('ErrorNonExistentMailbox', 'The SMTP address has no mailbox associated with it.');
  }
  return mailbox;
}
