/** Why a calendar item cannot be read, for the administrator who has to find it in its file. */

/** Thrown by `readCalendarItem` and by nothing else; it throws nothing else. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';
  /** The component it is about: `VEVENT`. */
  readonly component: string;
  /** Where the unfolded line begins in the bytes given; the first line is 1. */
  readonly line: number;
  /** A sentence without its full stop: what is wrong, in words of the file. */
  readonly reason: string;

  constructor(component: string, line: number, reason: string) {
    super(`${component} in line ${line}: ${reason}`);
    this.component = component;
    this.line = line;
    this.reason = reason;
  }
}
