/**
 * What can be asked of the server at all. Whatever may touch a meeting says in its own start tag that nobody is told, and the
 * session writes that tag: no operation can leave it out.
 */

import type { BodyBuilder } from '../request-body.ts';
import type { SinkFor } from '../xml.ts';

/**
 * Attributes of everything that may write, change or remove a meeting: nothing is sent to anybody, neither invitations nor
 * updates, cancellations or receipts. They do no harm where an item is no meeting.
 */
const SILENT = {
  CreateItem: 'MessageDisposition="SaveOnly" SendMeetingInvitations="SendToNone"',
  UpdateItem:
    'ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly" ' +
    'SendMeetingInvitationsOrCancellations="SendToNone" SuppressReadReceipts="true"',
  DeleteItem:
    'DeleteType="HardDelete" SendMeetingCancellations="SendToNone" AffectedTaskOccurrences="AllOccurrences" ' +
    'SuppressReadReceipts="true"',
  // It has no other attribute, and the server tells nobody of what was in the folder.
  DeleteFolder: 'DeleteType="HardDelete"',
} as const;

/** Operations that could mail somebody, if they were not told otherwise. */
export type SilentName = keyof typeof SILENT;
/** Operations that mail nobody whatever they are told. `MoveItem` moves within the mailbox. */
export type PlainName =
  | 'CreateAttachment'
  | 'CreateFolder'
  | 'FindFolder'
  | 'FindItem'
  | 'GetAttachment'
  | 'GetFolder'
  | 'GetItem'
  | 'MoveItem'
  | 'SyncFolderHierarchy'
  | 'SyncFolderItems';

interface Asked {
  /** Writes what stands inside the operation's element. Called again for every try. */
  write(into: BodyBuilder): void;
  /** True when doing it twice is the same as doing it once. */
  readonly repeatable: boolean;
  readonly answerBytesMax?: number;
  /** Makes the sinks of one try; what an earlier try filled is void. */
  sinks?(): SinkFor;
}

/** `name` is the request's element without prefix; its answer is `<name>Response`. */
export type Operation =
  | (Asked & { readonly name: SilentName })
  | (Asked & { readonly name: PlainName; readonly attributes?: string });

/** The operation's element around what it writes. */
export function writeOperation(into: BodyBuilder, operation: Operation): void {
  into.text(`<m:${operation.name}${startOf(operation)}>`);
  operation.write(into);
  into.text(`</m:${operation.name}>`);
}

function startOf(operation: Operation): string {
  const attributes = isSilent(operation) ? SILENT[operation.name] : operation.attributes;
  return attributes === undefined ? '' : ` ${attributes}`;
}

function isSilent(operation: Operation): operation is Extract<Operation, { name: SilentName }> {
  return Object.hasOwn(SILENT, operation.name);
}
