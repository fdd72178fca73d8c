/** One full request of each kind that the simulator serves, written by hand from the schema, for tests to send and to break. */
import { NAMED } from './rig.ts';

const PROPERTY = `<t:ExtendedProperty>${NAMED}<t:Value>1</t:Value></t:ExtendedProperty>`;
const FLAGS = '<t:ExtendedFieldURI PropertyTag="0x0E07" PropertyType="Integer"/>';
const PATHS = `<t:AdditionalProperties><t:FieldURI FieldURI="item:Subject"/><t:IndexedFieldURI FieldURI="item:InternetMessageHeader" FieldIndex="X-A"/>${NAMED}${FLAGS}</t:AdditionalProperties>`;
const ITEM_SHAPE = `<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:BodyType>Text</t:BodyType>${PATHS}</m:ItemShape>`;
const FOLDER_SHAPE = `<m:FolderShape><t:BaseShape>Default</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="folder:DisplayName"/></t:AdditionalProperties></m:FolderShape>`;
const INBOX = '<t:DistinguishedFolderId Id="inbox"/>';
const INBOX_OF =
  '<t:DistinguishedFolderId Id="inbox"><t:Mailbox><t:Name>A</t:Name><t:EmailAddress>a@example.com</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType></t:Mailbox></t:DistinguishedFolderId>';
const ITEM = '<t:ItemId Id="ITEM" ChangeKey="CK"/>';
const ATTACHMENT =
  '<t:FileAttachment><t:Name>a.txt</t:Name><t:ContentType>text/plain</t:ContentType><t:ContentId>c</t:ContentId><t:IsInline>false</t:IsInline><t:Content>YQ==</t:Content></t:FileAttachment>';
const MAILBOX = '<t:Mailbox><t:Name>A</t:Name><t:EmailAddress>a@example.com</t:EmailAddress></t:Mailbox>';

const MESSAGE =
  '<t:Message><t:MimeContent CharacterSet="UTF-8">YQ==</t:MimeContent><t:ItemClass>IPM.Note</t:ItemClass><t:Subject>s</t:Subject>' +
  '<t:Sensitivity>Private</t:Sensitivity><t:Body BodyType="HTML">b</t:Body>' +
  `<t:Attachments>${ATTACHMENT}</t:Attachments><t:DateTimeReceived>2019-03-04T05:06:07Z</t:DateTimeReceived><t:Size>1</t:Size>` +
  '<t:Categories><t:String>c</t:String></t:Categories><t:Importance>High</t:Importance><t:InReplyTo>i</t:InReplyTo>' +
  `<t:IsDraft>false</t:IsDraft><t:DateTimeSent>2019-03-04T05:06:07Z</t:DateTimeSent>${PROPERTY}${PROPERTY}` +
  '<t:Flag><t:FlagStatus>Flagged</t:FlagStatus><t:StartDate>2019-03-04T05:06:07Z</t:StartDate><t:DueDate>2019-03-05T05:06:07Z</t:DueDate></t:Flag>' +
  `<t:Sender>${MAILBOX}</t:Sender><t:ToRecipients>${MAILBOX}${MAILBOX}</t:ToRecipients><t:IsReadReceiptRequested>0</t:IsReadReceiptRequested>` +
  `<t:From>${MAILBOX}</t:From><t:InternetMessageId>m</t:InternetMessageId><t:IsRead>true</t:IsRead><t:References>r</t:References><t:ReplyTo>${MAILBOX}</t:ReplyTo></t:Message>`;

const ATTENDEES = `<t:Attendee>${MAILBOX}<t:ResponseType>Accept</t:ResponseType><t:LastResponseTime>2019-03-04T05:06:07Z</t:LastResponseTime></t:Attendee>`;
const WEEKLY =
  '<t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Monday Friday</t:DaysOfWeek><t:FirstDayOfWeek>Monday</t:FirstDayOfWeek></t:WeeklyRecurrence>';
const EVENT =
  '<t:CalendarItem><t:Subject>s</t:Subject><t:ReminderIsSet>true</t:ReminderIsSet><t:ReminderMinutesBeforeStart>10</t:ReminderMinutesBeforeStart>' +
  `${PROPERTY}<t:UID>u</t:UID><t:Start>2019-03-04T05:06:07</t:Start><t:End>2019-03-04T06:06:07Z</t:End><t:IsAllDayEvent>false</t:IsAllDayEvent>` +
  '<t:LegacyFreeBusyStatus>Busy</t:LegacyFreeBusyStatus><t:Location>l</t:Location><t:When>w</t:When><t:IsResponseRequested>1</t:IsResponseRequested>' +
  `<t:RequiredAttendees>${ATTENDEES}</t:RequiredAttendees><t:OptionalAttendees>${ATTENDEES}</t:OptionalAttendees><t:Resources>${ATTENDEES}</t:Resources>` +
  `<t:Recurrence>${WEEKLY}<t:EndDateRecurrence><t:StartDate>2019-03-04</t:StartDate><t:EndDate>2019-06-29Z</t:EndDate></t:EndDateRecurrence></t:Recurrence>` +
  '<t:StartTimeZone Id="Central Standard Time"/><t:EndTimeZone Id="Central Standard Time" Name="n"/><t:ConferenceType>0</t:ConferenceType>' +
  '<t:AllowNewTimeProposal>true</t:AllowNewTimeProposal></t:CalendarItem>';
const TASK =
  '<t:Task><t:ReminderDueBy>2019-03-04T05:06:07Z</t:ReminderDueBy><t:ActualWork>1</t:ActualWork><t:BillingInformation>b</t:BillingInformation>' +
  '<t:Companies><t:String>c</t:String></t:Companies><t:DueDate>2019-03-04T00:00:00Z</t:DueDate><t:Mileage>m</t:Mileage><t:PercentComplete>50.5</t:PercentComplete>' +
  '<t:Recurrence><t:DailyRegeneration><t:Interval>1</t:Interval></t:DailyRegeneration><t:NumberedRecurrence><t:StartDate>2019-03-04</t:StartDate><t:NumberOfOccurrences>3</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>' +
  '<t:StartDate>2019-03-04T00:00:00Z</t:StartDate><t:Status>InProgress</t:Status><t:TotalWork>2</t:TotalWork></t:Task>';
const CONTACT =
  '<t:Contact><t:Body BodyType="Text">n</t:Body><t:FileAs>f</t:FileAs><t:FileAsMapping>LastCommaFirst</t:FileAsMapping><t:DisplayName>d</t:DisplayName>' +
  '<t:GivenName>g</t:GivenName><t:Initials>i</t:Initials><t:MiddleName>m</t:MiddleName><t:Nickname>n</t:Nickname><t:CompanyName>c</t:CompanyName>' +
  '<t:EmailAddresses><t:Entry Key="EmailAddress1" Name="n" RoutingType="SMTP" MailboxType="OneOff">a@example.com</t:Entry></t:EmailAddresses>' +
  '<t:PhysicalAddresses><t:Entry Key="Home"><t:Street>s</t:Street><t:City>c</t:City><t:State>s</t:State><t:CountryOrRegion>c</t:CountryOrRegion><t:PostalCode>p</t:PostalCode></t:Entry></t:PhysicalAddresses>' +
  '<t:PhoneNumbers><t:Entry Key="Pager">1</t:Entry></t:PhoneNumbers><t:AssistantName>a</t:AssistantName><t:Birthday>1980-02-29T11:59:00Z</t:Birthday>' +
  '<t:BusinessHomePage>https://example.com/</t:BusinessHomePage><t:Children><t:String>c</t:String></t:Children><t:Companies><t:String>c</t:String></t:Companies>' +
  '<t:Department>d</t:Department><t:Generation>g</t:Generation><t:ImAddresses><t:Entry Key="ImAddress1">i</t:Entry></t:ImAddresses><t:JobTitle>j</t:JobTitle>' +
  '<t:Manager>m</t:Manager><t:Mileage>m</t:Mileage><t:OfficeLocation>o</t:OfficeLocation><t:PostalAddressIndex>Home</t:PostalAddressIndex>' +
  '<t:Profession>p</t:Profession><t:SpouseName>s</t:SpouseName><t:Surname>s</t:Surname><t:WeddingAnniversary>2005-06-07T11:59:00Z</t:WeddingAnniversary></t:Contact>';
const LIST =
  '<t:DistributionList><t:DisplayName>d</t:DisplayName><t:FileAs>f</t:FileAs><t:Members><t:Member Key="k"><t:Mailbox><t:Name>n</t:Name>' +
  '<t:EmailAddress>a@example.com</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType><t:MailboxType>Contact</t:MailboxType><t:ItemId Id="ITEM"/></t:Mailbox>' +
  '<t:Status>Normal</t:Status></t:Member></t:Members></t:DistributionList>';
const OCCURRENCE = '<t:OccurrenceItemId RecurringMasterId="MASTER" ChangeKey="CK" InstanceIndex="3"/>';
const MASTER = '<t:RecurringMasterItemId OccurrenceId="OCCURRENCE" ChangeKey="CK"/>';

const EQUALS = (operator: string): string =>
  `<t:${operator}>${NAMED}<t:FieldURIOrConstant><t:Constant Value="1"/></t:FieldURIOrConstant></t:${operator}>`;

/** Bodies of envelopes. */
export const REQUESTS: Readonly<Record<string, string>> = {
  GetFolder: `<m:GetFolder>${FOLDER_SHAPE}<m:FolderIds>${INBOX}<t:FolderId Id="F" ChangeKey="CK"/>${INBOX_OF}</m:FolderIds></m:GetFolder>`,
  FindFolder: `<m:FindFolder Traversal="Deep">${FOLDER_SHAPE}<m:IndexedPageFolderView MaxEntriesReturned="10" Offset="0" BasePoint="Beginning"/><m:Restriction><t:Exists>${NAMED}</t:Exists></m:Restriction><m:ParentFolderIds>${INBOX}</m:ParentFolderIds></m:FindFolder>`,
  CreateFolder: `<m:CreateFolder><m:ParentFolderId>${INBOX}</m:ParentFolderId><m:Folders><t:Folder><t:FolderClass>IPF.Note</t:FolderClass><t:DisplayName>n</t:DisplayName>${PROPERTY}</t:Folder><t:CalendarFolder><t:DisplayName>c</t:DisplayName></t:CalendarFolder></m:Folders></m:CreateFolder>`,
  CreateFolderPath: `<m:CreateFolderPath><m:ParentFolderId>${INBOX}</m:ParentFolderId><m:RelativeFolderPath><t:Folder><t:DisplayName>n</t:DisplayName></t:Folder></m:RelativeFolderPath></m:CreateFolderPath>`,
  UpdateFolder: `<m:UpdateFolder><m:FolderChanges><t:FolderChange><t:FolderId Id="F"/><t:Updates><t:SetFolderField><t:FieldURI FieldURI="folder:DisplayName"/><t:Folder><t:DisplayName>n</t:DisplayName></t:Folder></t:SetFolderField><t:DeleteFolderField>${NAMED}</t:DeleteFolderField></t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>`,
  DeleteFolder: `<m:DeleteFolder DeleteType="HardDelete"><m:FolderIds>${INBOX}</m:FolderIds></m:DeleteFolder>`,
  SyncFolderHierarchy: `<m:SyncFolderHierarchy>${FOLDER_SHAPE}<m:SyncFolderId>${INBOX}</m:SyncFolderId><m:SyncState>H4sI</m:SyncState></m:SyncFolderHierarchy>`,
  CreateItem: `<m:CreateItem MessageDisposition="SaveOnly" SendMeetingInvitations="SendToNone"><m:SavedItemFolderId>${INBOX}</m:SavedItemFolderId><m:Items>${MESSAGE}${MESSAGE}${EVENT}${TASK}${CONTACT}${LIST}</m:Items></m:CreateItem>`,
  GetItem: `<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent>${PATHS}</m:ItemShape><m:ItemIds>${ITEM}${ITEM}${OCCURRENCE}${MASTER}</m:ItemIds></m:GetItem>`,
  FindItem: `<m:FindItem Traversal="Shallow">${ITEM_SHAPE}<m:IndexedPageItemView MaxEntriesReturned="10" Offset="0" BasePoint="End"/><m:Restriction><t:Or>${EQUALS('IsEqualTo')}<t:And>${EQUALS('IsNotEqualTo')}<t:Exists>${NAMED}</t:Exists></t:And></t:Or></m:Restriction><m:SortOrder><t:FieldOrder Order="Ascending"><t:FieldURI FieldURI="item:DateTimeReceived"/></t:FieldOrder></m:SortOrder><m:ParentFolderIds>${INBOX}</m:ParentFolderIds></m:FindItem>`,
  SyncFolderItems: `<m:SyncFolderItems>${ITEM_SHAPE}<m:SyncFolderId>${INBOX}</m:SyncFolderId><m:SyncState>H4sI</m:SyncState><m:Ignore>${ITEM}</m:Ignore><m:MaxChangesReturned>512</m:MaxChangesReturned><m:SyncScope>NormalItems</m:SyncScope></m:SyncFolderItems>`,
  UpdateItem: `<m:UpdateItem MessageDisposition="SaveOnly" ConflictResolution="AlwaysOverwrite" SendMeetingInvitationsOrCancellations="SendToNone" SuppressReadReceipts="true"><m:ItemChanges><t:ItemChange>${ITEM}<t:Updates><t:SetItemField><t:FieldURI FieldURI="message:IsRead"/><t:Message><t:IsRead>1</t:IsRead></t:Message></t:SetItemField><t:DeleteItemField>${FLAGS}</t:DeleteItemField></t:Updates></t:ItemChange><t:ItemChange>${OCCURRENCE}<t:Updates><t:SetItemField><t:FieldURI FieldURI="calendar:Start"/><t:CalendarItem><t:Start>2019-03-04T05:06:07Z</t:Start></t:CalendarItem></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`,
  DeleteItem: `<m:DeleteItem DeleteType="SoftDelete" SendMeetingCancellations="SendToNone" AffectedTaskOccurrences="AllOccurrences" SuppressReadReceipts="1"><m:ItemIds>${ITEM}${OCCURRENCE}</m:ItemIds></m:DeleteItem>`,
  MoveItem: `<m:MoveItem><m:ToFolderId>${INBOX}</m:ToFolderId><m:ItemIds>${ITEM}</m:ItemIds><m:ReturnNewItemIds>true</m:ReturnNewItemIds></m:MoveItem>`,
  CreateAttachment: `<m:CreateAttachment><m:ParentItemId Id="ITEM" ChangeKey="CK"/><m:Attachments>${ATTACHMENT}</m:Attachments></m:CreateAttachment>`,
  DeleteAttachment: `<m:DeleteAttachment><m:AttachmentIds><t:AttachmentId Id="A"/></m:AttachmentIds></m:DeleteAttachment>`,
  GetAttachment: `<m:GetAttachment><m:AttachmentShape><t:IncludeMimeContent>true</t:IncludeMimeContent></m:AttachmentShape><m:AttachmentIds><t:AttachmentId Id="A"/></m:AttachmentIds></m:GetAttachment>`,
  ConvertId: `<m:ConvertId DestinationFormat="EwsId"><m:SourceIds><t:AlternateId Format="HexEntryId" Id="00" Mailbox="a@example.com"/></m:SourceIds></m:ConvertId>`,
};
