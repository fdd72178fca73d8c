/** How a project is led from the request to its end, as people decided it: plain data, usual where nobody decided. */

/** non-stop: copied while people work, then switched. lock-out: copied while nobody gets in, as the guide has it. */
export const WAYS_OVER = ['non-stop', 'lock-out'] as const;
export type WayOver = (typeof WAYS_OVER)[number];

/** Whose offices are closed when. */
export interface HolidayChoice {
  /** ISO 3166-1, in capitals; null: nobody's holidays. */
  readonly country: string | null;
  /** A part of the country as ISO 3166-2 has it, without the country; null: what holds in all of it. */
  readonly region: string | null;
  /** Days that are free besides: `2026-12-24`. */
  readonly extra: readonly string[];
}

/** On which days moves may begin: on any, or only when offices are open. */
export const START_DAYS = ['any', 'business-days'] as const;
export type StartDays = (typeof START_DAYS)[number];

export interface Arrangement {
  readonly way: WayOver;
  /** Full business days between the initial request and the first day that may be chosen. */
  readonly noticeDays: number;
  /** Business days within which a complete answer is confirmed. */
  readonly answerDays: number;
  readonly holidays: HolidayChoice;
  /** Who confirms a date that fits: an operator, or Godwit at once. */
  readonly confirms: 'operator' | 'by-itself';
  readonly startDays: StartDays;
  /** How many mailboxes may begin on one day, of all projects of the installation together; null: any number. */
  readonly mailboxesPerDay: number | null;
  /** Days between the last proof and the release of the old licences. */
  readonly holdDays: number;
  /** Where the administrators are written to: addresses that do not move. */
  readonly contacts: readonly string[];
  /** Minutes of the day between which nobody is written to, by the clock of the project; over midnight where the end is earlier. */
  readonly quietHours: { readonly fromMinute: number; readonly untilMinute: number } | null;
}

/** The guide's five business days twice, and the fourteen days in which a deleted mailbox of Rackspace can be brought back. */
export const DEFAULT_ARRANGEMENT: Arrangement = {
  way: 'non-stop',
  noticeDays: 5,
  answerDays: 5,
  holidays: { country: null, region: null, extra: [] },
  confirms: 'operator',
  startDays: 'any',
  mailboxesPerDay: null,
  holdDays: 14,
  contacts: [],
  quietHours: null,
};
