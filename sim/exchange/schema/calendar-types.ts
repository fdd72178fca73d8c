/** Calendar items, tasks and their recurrence, in the notation of `notation.ts`. */
import { type ComplexTypes, compileTypes } from './notation.ts';
import { TYPES, TYPES_NAMESPACE } from './types.ts';

const PATTERNS = `RelativeYearlyRecurrence:RelativeYearly | AbsoluteYearlyRecurrence:AbsoluteYearly |
  RelativeMonthlyRecurrence:RelativeMonthly | AbsoluteMonthlyRecurrence:AbsoluteMonthly | WeeklyRecurrence:Weekly |
  DailyRecurrence:Interval`;
const RANGES = 'NoEndRecurrence:NoEnd | EndDateRecurrence:EndDate | NumberedRecurrence:Numbered';

const NOTATION = `
Date = ~date
Duration = ~duration
Time = ~time
Double = ~double
FreeBusy = ~freeBusy
ItemType = ~calendarItemType
Response = ~response
WeekPart = ~weekPart
WeekParts = ~weekParts
DayIndex = ~dayIndex
Month = ~month
TaskStatus = ~taskStatus
Delegation = ~delegation

Interval = Interval:Int
Weekly = Interval:Int DaysOfWeek:WeekParts FirstDayOfWeek:WeekPart?
AbsoluteMonthly = Interval:Int DayOfMonth:Int
RelativeMonthly = Interval:Int DaysOfWeek:WeekPart DayOfWeekIndex:DayIndex
AbsoluteYearly = DayOfMonth:Int Month:Month
RelativeYearly = DaysOfWeek:WeekPart DayOfWeekIndex:DayIndex Month:Month
NoEnd = StartDate:Date
EndDate = StartDate:Date EndDate:Date
Numbered = StartDate:Date NumberOfOccurrences:Int
Recurrence = (${PATTERNS}) (${RANGES})
TaskRecurrence = (${PATTERNS} | DailyRegeneration:Interval | WeeklyRegeneration:Interval |
  MonthlyRegeneration:Interval | YearlyRegeneration:Interval) (${RANGES})
OccurrencePlace = ItemId:ItemId Start:DateTime End:DateTime OriginalStart:DateTime
ModifiedOccurrences = Occurrence:OccurrencePlace+
DeletedOccurrence = Start:DateTime
DeletedOccurrences = DeletedOccurrence:DeletedOccurrence+

Attendee = Mailbox:EmailAddress ResponseType:Response? LastResponseTime:DateTime? ProposedStart:DateTime?
  ProposedEnd:DateTime?
Attendees = Attendee:Attendee+
Period = @Bias:duration @Name:string @Id:string
Periods = Period:Period+
ZoneDefinition = @Id:string @Name:string Periods:Periods? TransitionsGroups:Unserved? Transitions:Unserved?
OldZone = @TimeZoneName:string BaseOffset:Duration? Standard:Unserved? Daylight:Unserved?

CalendarItem = ^Item UID:Text? RecurrenceId:DateTime? DateTimeStamp:DateTime? Start:DateTime? End:DateTime?
  OriginalStart:DateTime? IsAllDayEvent:Boolean? LegacyFreeBusyStatus:FreeBusy? Location:Text? When:Text?
  IsMeeting:Boolean? IsCancelled:Boolean? IsRecurring:Boolean? MeetingRequestWasSent:Boolean?
  IsResponseRequested:Boolean? CalendarItemType:ItemType? MyResponseType:Response? Organizer:Recipient?
  RequiredAttendees:Attendees? OptionalAttendees:Attendees? Resources:Attendees? InboxReminders:Unserved?
  ConflictingMeetingCount:Int? AdjacentMeetingCount:Int? ConflictingMeetings:Unserved? AdjacentMeetings:Unserved?
  Duration:Text? TimeZone:Text? AppointmentReplyTime:DateTime? AppointmentSequenceNumber:Int? AppointmentState:Int?
  Recurrence:Recurrence? FirstOccurrence:OccurrencePlace? LastOccurrence:OccurrencePlace?
  ModifiedOccurrences:ModifiedOccurrences? DeletedOccurrences:DeletedOccurrences? MeetingTimeZone:OldZone?
  StartTimeZone:ZoneDefinition? EndTimeZone:ZoneDefinition? ConferenceType:Int? AllowNewTimeProposal:Boolean?
  IsOnlineMeeting:Boolean? MeetingWorkspaceUrl:Text? NetShowUrl:Text? EnhancedLocation:Unserved?
  StartWallClock:DateTime? EndWallClock:DateTime? StartTimeZoneId:Text? EndTimeZoneId:Text?
  IntendedFreeBusyStatus:FreeBusy? JoinOnlineMeetingUrl:Text? OnlineMeetingSettings:Unserved? IsOrganizer:Boolean?
  CalendarActivityData:Unserved? DoNotForwardMeeting:Boolean?
Task = ^Item ActualWork:Int? AssignedTime:DateTime? BillingInformation:Text? ChangeCount:Int? Companies:Strings?
  CompleteDate:DateTime? Contacts:Strings? DelegationState:Delegation? Delegator:Text? DueDate:DateTime?
  IsAssignmentEditable:Int? IsComplete:Boolean? IsRecurring:Boolean? IsTeamTask:Boolean? Mileage:Text? Owner:Text?
  PercentComplete:Double? Recurrence:TaskRecurrence? StartDate:DateTime? Status:TaskStatus? StatusDescription:Text?
  TotalWork:Int?

CalendarView = @MaxEntriesReturned:int @StartDate:dateTime! @EndDate:dateTime!
`;

export const CALENDAR_TYPES: ComplexTypes = compileTypes(TYPES_NAMESPACE, NOTATION, TYPES);
