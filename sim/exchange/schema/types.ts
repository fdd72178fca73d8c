/**
 * The part of the namespace "types" that the simulator serves, in the notation of `notation.ts`: order, occurrence and
 * attributes as Exchange enforces them. Kinds of items that are not served here are described by their name alone.
 */
import { type ComplexTypes, compileTypes } from './notation.ts';

export const TYPES_NAMESPACE = 'http://schemas.microsoft.com/exchange/services/2006/types';

const KINDS_OF_ITEM = `Item:Item | Message:Message | SharingMessage:Unserved | CalendarItem:CalendarItem | Contact:Contact |
  DistributionList:DistributionList | MeetingMessage:Unserved | MeetingRequest:Unserved | MeetingResponse:Unserved |
  MeetingCancellation:Unserved | Task:Task | PostItem:Unserved`;
const KINDS_OF_FOLDER =
  'Folder:Folder | CalendarFolder:CalendarFolder | ContactsFolder:CalendarFolder | SearchFolder:Folder | TasksFolder:Folder';
const PATHS = 'FieldURI:FieldURI | IndexedFieldURI:IndexedFieldURI | ExtendedFieldURI:ExtendedFieldURI';
const CONDITIONS = `Contains:Contains | Excludes:Excludes | Exists:Exists | IsEqualTo:Comparison | IsNotEqualTo:Comparison |
  IsGreaterThan:Comparison | IsGreaterThanOrEqualTo:Comparison | IsLessThan:Comparison |
  IsLessThanOrEqualTo:Comparison | And:Conditions | Not:Conditions | Or:Conditions`;

const NOTATION = `
Empty = ()
Text = ~string
NonEmptyText = ~nonEmptyString
Boolean = ~boolean
Int = ~int
DateTime = ~dateTime
Base64 = ~base64
Language = ~language
Unserved = ~unserved

FieldURI = @FieldURI:fieldUri!
IndexedFieldURI = @FieldURI:indexedFieldUri! @FieldIndex:string!
ExtendedFieldURI = @DistinguishedPropertySetId:propertySet @PropertySetId:guid @PropertyTag:propertyTag
  @PropertyName:string @PropertyId:int @PropertyType:mapiType!
Paths = (${PATHS})+
Values = Value:Text+
ExtendedProperty = ExtendedFieldURI:ExtendedFieldURI (Value:Text | Values:Values)

FolderId = @Id:string! @ChangeKey:string
ItemId = @Id:string! @ChangeKey:string
OccurrenceItemId = @RecurringMasterId:string! @ChangeKey:string @InstanceIndex:int!
EmailAddress = Name:Text? EmailAddress:NonEmptyText? RoutingType:NonEmptyText? MailboxType:MailboxKind? ItemId:ItemId?
  OriginalDisplayName:Text?
MailboxKind = ~mailboxKind
Recipient = Mailbox:EmailAddress
Recipients = Mailbox:EmailAddress*
DistinguishedFolderId = @Id:distinguishedFolder! @ChangeKey:string Mailbox:EmailAddress?
TargetFolder = (FolderId:FolderId | DistinguishedFolderId:DistinguishedFolderId)
FolderIds = (FolderId:FolderId | DistinguishedFolderId:DistinguishedFolderId)+
RecurringMasterItemId = @OccurrenceId:string! @ChangeKey:string
ItemIds = (ItemId:ItemId | OccurrenceItemId:OccurrenceItemId | RecurringMasterItemId:RecurringMasterItemId)+
ItemIdList = ItemId:ItemId*
AttachmentId = @Id:string! @RootItemId:string @RootItemChangeKey:string
AttachmentIds = AttachmentId:RequestedAttachmentId+
RequestedAttachmentId = @Id:string!
AlternateId = @Format:idFormat! @Id:string! @Mailbox:nonEmptyString! @IsArchive:boolean
AlternateIds = (AlternateId:AlternateId)+

Shape = ~shape
BodyAsked = ~bodyAsked
FolderShape = BaseShape:Shape AdditionalProperties:Paths?
ItemShape = BaseShape:Shape IncludeMimeContent:Boolean? BodyType:BodyAsked? UniqueBodyType:BodyAsked?
  NormalizedBodyType:BodyAsked? FilterHtmlContent:Boolean? ConvertHtmlCodePageToUTF8:Boolean?
  InlineImageUrlTemplate:Text? BlockExternalImages:Boolean? AddBlankTargetToLinks:Boolean? MaximumBodySize:Int?
  AdditionalProperties:Paths?
AttachmentShape = IncludeMimeContent:Boolean? BodyType:BodyAsked? FilterHtmlContent:Boolean? AdditionalProperties:Paths?
PageView = @MaxEntriesReturned:int @Offset:int! @BasePoint:basePoint!
FractionView = @MaxEntriesReturned:int @Numerator:int! @Denominator:int!
FieldOrder = @Order:direction! (${PATHS})+
FieldOrders = FieldOrder:FieldOrder+

Constant = @Value:string!
FieldOrConstant = (${PATHS} | Constant:Constant)
Comparison = (${PATHS})+ FieldURIOrConstant:FieldOrConstant
Exists = (${PATHS})+
Excludes = (${PATHS})+ Bitmask:Constant
Contains = @ContainmentMode:containment @ContainmentComparison:comparison (${PATHS})+ Constant:Constant
Conditions = (${CONDITIONS})+
Restriction = (${CONDITIONS})+

EffectiveRights = CreateAssociated:Boolean CreateContents:Boolean CreateHierarchy:Boolean Delete:Boolean Modify:Boolean
  Read:Boolean ViewPrivateItems:Boolean?
RetentionTag = @IsExplicit:boolean! ~guid
ManagedFolder = CanDelete:Boolean? CanRenameOrMove:Boolean? MustDisplayComment:Boolean? HasQuota:Boolean?
  IsManagedFoldersRoot:Boolean? ManagedFolderId:Text? Comment:Text? StorageQuota:Int? FolderSize:Int? HomePage:Text?
DistinguishedName = ~distinguishedFolder
Strings = String:Text*
AnyFolder = FolderId:FolderId? ParentFolderId:FolderId? FolderClass:Text? DisplayName:Text? TotalCount:Int?
  ChildFolderCount:Int? ExtendedProperty:ExtendedProperty* ManagedFolderInformation:ManagedFolder?
  EffectiveRights:EffectiveRights? DistinguishedFolderId:DistinguishedName? PolicyTag:RetentionTag?
  ArchiveTag:RetentionTag? ReplicaList:Strings?
Folder = ^AnyFolder PermissionSet:Unserved? UnreadCount:Int?
CalendarFolder = ^AnyFolder SharingEffectiveRights:Text? PermissionSet:Unserved?
Folders = (${KINDS_OF_FOLDER})+

MimeContent = @CharacterSet:string ~string
Sensitivity = ~sensitivity
Importance = ~importance
Body = @BodyType:bodyKind! @IsTruncated:boolean ~string
AnyAttachment = AttachmentId:AttachmentId? Name:Text? ContentType:Text? ContentId:Text? ContentLocation:Text?
  AttachmentOriginalUrl:Text? Size:Int? LastModifiedTime:DateTime? IsInline:Boolean?
FileAttachment = ^AnyAttachment IsContactPhoto:Boolean? Content:Base64?
ItemAttachment = ^AnyAttachment (${KINDS_OF_ITEM})?
Attachments = (ItemAttachment:ItemAttachment | FileAttachment:FileAttachment)+
InternetHeader = @HeaderName:string! ~string
InternetHeaders = InternetMessageHeader:InternetHeader+
FlagStatus = ~flagStatus
Flag = FlagStatus:FlagStatus StartDate:DateTime? DueDate:DateTime? CompleteDate:DateTime?
Minutes = ~minutes
Item = MimeContent:MimeContent? ItemId:ItemId? ParentFolderId:FolderId? ItemClass:Text? Subject:Text?
  Sensitivity:Sensitivity? Body:Body? Attachments:Attachments? DateTimeReceived:DateTime? Size:Int?
  Categories:Strings? Importance:Importance? InReplyTo:Text? IsSubmitted:Boolean? IsDraft:Boolean? IsFromMe:Boolean?
  IsResend:Boolean? IsUnmodified:Boolean? InternetMessageHeaders:InternetHeaders? DateTimeSent:DateTime?
  DateTimeCreated:DateTime? ResponseObjects:Unserved? ReminderDueBy:DateTime? ReminderIsSet:Boolean?
  ReminderNextTime:DateTime? ReminderMinutesBeforeStart:Minutes? DisplayCc:Text? DisplayTo:Text? DisplayBcc:Text?
  HasAttachments:Boolean? ExtendedProperty:ExtendedProperty* Culture:Language? EffectiveRights:EffectiveRights?
  LastModifiedName:Text? LastModifiedTime:DateTime? IsAssociated:Boolean? WebClientReadFormQueryString:Text?
  WebClientEditFormQueryString:Text? ConversationId:ItemId? UniqueBody:Body? Flag:Flag? StoreEntryId:Base64?
  InstanceKey:Base64? NormalizedBody:Body? EntityExtractionResult:Unserved? PolicyTag:RetentionTag?
  ArchiveTag:RetentionTag? RetentionDate:DateTime? Preview:Text?
Message = ^Item Sender:Recipient? ToRecipients:Recipients? CcRecipients:Recipients? BccRecipients:Recipients?
  IsReadReceiptRequested:Boolean? IsDeliveryReceiptRequested:Boolean? ConversationIndex:Base64? ConversationTopic:Text?
  From:Recipient? InternetMessageId:Text? IsRead:Boolean? IsResponseRequested:Boolean? References:Text?
  ReplyTo:Recipients? ReceivedBy:Recipient? ReceivedRepresenting:Recipient?
EmailEntry = @Key:emailKey! @Name:string @RoutingType:string @MailboxType:mailboxKind ~string
EmailEntries = Entry:EmailEntry+
PhoneEntry = @Key:phoneKey! ~string
PhoneEntries = Entry:PhoneEntry+
ImEntry = @Key:imKey! ~string
ImEntries = Entry:ImEntry+
PostalEntry = @Key:postalKey! Street:Text? City:Text? State:Text? CountryOrRegion:Text? PostalCode:Text?
PostalEntries = Entry:PostalEntry+
PostalIndex = ~postalIndex
FileAsMapping = ~fileAsMapping
ContactSource = ~contactSource
Uri = ~anyUri
CompleteName = Title:Text? FirstName:Text? MiddleName:Text? LastName:Text? Suffix:Text? Initials:Text? FullName:Text?
  Nickname:Text? YomiFirstName:Text? YomiLastName:Text?
Binaries = Base64Binary:Base64*
Contact = ^Item FileAs:Text? FileAsMapping:FileAsMapping? DisplayName:Text? GivenName:Text? Initials:Text?
  MiddleName:Text? Nickname:Text? CompleteName:CompleteName? CompanyName:Text? EmailAddresses:EmailEntries?
  PhysicalAddresses:PostalEntries? PhoneNumbers:PhoneEntries? AssistantName:Text? Birthday:DateTime?
  BusinessHomePage:Uri? Children:Strings? Companies:Strings? ContactSource:ContactSource? Department:Text?
  Generation:Text? ImAddresses:ImEntries? JobTitle:Text? Manager:Text? Mileage:Text? OfficeLocation:Text?
  PostalAddressIndex:PostalIndex? Profession:Text? SpouseName:Text? Surname:Text? WeddingAnniversary:DateTime?
  HasPicture:Boolean? PhoneticFullName:Text? PhoneticFirstName:Text? PhoneticLastName:Text? Alias:Text? Notes:Text?
  Photo:Base64? UserSMIMECertificate:Binaries? MSExchangeCertificate:Binaries? DirectoryId:Text?
  ManagerMailbox:Recipient? DirectReports:Recipients?
MemberStatus = ~memberStatus
Member = @Key:string Mailbox:EmailAddress? Status:MemberStatus?
Members = Member:Member*
DistributionList = ^Item DisplayName:Text? FileAs:Text? ContactSource:ContactSource? Members:Members?
NewItems = (${KINDS_OF_ITEM})+

SetItemField = (${PATHS})+ (${KINDS_OF_ITEM})
DeleteItemField = (${PATHS})+
ItemUpdates = (AppendToItemField:SetItemField | SetItemField:SetItemField | DeleteItemField:DeleteItemField)+
ItemChange = (ItemId:ItemId | OccurrenceItemId:OccurrenceItemId | RecurringMasterItemId:RecurringMasterItemId)
  Updates:ItemUpdates
ItemChanges = ItemChange:ItemChange+
SetFolderField = (${PATHS})+ (${KINDS_OF_FOLDER})
DeleteFolderField = (${PATHS})+
FolderUpdates = (AppendToFolderField:SetFolderField | SetFolderField:SetFolderField | DeleteFolderField:DeleteFolderField)+
FolderChange = (FolderId:FolderId | DistinguishedFolderId:DistinguishedFolderId) Updates:FolderUpdates
FolderChanges = FolderChange:FolderChange+

Version = @Version:version!
ConnectingSid = (PrincipalName:NonEmptyText | SID:NonEmptyText | PrimarySmtpAddress:NonEmptyText | SmtpAddress:NonEmptyText)
Impersonation = ConnectingSID:ConnectingSid
TimeZoneContext = TimeZoneDefinition:ZoneDefinition
Precision = ~precision
`;

export const TYPES: ComplexTypes = compileTypes(TYPES_NAMESPACE, NOTATION);
