/** Requests about calendar items and tasks, as text, for tests of the simulator. */
import { all, itemIdsOf, type Rig } from './rig.ts';

export const TO_NONE = 'SendMeetingInvitations="SendToNone"';
/** From a quarter past nine to ten, in Chicago. */
export const MORNING =
  '<t:Start>2026-03-02T09:15:00</t:Start><t:End>2026-03-02T10:00:00</t:End><t:StartTimeZone Id="Central Standard Time"/>';

/** A CreateItem of items of one kind in the folder of that kind. */
export function createBody(kind: 'CalendarItem' | 'Task', items: readonly string[], attributes = TO_NONE): string {
  const written = items.map((item) => `<t:${kind}>${item}</t:${kind}>`).join('');
  return `<m:CreateItem ${attributes}><m:Items>${written}</m:Items></m:CreateItem>`;
}

/** An event whose elements are those of `before`, its times and `after`, in the order of the schema. */
export const event = (start: string, end: string, after = '', before = ''): string =>
  `${before}<t:Start>${start}</t:Start><t:End>${end}</t:End>${after}`;

/** A Recurrence element. The range begins on `first`; without `end` it has no end. */
export function recurrence(
  pattern: string,
  first: string,
  end: { readonly last: string } | { readonly count: number } | null = null,
): string {
  const start = `<t:StartDate>${first}</t:StartDate>`;
  const range =
    end === null
      ? `<t:NoEndRecurrence>${start}</t:NoEndRecurrence>`
      : 'last' in end
        ? `<t:EndDateRecurrence>${start}<t:EndDate>${end.last}</t:EndDate></t:EndDateRecurrence>`
        : `<t:NumberedRecurrence>${start}<t:NumberOfOccurrences>${end.count}</t:NumberOfOccurrences></t:NumberedRecurrence>`;
  return `<t:Recurrence>${pattern}${range}</t:Recurrence>`;
}

export const PATTERN = {
  daily: (interval: number): string => `<t:DailyRecurrence><t:Interval>${interval}</t:Interval></t:DailyRecurrence>`,
  weekly: (interval: number, days: string, firstDay = 'Monday'): string =>
    `<t:WeeklyRecurrence><t:Interval>${interval}</t:Interval><t:DaysOfWeek>${days}</t:DaysOfWeek><t:FirstDayOfWeek>${firstDay}</t:FirstDayOfWeek></t:WeeklyRecurrence>`,
  monthly: (interval: number, dayOfMonth: number): string =>
    `<t:AbsoluteMonthlyRecurrence><t:Interval>${interval}</t:Interval><t:DayOfMonth>${dayOfMonth}</t:DayOfMonth></t:AbsoluteMonthlyRecurrence>`,
  monthlyOn: (interval: number, day: string, nth: string): string =>
    `<t:RelativeMonthlyRecurrence><t:Interval>${interval}</t:Interval><t:DaysOfWeek>${day}</t:DaysOfWeek><t:DayOfWeekIndex>${nth}</t:DayOfWeekIndex></t:RelativeMonthlyRecurrence>`,
  yearly: (dayOfMonth: number, month: string): string =>
    `<t:AbsoluteYearlyRecurrence><t:DayOfMonth>${dayOfMonth}</t:DayOfMonth><t:Month>${month}</t:Month></t:AbsoluteYearlyRecurrence>`,
  yearlyOn: (day: string, nth: string, month: string): string =>
    `<t:RelativeYearlyRecurrence><t:DaysOfWeek>${day}</t:DaysOfWeek><t:DayOfWeekIndex>${nth}</t:DayOfWeekIndex><t:Month>${month}</t:Month></t:RelativeYearlyRecurrence>`,
} as const;

export const zones = (zone: string): string => `<t:StartTimeZone Id="${zone}"/><t:EndTimeZone Id="${zone}"/>`;

/** An UpdateItem of one item; `id` is its element, `updates` are SetItemField and DeleteItemField elements. */
export const updateBody = (
  id: string,
  updates: string,
  attributes = 'SendMeetingInvitationsOrCancellations="SendToNone"',
): string =>
  `<m:UpdateItem ConflictResolution="AlwaysOverwrite" ${attributes}><m:ItemChanges><t:ItemChange>${id}<t:Updates>${updates}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`;

export const setField = (kind: string, uri: string, element: string): string =>
  `<t:SetItemField><t:FieldURI FieldURI="${uri}"/><t:${kind}>${element}</t:${kind}></t:SetItemField>`;
export const clearField = (uri: string): string =>
  `<t:DeleteItemField><t:FieldURI FieldURI="${uri}"/></t:DeleteItemField>`;
/** Moves a calendar item. */
export const setTimes = (start: string, end: string): string =>
  setField('CalendarItem', 'calendar:Start', `<t:Start>${start}</t:Start>`) +
  setField('CalendarItem', 'calendar:End', `<t:End>${end}</t:End>`);

export const deleteBody = (id: string, attributes = 'SendMeetingCancellations="SendToNone"'): string =>
  `<m:DeleteItem DeleteType="HardDelete" ${attributes}><m:ItemIds>${id}</m:ItemIds></m:DeleteItem>`;

/** The occurrence of a series, by the ItemId element of its master. */
export const occurrenceId = (master: string, index: number): string =>
  `<t:OccurrenceItemId RecurringMasterId="${idOf(master)}" InstanceIndex="${index}"/>`;
export const masterId = (occurrence: string): string => `<t:RecurringMasterItemId OccurrenceId="${idOf(occurrence)}"/>`;
const idOf = (element: string): string => /Id="([^"]*)"/.exec(element)?.[1] ?? '';

export const viewBody = (start: string, end: string, more = '', shape = 'AllProperties'): string =>
  `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>${shape}</t:BaseShape></m:ItemShape><m:CalendarView ${more} StartDate="${start}" EndDate="${end}"/><m:ParentFolderIds><t:DistinguishedFolderId Id="calendar"/></m:ParentFolderIds></m:FindItem>`;

/** Everything GetItem tells of one item. */
export async function readItem(rig: Rig, id: string, soapHeader?: string): Promise<string> {
  const body = `<m:GetItem><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape></m:ItemShape><m:ItemIds>${id}</m:ItemIds></m:GetItem>`;
  return (await rig.ask(body, soapHeader === undefined ? {} : { soapHeader })).text;
}

/** Creates one calendar item and gives its ItemId element. */
export async function created(rig: Rig, item: string, kind: 'CalendarItem' | 'Task' = 'CalendarItem'): Promise<string> {
  const { text } = await rig.ask(createBody(kind, [item]));
  return itemIdsOf(text)[0] ?? `nothing was created: ${text}`;
}

/** The texts of all elements of that name. */
export const textsOf = (text: string, element: string): readonly string[] =>
  all(text, new RegExp(`<t:${element}(?: [^>]*)?>([^<]*)<`, 'g'));
