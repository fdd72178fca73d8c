/** Names of the properties that have a meaning to the store itself (MS-OXPROPS), as rows spell them. */
const tag = (id: number): string => `tag:${id}`;

export const P = {
  messageClass: tag(0x001a),
  importance: tag(0x0017),
  deliveryReport: tag(0x0023),
  readReceipt: tag(0x0029),
  sensitivity: tag(0x0036),
  subject: tag(0x0037),
  submitTime: tag(0x0039),
  subjectPrefix: tag(0x003d),
  fromName: tag(0x0042),
  fromType: tag(0x0064),
  fromEmail: tag(0x0065),
  fromSmtp: tag(0x5d02),
  senderName: tag(0x0c1a),
  senderType: tag(0x0c1e),
  senderEmail: tag(0x0c1f),
  senderSmtp: tag(0x5d01),
  headers: tag(0x007d),
  deliveryTime: tag(0x0e06),
  flags: tag(0x0e07),
  normalizedSubject: tag(0x0e1d),
  hasAttachments: tag(0x0e1b),
  body: tag(0x1000),
  rtf: tag(0x1009),
  html: tag(0x1013),
  messageId: tag(0x1035),
  references: tag(0x1039),
  inReplyTo: tag(0x1042),
  flagStatus: tag(0x1090),
  flagComplete: tag(0x1091),
  created: tag(0x3007),
  modified: tag(0x3008),
  codePage: tag(0x3fde),
  rowId: tag(0x3000),
  recipientType: tag(0x0c15),
  displayName: tag(0x3001),
  addressType: tag(0x3002),
  email: tag(0x3003),
  smtp: tag(0x39fe),
  attachNumber: tag(0x0e21),
  attachData: tag(0x3701),
  attachShortName: tag(0x3704),
  attachMethod: tag(0x3705),
  attachName: tag(0x3707),
  attachPosition: tag(0x370b),
  attachType: tag(0x370e),
  contentId: tag(0x3712),
  contentLocation: tag(0x3713),
  attachFlags: tag(0x3714),
  attachCharset: tag(0x371b),
  attachHidden: tag(0x7ffe),
  contactPhoto: tag(0x7fff),
  keywords: 'set:00020329-0000-0000-c000-000000000046/name:Keywords',
  flagStart: 'set:00062003-0000-0000-c000-000000000046/id:33028',
  flagDue: 'set:00062003-0000-0000-c000-000000000046/id:33029',
  /** What this server keeps of an invitation inside a message; real ones keep it as the properties of a meeting request. */
  calendar: 'set:1a8e7a30-5f0c-4b6e-9d2a-7c41f0a9b6d2/name:Calendar',
  calendarMethod: 'set:1a8e7a30-5f0c-4b6e-9d2a-7c41f0a9b6d2/name:CalendarMethod',
} as const;

/** Computed by the store: whatever a stream says of them. */
export const COMPUTED: ReadonlySet<string> = new Set(
  [
    0x0e08, 0x0e1b, 0x0e02, 0x0e03, 0x0e04, 0x0fff, 0x0ff9, 0x0ff6, 0x0ff4, 0x300b, 0x65e0, 0x65e2, 0x65e3, 0x0e12,
    0x0e13,
  ].map(tag),
);

export const READ = 1;
export const UNSENT = 8;
export const HAS_ATTACHMENTS = 16;
/** The attachment is shown inside the body. */
export const RENDERED_IN_BODY = 4;
