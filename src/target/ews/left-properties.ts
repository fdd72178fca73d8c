/** Properties of a calendar file that have no place in the meaning of an item: what they are called, and which nobody misses. */

export interface LeftProperty {
  /** Of the property, or what it belongs to, for people. */
  readonly name: string;
  /** As `NAME;PARAM=x:value`. */
  readonly line: string;
}

/** Everything that somebody could miss, under the names that the file has for it. `others` as the readers of calendars give them. */
export function leftProperties(others: readonly string[]): readonly LeftProperty[] {
  return others.flatMap((other) => {
    const { line, isOfAlarm } = withoutPrefix(other);
    const name = (/^[^:;]+/.exec(line)?.[0] ?? '').toUpperCase();
    if (name === '' || isBookkeeping(name, isOfAlarm)) return [];
    const known = READ_NAMES[name] ?? name;
    return [{ name: isOfAlarm ? `${known} of a reminder` : known, line }];
  });
}

/** Our own reader marks lines that it could not take as a whole, and the lines of reminders. The marks say nothing to people. */
const OWN_PREFIX = /^X-GODWIT-(?:KEPT|ALARM-\d+)-/i;
const READ_NAMES: Readonly<Record<string, string>> = {
  'X-GODWIT-UNREADABLE': 'unreadable lines',
  'X-GODWIT-SUPERSEDED': 'another version of it in the same file',
};

function withoutPrefix(other: string): { readonly line: string; readonly isOfAlarm: boolean } {
  let line = other;
  let isOfAlarm = false;
  for (let prefix = OWN_PREFIX.exec(line); prefix !== null; prefix = OWN_PREFIX.exec(line)) {
    isOfAlarm ||= /-ALARM-/i.test(prefix[0]);
    line = line.slice(prefix[0].length);
  }
  return { line, isOfAlarm };
}

interface Bookkeeping {
  readonly names: RegExp;
  /** Why nobody misses it. */
  readonly reason: string;
}

/** What programs write for themselves. Losing it changes nothing that anybody has entered or sees. */
const BOOKKEEPING: readonly Bookkeeping[] = [
  { names: /^X-MS-OLK-/, reason: 'Outlook remembers by them what it has checked and sent' },
  { names: /^X-MICROSOFT-/, reason: 'Exchange writes its own anew' },
  { names: /^X-MOZ-(?:GENERATION|LASTACK|FAKED-MASTER|SNOOZE-TIME)/, reason: 'Thunderbird counts changes and clicks' },
  {
    names: /^X-MOZILLA-(?:ALARM|RECUR)-DEFAULT-/,
    reason: 'what forms of Mozilla Calendar showed before they were filled in',
  },
  { names: /^X-(?:EVOLUTION|WR)-ALARM-?U?ID$/, reason: 'numbers by which programs know their reminders' },
  { names: /^X-APPLE-(?:CREATOR|EWS|DEFAULT-ALARM|LOCAL-DEFAULT-ALARM)/, reason: 'which program of Apple made it' },
  { names: /^X-LIC-ERROR/, reason: 'a library told there what it could not read in an earlier file' },
  { names: /^X-(?:GWMESSAGEID|GWRECORDID|GWAUTODATE-KEY|PILOTID|PILOTSTAT)$/, reason: 'numbers within one database' },
  { names: /^X-(?:ORACLE|OBM|JMAP)-[A-Z-]*(?:GUID|UUID|ID)$/, reason: 'numbers within one database' },
];
const ALARM_BOOKKEEPING: readonly Bookkeeping[] = [
  { names: /^UID$/, reason: 'a number by which a program knows its reminder' },
  { names: /^ACKNOWLEDGED$/, reason: 'when somebody closed a reminder that has rung' },
];

function isBookkeeping(name: string, isOfAlarm: boolean): boolean {
  const known = isOfAlarm ? [...BOOKKEEPING, ...ALARM_BOOKKEEPING] : BOOKKEEPING;
  return known.some(({ names }) => names.test(name));
}
