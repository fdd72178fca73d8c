/** The section of a plan about its days: what happens when, and who does it. */
import { formatCount } from '../../base/amounts.ts';
import type { WayOver } from '../../model/arrangement.ts';
import type { PlanDates } from '../calendar/plan-dates.ts';
import { dayWords, timeWords } from './day-words.ts';
import { list, type Section, table, text } from './plan-document.ts';
import type { PlanFacts } from './plan-facts.ts';

export function calendarSection({ dates, organisation }: PlanFacts): Section {
  const { timeZone, way, noticeDays } = organisation.calendar;
  const days = [...daysBefore(dates, way), ...daysFrom(dates, way)].toSorted((one, other) => one.day - other.day);
  return {
    id: 'calendar',
    title: 'Calendar',
    blocks: [
      text(
        `A switch may be on ${dayWords(dates.earliest)} at the earliest: ${formatCount(noticeDays, 'full business day')} after the request.` +
          (timeZone === null ? '' : ` All times are those of ${timeZone}.`),
      ),
      ...list(dates.trouble),
      ...table(
        dates.isSuggested ? 'Days, as suggested' : `Days, for a switch on ${timeWords(dates.switchAt, timeZone)}`,
        ['Day', 'What', 'Who'],
        days.map(({ day, what, who }) => [dayWords(day), what, who]),
      ),
    ],
  };
}

interface PlannedDay {
  readonly day: number;
  readonly what: string;
  readonly who: string;
}

const TEAM = 'Migrations team';
const RECORDS = 'Whoever keeps the records';
/** Days before the switch. */
const TELL_DAYS = 3;
const REMIND_DAYS = 1;
/** Days after it. */
const COMPARE_DAYS = 1;
const DEVICES_DAYS = 3;

function daysBefore(dates: PlanDates, way: WayOver): readonly PlannedDay[] {
  const { requestedOn, answeredOn, pilotOn, copyFrom, ttlOn, switchAt } = dates;
  const pilot = 'Trial: a few mailboxes are copied and proven; the forecast is made anew';
  return [
    {
      day: requestedOn,
      what: 'The move is asked for; this plan is read, and answered with a day and the list of addresses',
      who: 'Administrator',
    },
    { day: answeredOn, what: 'The day is confirmed until now at the latest', who: TEAM },
    ...(pilotOn === null ? [] : [{ day: pilotOn, what: pilot, who: TEAM }]),
    { day: ttlOn, what: 'Records that will change get a time to live of an hour at most', who: RECORDS },
    ...(way === 'non-stop' ? [{ day: copyFrom.day, what: 'Copying begins; people work on as always', who: TEAM }] : []),
    {
      day: switchAt.day - TELL_DAYS,
      what: 'Everybody is told when it happens and what to do, at an address outside the mailboxes that move',
      who: 'Administrator',
    },
    {
      day: switchAt.day - REMIND_DAYS,
      what: 'Last sign-in test of every mailbox; a reminder to everybody',
      who: TEAM,
    },
  ];
}

function daysFrom({ switchAt: { day, time }, holdUntil }: PlanDates, way: WayOver): readonly PlannedDay[] {
  return [
    {
      day,
      what:
        way === 'non-stop'
          ? `${time}: mail is switched over (MX, Autodiscover), and what changed since is copied`
          : `${time}: nobody gets in from now on; everything is copied, then mail is switched over`,
      who: `${TEAM}, whoever keeps the records`,
    },
    {
      day: day + COMPARE_DAYS,
      what: 'Everything is proven item by item; new passwords are out; everybody signs in and compares',
      who: 'Everybody',
    },
    { day: day + DEVICES_DAYS, what: 'Every program and telephone is set up with the new mailbox', who: 'Users' },
    {
      day: holdUntil,
      what: 'Late mail has been fetched; the old licences may be given back once all have confirmed',
      who: 'Administrator',
    },
  ];
}
