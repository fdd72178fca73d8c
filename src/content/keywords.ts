/** Which IMAP keywords become categories that people see, and under which name. */

/**
 * Keywords that programs set for themselves, in lower case: the registry of RFC 5788, and what Dovecot, Apple Mail, Cyrus
 * and Thunderbird add. As categories they would stand on almost every message and mean nothing to anybody.
 */
const TECHNICAL: ReadonlySet<string> = new Set([
  '$mdnsent',
  'mdnsent',
  '$forwarded',
  'forwarded',
  '$submitpending',
  '$submitted',
  '$junk',
  'junk',
  '$notjunk',
  'notjunk',
  '$nonjunk',
  'nonjunk',
  '$junkrecorded',
  'junkrecorded',
  '$autojunk',
  '$phishing',
  '$notphishing',
  '$important',
  '$hasattachment',
  '$hasnoattachment',
  '$attachmentchecked',
  '$canunsubscribe',
  '$unsubscribed',
  '$ismailinglist',
  '$istrusted',
  '$ismuted',
  '$isnotification',
  '$memo',
  '$hasmemo',
  '$muted',
  '$followed',
  '$ignored',
  '$new',
  '$mailflagbit0',
  '$mailflagbit1',
  '$mailflagbit2',
  '$replied',
  'redirected',
  '$redirected',
  '$purged',
]);

/** Thunderbird stores its five tags under these keywords and shows them under these names. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ['$label1', 'Important'],
  ['$label2', 'Work'],
  ['$label3', 'Personal'],
  ['$label4', 'To Do'],
  ['$label5', 'Later'],
]);

/** The category that a keyword becomes; null for one that is of no use to people. IMAP keywords have no case. */
export function categoryOf(keyword: string): string | null {
  const folded = keyword.toLowerCase();
  if (TECHNICAL.has(folded) || keyword.trim() === '') return null;
  return LABELS.get(folded) ?? keyword;
}
