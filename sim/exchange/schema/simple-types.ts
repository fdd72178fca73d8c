/** What the text of attributes and elements may be. A type is a test; enumerations are lists of words. */

export type SimpleType = (text: string) => boolean;

const oneOf = (words: string): SimpleType => {
  const allowed = new Set(words.split(/\s+/));
  return (text) => allowed.has(text);
};
const matching =
  (pattern: RegExp): SimpleType =>
  (text) =>
    pattern.test(text.trim());
const whole =
  (least: number, most: number): SimpleType =>
  (text) =>
    /^\s*[+-]?[0-9]+\s*$/.test(text) && Number(text) >= least && Number(text) <= most;

const MAPI_TYPES =
  'ApplicationTime Binary Boolean CLSID Currency Double Float Integer Long Object Short SystemTime String'
    .split(' ')
    .flatMap((type) => [type, `${type}Array`])
    .concat('Error', 'Null')
    .join(' ');

const WEEK_PARTS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday Day Weekday WeekendDay';

export const SIMPLE_TYPES: Readonly<Record<string, SimpleType>> = {
  string: () => true,
  nonEmptyString: (text) => text !== '',
  boolean: matching(/^(?:true|false|1|0)$/),
  int: whole(-2147483648, 2147483647),
  syncPage: whole(1, 512),
  minutes: (text) => whole(0, 2629800)(text) || text.trim() === '1525252321',
  dateTime: matching(
    /^-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?$/,
  ),
  date: matching(/^-?[0-9]{4,}-[0-9]{2}-[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?$/),
  time: matching(/^[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?$/),
  duration: matching(/^-?P(?=.)(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?=.)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9.]+S)?)?$/),
  double: matching(/^(?:[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-?INF|NaN)$/),
  base64: (text) => !/[^A-Za-z0-9+/=\s]/.test(text),
  language: matching(/^[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*$/),
  guid: matching(/^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$/),
  propertyTag: (text) => /^0[xX][0-9A-Fa-f]{1,4}$/.test(text) || whole(0, 65535)(text),
  mapiType: oneOf(MAPI_TYPES),
  propertySet: oneOf(
    'Meeting Appointment Common PublicStrings Address InternetHeaders CalendarAssistant UnifiedMessaging Task Sharing',
  ),
  version: oneOf(
    'Exchange2007 Exchange2007_SP1 Exchange2009 Exchange2010 Exchange2010_SP1 Exchange2010_SP2 Exchange2012 Exchange2013 Exchange2013_SP1 Exchange2015 Exchange2016 V2015_10_05 V2016_01_06 V2016_04_13 V2016_07_13 V2016_10_10 V2017_01_07 V2017_04_14 V2017_07_11',
  ),
  distinguishedFolder: oneOf(
    'calendar contacts deleteditems drafts inbox journal notes outbox sentitems tasks msgfolderroot publicfoldersroot root junkemail searchfolders voicemail recoverableitemsroot recoverableitemsdeletions recoverableitemsversions recoverableitemspurges recoverableitemsdiscoveryholds archiveroot archivemsgfolderroot archivedeleteditems archiveinbox archiverecoverableitemsroot archiverecoverableitemsdeletions archiverecoverableitemsversions archiverecoverableitemspurges archiverecoverableitemsdiscoveryholds syncissues conflicts localfailures serverfailures recipientcache quickcontacts conversationhistory adminauditlogs todosearch mycontacts directory imcontactlist peopleconnect favorites mecontact personmetadata teamspaceactivity teamspacemessaging teamspaceworkitems scheduled orionnotes tagitems alltaggeditems externalcontacts teamchat teamchathistory yammerroot yammerinbound yammeroutbound yammerfeeds onedriveroot onedriverecylebin onedrivesystem onedrivevolume important starred archive',
  ),
  shape: oneOf('IdOnly Default AllProperties PcxPeopleSearch'),
  bodyKind: oneOf('HTML Text'),
  bodyAsked: oneOf('Best HTML Text'),
  sensitivity: oneOf('Normal Personal Private Confidential'),
  importance: oneOf('Low Normal High'),
  flagStatus: oneOf('NotFlagged Flagged Complete'),
  folderTraversal: oneOf('Shallow Deep SoftDeleted'),
  itemTraversal: oneOf('Shallow SoftDeleted Associated'),
  basePoint: oneOf('Beginning End'),
  disposition: oneOf('SaveOnly SendOnly SendAndSaveCopy'),
  invitations: oneOf('SendToNone SendOnlyToAll SendToAllAndSaveCopy'),
  invitationsOnUpdate: oneOf(
    'SendToNone SendOnlyToAll SendOnlyToChanged SendToAllAndSaveCopy SendToChangedAndSaveCopy',
  ),
  disposal: oneOf('HardDelete SoftDelete MoveToDeletedItems'),
  conflict: oneOf('NeverOverwrite AutoResolve AlwaysOverwrite'),
  occurrences: oneOf('AllOccurrences SpecifiedOccurrenceOnly'),
  syncScope: oneOf('NormalItems NormalAndAssociatedItems'),
  idFormat: oneOf('EwsLegacyId EwsId EntryId HexEntryId StoreId OwaId'),
  mailboxKind: oneOf('Unknown OneOff Mailbox PublicDL PrivateDL Contact PublicFolder GroupMailbox ImplicitContact'),
  emailKey: oneOf('EmailAddress1 EmailAddress2 EmailAddress3'),
  phoneKey: oneOf(
    'AssistantPhone BusinessFax BusinessPhone BusinessPhone2 Callback CarPhone CompanyMainPhone HomeFax HomePhone HomePhone2 Isdn MobilePhone OtherFax OtherTelephone Pager PrimaryPhone RadioPhone Telex TtyTddPhone',
  ),
  imKey: oneOf('ImAddress1 ImAddress2 ImAddress3'),
  postalKey: oneOf('Home Business Other'),
  postalIndex: oneOf('None Home Business Other'),
  fileAsMapping: oneOf(
    'None LastCommaFirst FirstSpaceLast Company LastCommaFirstCompany CompanyLastFirst LastFirst LastFirstCompany CompanyLastCommaFirst LastFirstSuffix LastSpaceFirstCompany CompanyLastSpaceFirst LastSpaceFirst DisplayName FirstName LastFirstMiddleSuffix LastName Empty',
  ),
  contactSource: oneOf('ActiveDirectory Store'),
  memberStatus: oneOf('Unrecognized Normal Demoted'),
  // RFC 3986 and 3987 without white space, delimiters and broken escapes: what validators agree on.
  anyUri: (text) => !/[\s<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})|#.*#/u.test(text.trim()),
  containment: oneOf('FullString Prefixed Substring PrefixOnWords ExactPhrase'),
  comparison: oneOf(
    'Exact IgnoreCase IgnoreNonSpacingCharacters Loose IgnoreCaseAndNonSpacingCharacters LooseAndIgnoreCase LooseAndIgnoreNonSpace LooseAndIgnoreCaseAndIgnoreNonSpace',
  ),
  direction: oneOf('Ascending Descending'),
  precision: oneOf('Seconds Milliseconds'),
  freeBusy: oneOf('Free Tentative Busy OOF WorkingElsewhere NoData'),
  calendarItemType: oneOf('Single Occurrence Exception RecurringMaster'),
  response: oneOf('Unknown Organizer Tentative Accept Decline NoResponseReceived'),
  weekPart: oneOf(WEEK_PARTS),
  weekParts: (text) => text.split(/\s+/).every((word) => word === '' || oneOf(WEEK_PARTS)(word)),
  dayIndex: oneOf('First Second Third Fourth Last'),
  month: oneOf('January February March April May June July August September October November December'),
  taskStatus: oneOf('NotStarted InProgress Completed WaitingOnOthers Deferred'),
  delegation: oneOf('NoMatch OwnNew Owned Accepted Declined Max'),
  fieldUri: (text) => FIELD_URIS.has(text) || OTHER_FIELD_URI.test(text),
  indexedFieldUri: matching(/^(?:item:InternetMessageHeader|(?:contacts|distributionlist):[A-Za-z:]+)$/),
};

const named = (prefix: string, words: string): readonly string[] =>
  words.split(/\s+/).map((word) => `${prefix}:${word}`);

const FIELD_URIS: ReadonlySet<string> = new Set([
  ...named(
    'folder',
    'FolderId ParentFolderId DisplayName UnreadCount TotalCount ChildFolderCount FolderClass SearchParameters ManagedFolderInformation PermissionSet EffectiveRights SharingEffectiveRights DistinguishedFolderId PolicyTag ArchiveTag ReplicaList',
  ),
  ...named(
    'item',
    'ItemId ParentFolderId ItemClass MimeContent Attachments Subject DateTimeReceived Size Categories HasAttachments Importance InReplyTo InternetMessageHeaders IsAssociated IsDraft IsFromMe IsResend IsSubmitted IsUnmodified DateTimeSent DateTimeCreated Body ResponseObjects Sensitivity ReminderDueBy ReminderIsSet ReminderNextTime ReminderMinutesBeforeStart DisplayTo DisplayCc DisplayBcc Culture EffectiveRights LastModifiedName LastModifiedTime ConversationId UniqueBody Flag StoreEntryId InstanceKey NormalizedBody EntityExtractionResult PolicyTag ArchiveTag RetentionDate Preview PredictedActionReasons IsClutter RightsManagementLicenseData BlockStatus HasBlockedImages WebClientReadFormQueryString WebClientEditFormQueryString TextBody IconIndex MimeContentUTF8 Mentions MentionedMe MentionsPreview MentionsEx Hashtags AppliedHashtags AppliedHashtagsPreview Likes LikesPreview PendingSocialActivityTagIds AtAllMention CanDelete InferenceClassification FirstBody',
  ),
  ...named(
    'calendar',
    'Start End OriginalStart StartWallClock EndWallClock StartTimeZoneId EndTimeZoneId IsAllDayEvent LegacyFreeBusyStatus Location EnhancedLocation When IsMeeting IsCancelled IsRecurring MeetingRequestWasSent IsResponseRequested CalendarItemType MyResponseType Organizer RequiredAttendees OptionalAttendees Resources ConflictingMeetingCount AdjacentMeetingCount ConflictingMeetings AdjacentMeetings InboxReminders Duration TimeZone AppointmentReplyTime AppointmentSequenceNumber AppointmentState Recurrence FirstOccurrence LastOccurrence ModifiedOccurrences DeletedOccurrences MeetingTimeZone ConferenceType AllowNewTimeProposal IsOnlineMeeting MeetingWorkspaceUrl NetShowUrl UID RecurrenceId DateTimeStamp StartTimeZone EndTimeZone JoinOnlineMeetingUrl OnlineMeetingSettings IsOrganizer CalendarActivityData DoNotForwardMeeting',
  ),
  ...named(
    'task',
    'ActualWork AssignedTime BillingInformation ChangeCount Companies CompleteDate Contacts DelegationState Delegator DueDate IsAssignmentEditable IsComplete IsRecurring IsTeamTask Mileage Owner PercentComplete Recurrence StartDate Status StatusDescription TotalWork',
  ),
  ...named(
    'message',
    'ConversationIndex ConversationTopic InternetMessageId IsRead IsResponseRequested IsReadReceiptRequested IsDeliveryReceiptRequested ReceivedBy ReceivedRepresenting References ReplyTo From Sender ToRecipients CcRecipients BccRecipients ApprovalRequestData VotingInformation ReminderMessageData PublishedCalendarItemIcs PublishedCalendarItemName MessageSafety',
  ),
]);
/** Fields of kinds of items that are not served; their names are not looked at. */
const OTHER_FIELD_URI =
  /^(?:sharingMessage|meeting|meetingRequest|contacts|distributionlist|postitem|person|rolemember|network|abchperson|booking|insight):\w+$/;
