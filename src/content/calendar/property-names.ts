/** Names of properties that programs write, for telling a new line from the rest of a broken one. */

/** Values that are read by people: line breaks inside them are text. */
const TEXT_PROPERTIES: ReadonlySet<string> = new Set(
  'COMMENT CONTACT DESCRIPTION LOCATION SUMMARY STYLED-DESCRIPTION X-ALT-DESC NAME RESOURCES'.split(' '),
);

/** RFC 5545, 7986, 9073, 9074, 9253 and vCalendar 1.0. */
const PROPERTIES: ReadonlySet<string> = new Set([
  ...TEXT_PROPERTIES,
  ...'BEGIN END VERSION PRODID METHOD CALSCALE ATTACH CATEGORIES CLASS GEO PERCENT-COMPLETE PRIORITY STATUS'.split(' '),
  ...'COMPLETED DTEND DUE DTSTART DURATION FREEBUSY TRANSP TZID TZNAME TZOFFSETFROM TZOFFSETTO TZURL'.split(' '),
  ...'ATTENDEE ORGANIZER RECURRENCE-ID RELATED-TO URL UID EXDATE EXRULE RDATE RRULE ACTION REPEAT TRIGGER'.split(' '),
  ...'CREATED DTSTAMP LAST-MODIFIED SEQUENCE REQUEST-STATUS REFRESH-INTERVAL SOURCE COLOR IMAGE CONFERENCE'.split(' '),
  ...'LOCATION-TYPE PARTICIPANT-TYPE RESOURCE-TYPE CALENDAR-ADDRESS STRUCTURED-DATA ACKNOWLEDGED PROXIMITY'.split(' '),
  ...'CONCEPT LINK REFID BUSYTYPE TZUNTIL TZID-ALIAS-OF AALARM DALARM MALARM PALARM DCREATED DAYLIGHT TZ RNUM'.split(
    ' ',
  ),
]);

/** In any case of letters. Everything that begins with `X-` may be one. */
export function isPropertyName(name: string): boolean {
  const upper = name.toUpperCase();
  return PROPERTIES.has(upper) || upper.startsWith('X-');
}

/** `name` in upper case. */
export function isTextProperty(name: string): boolean {
  return TEXT_PROPERTIES.has(name);
}
