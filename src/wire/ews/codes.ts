/**
 * What the response codes mean for whoever sent the request.
 * https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode
 */

/**
 * done: it happened. busy: nothing was done, wait and send the same again. transient: something behind the server is away
 * for a moment. smaller: the same in smaller requests. stopped: this item was not attempted. item: this item never.
 * missing: the item is not there. folder: the folder is not there. full: no room. mailbox: no usable mailbox. denied: the
 * account may not act for it. stale: the change key is not the newest. request: what was sent is wrong.
 */
export type CodeMeaning =
  | 'done'
  | 'busy'
  | 'transient'
  | 'smaller'
  | 'stopped'
  | 'item'
  | 'missing'
  | 'folder'
  | 'full'
  | 'mailbox'
  | 'denied'
  | 'stale'
  | 'request'
  | 'unknown';

const MEANINGS: Readonly<Record<Exclude<CodeMeaning, 'unknown'>, readonly string[]>> = {
  done: ['NoError'],
  busy: ['ErrorServerBusy', 'ErrorExceededConnectionCount'],
  transient: [
    'ErrorInternalServerTransientError',
    'ErrorMailboxStoreUnavailable',
    'ErrorMailboxMoveInProgress',
    'ErrorMailboxFailover',
    'ErrorInsufficientResources',
    'ErrorConnectionFailed',
    'ErrorConnectionFailedTransientError',
    'ErrorADUnavailable',
    'ErrorADSessionFilter',
    'ErrorADOperation',
    'ErrorTooManyObjectsOpened',
    'ErrorInternalServerError',
    'ErrorProxyCallFailed',
    'ErrorNoRespondingCASInDestinationSite',
  ],
  smaller: ['ErrorTimeoutExpired', 'ErrorRequestStreamTooBig', 'ErrorResponseSizeExceeded'],
  stopped: ['ErrorBatchProcessingStopped'],
  item: [
    'ErrorMessageSizeExceeded',
    'ErrorMimeContentInvalid',
    'ErrorMimeContentInvalidBase64String',
    'ErrorMimeContentConversionFailed',
    'ErrorContentConversionFailed',
    'ErrorCorruptData',
    'ErrorDataSizeLimitExceeded',
    'ErrorAttachmentNestLevelLimitExceeded',
    'ErrorAttachmentSizeLimitExceeded',
    'ErrorInvalidPropertySet',
    'ErrorInvalidPropertyRequest',
    'ErrorItemSave',
    'ErrorItemSavePropertyError',
    'ErrorUnsupportedMimeConversion',
    'ErrorCalendarDurationIsTooLong',
    'ErrorRecurrenceHasNoOccurrence',
  ],
  missing: ['ErrorItemNotFound'],
  folder: [
    'ErrorFolderNotFound',
    'ErrorParentFolderNotFound',
    'ErrorToFolderNotFound',
    'ErrorFolderCorrupt',
    'ErrorInvalidFolderId',
    'ErrorCreateItemAccessDenied',
    'ErrorSyncFolderNotFound',
  ],
  full: ['ErrorQuotaExceeded', 'ErrorMessagePerFolderCountReceiveQuotaExceeded'],
  mailbox: [
    'ErrorNonExistentMailbox',
    'ErrorMailboxConfiguration',
    'ErrorMissingEmailAddress',
    'ErrorInvalidSmtpAddress',
    'ErrorAccountDisabled',
  ],
  denied: ['ErrorImpersonateUserDenied', 'ErrorImpersonationDenied', 'ErrorImpersonationFailed', 'ErrorAccessDenied'],
  stale: [
    'ErrorStaleObject',
    'ErrorIrresolvableConflict',
    'ErrorChangeKeyRequired',
    'ErrorChangeKeyRequiredForWriteOperations',
    'ErrorInvalidChangeKey',
  ],
  request: [
    'ErrorSchemaValidation',
    'ErrorInvalidRequest',
    'ErrorInvalidServerVersion',
    'ErrorIncorrectSchemaVersion',
    'ErrorInvalidSchemaVersionForMailboxVersion',
  ],
};

const BY_CODE: ReadonlyMap<string, CodeMeaning> = new Map(
  Object.entries(MEANINGS).flatMap(([meaning, codes]) =>
    // The keys of MEANINGS are meanings.
    codes.map((code): [string, CodeMeaning] => [code, meaning as CodeMeaning]),
  ),
);

/** Codes that nobody knows are `unknown`: newer servers add some. */
export function meaningOf(code: string): CodeMeaning {
  return BY_CODE.get(code) ?? 'unknown';
}
