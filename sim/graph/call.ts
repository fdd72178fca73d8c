/** One request on its way through a route: who asks, of which mailbox, and what stands in the address. */
import type { Clock } from '../../src/base/clock.ts';
import { normalizedValue } from '../exchange/extended-property.ts';
import type { Folder } from '../exchange/folder.ts';
import type { Mailbox } from '../exchange/mailbox.ts';
import type { Mailboxes } from '../exchange/mailboxes.ts';
import { checkedBody, type Rules } from './body/rule.ts';
import type { MutableGraphCounters } from './counters.ts';
import { readFolderId } from './ids.ts';
import type { GraphSettings } from './options.ts';
import { badRequest, GraphRefusal } from './refusal.ts';
import { type GraphRequest, preference } from './request.ts';
import type { Sessions } from './sessions.ts';
import type { Identity } from './sign-in/tokens.ts';

export interface World {
  readonly mailboxes: Mailboxes;
  readonly counters: MutableGraphCounters;
  readonly clock: Clock;
  readonly tenant: string;
  readonly sessions: Sessions;
  /** Replaced as a whole when something changes. */
  settings: GraphSettings;
}

export interface Call {
  readonly world: World;
  readonly request: GraphRequest;
  readonly who: Identity;
  readonly mailbox: Mailbox;
  /** What stands in the address in the place of `{…}`, in order, without the mailbox. */
  readonly parameters: readonly string[];
}

/** The `{…}` of the address at that place. */
export function parameter(call: Call, at: number): string {
  return call.parameters[at] ?? '';
}

export function wantsImmutableIds({ request }: Call): boolean {
  return preference(request, 'IdType')?.toLowerCase() === 'immutableid';
}

/** Well-known names of folders, in any case. */
const WELL_KNOWN = new Set(
  `inbox sentitems drafts deleteditems junkemail archive outbox msgfolderroot clutter conversationhistory syncissues
  recoverableitemsdeletions searchfolders scheduled calendar contacts tasks notes journal`.split(/\s+/),
);

/** The folder that a well-known name or an id names. */
export function folderNamed(mailbox: Mailbox, name: string): Folder {
  const known = name.toLowerCase();
  if (WELL_KNOWN.has(known)) return mailbox.distinguished(known);
  return mailbox.folder(readFolderId(mailbox, name));
}

/** The JSON body, checked against its rules. */
export function jsonBody(call: Call, type: string, rules: Rules): Readonly<Record<string, unknown>> {
  const { body } = call.request;
  if (body.is === 'none') throw badRequest('Empty Payload. JSON content expected.');
  if (body.is !== 'json') {
    throw new GraphRefusal(415, 'UnsupportedMediaType', 'The media type of the body is not application/json.');
  }
  return checkedBody(body.value, type, rules);
}

/** Refuses with 412 when the request wants a version that is no longer the newest. */
export function refuseStale({ request }: Call, etag: string): void {
  const wanted = request.headers['if-match'];
  if (wanted === undefined || wanted === '*' || wanted === etag) return;
  throw new GraphRefusal(
    412,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match ' +
      'the current change key for the item.',
  );
}

/** Refuses what would not fit into one item, or into the mailbox. */
export function refuseTooLarge({ world, mailbox }: Call, bytes: number): void {
  if (bytes > world.settings.itemBytesMax) {
    throw new GraphRefusal(413, 'ErrorMessageSizeExceeded', 'The message exceeds the maximum supported size.');
  }
  if (mailbox.usedBytes + bytes > world.settings.quotaBytes) {
    throw new GraphRefusal(507, 'ErrorQuotaExceeded', 'The mailbox has reached its quota.');
  }
}

/** `2019-03-04T05:06:07Z`, as answers write instants. */
export function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -5)}Z`;
}

/** Whole seconds, as the store keeps them. */
export function instantOf(text: string): number {
  return Date.parse(normalizedValue('SystemTime', text));
}

export function unknownRoute(): GraphRefusal {
  return new GraphRefusal(404, 'BadRequest', 'Resource not found for the segment.');
}
