/**
 * The way for another process to look at the simulator and to set its faults: `GET /sim/state`, `GET /sim/items`,
 * `POST /sim/faults`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Organisation } from './conversation.ts';
import type { Counters } from './counters.ts';
import type { Fault, FaultScript } from './fault.ts';
import { pathOf, receiptsArmed } from './inspect.ts';
import type { ItemState } from './item.ts';
import { ItemView } from './item-view.ts';
import { readBody } from './listener.ts';
import type { Mailbox } from './mailbox.ts';
import type { Body } from './mime/anatomy.ts';

export interface SimState {
  readonly counters: Counters;
  readonly receiptsArmed: number;
  /** By address. */
  readonly mailboxes: Readonly<Record<string, MailboxState>>;
}
export interface MailboxState {
  readonly items: number;
  /** How many there are of each item class, as `IPM.Appointment`. */
  readonly classes: Readonly<Record<string, number>>;
  readonly usedBytes: number;
  /** Paths are names joined by slashes; the root has the path ''. */
  readonly folders: readonly { readonly path: string; readonly items: number; readonly unread: number }[];
}

/** An item as it is stored. */
export interface StoredItem {
  readonly folder: string;
  readonly state: ItemState;
  readonly body: Body;
}

const BODY_BYTES_MAX = 1024 * 1024;

export async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  { mailboxes, counters }: Organisation,
  faults: FaultScript,
): Promise<void> {
  const asked = `${request.method} ${request.url}`;
  if (asked === 'GET /sim/state') return answerJson(response, 200, simState(mailboxes.all(), counters));
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'GET' && url.pathname === '/sim/items') {
    const mailbox = mailboxes.find(url.searchParams.get('mailbox') ?? '');
    if (mailbox === null) return answerJson(response, 404, { problem: 'which mailbox?' });
    return answerJson(response, 200, storedItems(mailbox, url.searchParams.get('class') ?? ''));
  }
  if (asked === 'POST /sim/faults') {
    const body = await readBody(request, BODY_BYTES_MAX);
    const script: unknown = JSON.parse(body?.toString('utf8') ?? 'null');
    if (!Array.isArray(script)) return answerJson(response, 400, { problem: 'a list of faults was expected' });
    faults.set(script as readonly Fault[]); // a script is written by the test that posts it
    return answerJson(response, 200, { faults: script.length });
  }
  return answerJson(response, 404, { problem: 'GET /sim/state, GET /sim/items and POST /sim/faults are served' });
}

function simState(mailboxes: readonly Mailbox[], counters: Counters): SimState {
  return {
    counters,
    receiptsArmed: mailboxes.reduce((sum, mailbox) => sum + receiptsArmed(mailbox), 0),
    mailboxes: Object.fromEntries(mailboxes.map((mailbox) => [mailbox.address, mailboxState(mailbox)])),
  };
}

/** The items whose class begins so. */
function storedItems(mailbox: Mailbox, itemClass: string): readonly StoredItem[] {
  const entries = [...mailbox.items.values()].filter((entry) => entry.itemClass.startsWith(itemClass));
  return entries.map((entry) => {
    const view = new ItemView(mailbox, entry);
    return { folder: pathOf(mailbox, entry.folder).join('/'), state: view.state, body: view.body('Best') };
  });
}

/** What another process may know of one mailbox. */
export function mailboxState(mailbox: Mailbox): MailboxState {
  const folders = [...mailbox.folders.values()].filter(({ state }) => state.distinguished !== 'root');
  const classes: Record<string, number> = {};
  for (const { itemClass } of mailbox.items.values()) classes[itemClass] = (classes[itemClass] ?? 0) + 1;
  return {
    items: mailbox.items.size,
    classes,
    usedBytes: mailbox.usedBytes,
    folders: folders.map((folder) => ({
      path: pathOf(mailbox, folder.id).join('/'),
      items: folder.items.size,
      unread: folder.unreadCount,
    })),
  };
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
  response.end(bytes);
}
