/** The operations that the simulator serves and the SOAP headers it knows, in the notation of `notation.ts`. */
import { CALENDAR_TYPES } from './calendar-types.ts';
import { type ComplexTypes, compileTypes } from './notation.ts';

export const MESSAGES_NAMESPACE = 'http://schemas.microsoft.com/exchange/services/2006/messages';

const NOTATION = `
GetFolder = FolderShape:FolderShape FolderIds:FolderIds
FindFolder = @Traversal:folderTraversal! FolderShape:FolderShape
  (IndexedPageFolderView:PageView | FractionalPageFolderView:FractionView)? Restriction:Restriction?
  ParentFolderIds:FolderIds
CreateFolder = ParentFolderId:TargetFolder Folders:Folders
CreateFolderPath = ParentFolderId:TargetFolder RelativeFolderPath:Folders
UpdateFolder = FolderChanges:FolderChanges
DeleteFolder = @DeleteType:disposal! FolderIds:FolderIds
SyncFolderHierarchy = FolderShape:FolderShape SyncFolderId:TargetFolder? SyncState:Text?
CreateItem = @MessageDisposition:disposition @SendMeetingInvitations:invitations SavedItemFolderId:TargetFolder?
  Items:NewItems
GetItem = ItemShape:ItemShape ItemIds:ItemIds
FindItem = @Traversal:itemTraversal! ItemShape:ItemShape
  (IndexedPageItemView:PageView | FractionalPageItemView:FractionView | SeekToConditionPageItemView:Unserved |
  CalendarView:CalendarView | ContactsView:Unserved)? (GroupBy:Unserved | DistinguishedGroupBy:Unserved)?
  Restriction:Restriction? SortOrder:FieldOrders? ParentFolderIds:FolderIds QueryString:Unserved?
SyncFolderItems = ItemShape:ItemShape SyncFolderId:TargetFolder SyncState:Text? Ignore:ItemIdList?
  MaxChangesReturned:SyncPage SyncScope:SyncScope?
SyncPage = ~syncPage
SyncScope = ~syncScope
UpdateItem = @ConflictResolution:conflict! @MessageDisposition:disposition
  @SendMeetingInvitationsOrCancellations:invitationsOnUpdate @SuppressReadReceipts:boolean
  SavedItemFolderId:TargetFolder? ItemChanges:ItemChanges
DeleteItem = @DeleteType:disposal! @SendMeetingCancellations:invitations @AffectedTaskOccurrences:occurrences
  @SuppressReadReceipts:boolean ItemIds:ItemIds
MoveItem = ToFolderId:TargetFolder ItemIds:ItemIds ReturnNewItemIds:Boolean?
CreateAttachment = ParentItemId:ItemId Attachments:Attachments
DeleteAttachment = AttachmentIds:AttachmentIds
GetAttachment = AttachmentShape:AttachmentShape? AttachmentIds:AttachmentIds
ConvertId = @DestinationFormat:idFormat! SourceIds:AlternateIds
`;

export const SCHEMA: ComplexTypes = compileTypes(MESSAGES_NAMESPACE, NOTATION, CALENDAR_TYPES);

/** The body element of each operation; its type has the same name. */
export const OPERATIONS = [
  'ConvertId',
  'CreateAttachment',
  'CreateFolder',
  'CreateFolderPath',
  'CreateItem',
  'DeleteAttachment',
  'DeleteFolder',
  'DeleteItem',
  'FindFolder',
  'FindItem',
  'GetAttachment',
  'GetFolder',
  'GetItem',
  'MoveItem',
  'SyncFolderHierarchy',
  'SyncFolderItems',
  'UpdateFolder',
  'UpdateItem',
] as const;
export type OperationName = (typeof OPERATIONS)[number];

/** SOAP headers and their types. */
export const HEADERS: ReadonlyMap<string, string> = new Map([
  ['RequestServerVersion', 'Version'],
  ['ExchangeImpersonation', 'Impersonation'],
  ['TimeZoneContext', 'TimeZoneContext'],
  ['MailboxCulture', 'Language'],
  ['DateTimePrecision', 'Precision'],
]);
