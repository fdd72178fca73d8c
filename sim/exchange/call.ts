/** One request on its way through an operation: who asks, for which mailbox, and the folders and items it names. */
import type { Clock } from '../../src/base/clock.ts';
import type { MutableCounters } from './counters.ts';
import { ItemRefusal } from './errors.ts';
import type { Folder } from './folder.ts';
import { readId, writeChangeKey } from './ids.ts';
import type { ItemEntry } from './item.ts';
import type { Reading } from './kinds/kind.ts';
import type { Mailbox } from './mailbox.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { AccountOptions, Settings } from './options.ts';
import { attributeOf, childOf, type XmlElement } from './xml-read.ts';

export interface Call {
  readonly account: AccountOptions;
  /** The mailbox it acts for. */
  readonly mailbox: Mailbox;
  readonly mailboxes: Mailboxes;
  readonly settings: Settings;
  readonly counters: MutableCounters;
  readonly clock: Clock;
  /** The zone of the TimeZoneContext header, or null. */
  readonly zone: string | null;
  /** From this place of the batch on, nothing is tried. */
  readonly stopsAfter: number;
  /** What happens to single places of the batch instead of the work. */
  readonly refusals: ReadonlyMap<number, ItemRefusal>;
}
export interface FoundFolder {
  readonly mailbox: Mailbox;
  readonly folder: Folder;
}
export interface FoundItem {
  readonly mailbox: Mailbox;
  readonly entry: ItemEntry;
}

/** What has a say in what elements for an item of that mailbox mean. */
export function readingOf({ clock, zone, settings }: Call, mailbox: Mailbox): Reading {
  return { now: clock.now(), zone, owner: mailbox.address, settings };
}

export function mayActFor(account: AccountOptions, address: string): boolean {
  const wanted = address.toLowerCase();
  if (account.user.toLowerCase() === wanted || account.mayImpersonate === 'all') return true;
  return account.mayImpersonate.some((allowed) => allowed.toLowerCase() === wanted);
}

/** The folder that a FolderId or DistinguishedFolderId names. */
export function folderNamed(element: XmlElement, call: Call): FoundFolder {
  const id = attributeOf(element, 'Id') ?? '';
  if (element.local === 'DistinguishedFolderId') {
    const mailbox = mailboxNamed(element, call);
    return { mailbox, folder: mailbox.distinguished(id) };
  }
  const { mailbox: number, number: folder } = readId('folder', id);
  const mailbox = reachable(number, call);
  return { mailbox, folder: mailbox.folder(folder) };
}

/** The folder inside a SavedItemFolderId, ParentFolderId and the like. */
export function folderInside(element: XmlElement, call: Call): FoundFolder {
  const [child] = element.children;
  if (child === undefined) throw new ItemRefusal('ErrorFolderNotFound', 'No folder is named.');
  return folderNamed(child, call);
}

/** The item that an ItemId names. */
export function itemNamed(element: XmlElement, call: Call): FoundItem {
  if (element.local === 'OccurrenceItemId') {
    throw new ItemRefusal('ErrorItemNotFound', 'A message has no occurrences.');
  }
  const { mailbox: number, number: item } = readId('item', attributeOf(element, 'Id') ?? '');
  const mailbox = reachable(number, call);
  return { mailbox, entry: mailbox.item(item) };
}

/** Whether the change key of an ItemId is there and is not the newest one. */
export function isStale(element: XmlElement, entry: ItemEntry): boolean {
  const key = attributeOf(element, 'ChangeKey');
  return key !== null && key !== writeChangeKey(entry.changed);
}

function mailboxNamed(element: XmlElement, call: Call): Mailbox {
  const named = childOf(element, 'Mailbox');
  if (named === null) return call.mailbox;
  const address = (childOf(named, 'EmailAddress')?.text ?? '').trim();
  const mailbox = call.mailboxes.find(address);
  if (mailbox === null) {
    throw new ItemRefusal('ErrorNonExistentMailbox', 'No mailbox with such guid or address exists.');
  }
  return reachable(mailbox.number, call);
}

function reachable(number: number, call: Call): Mailbox {
  const mailbox = call.mailboxes.byNumber(number);
  if (mailbox === null) throw new ItemRefusal('ErrorInvalidIdMalformed', 'Id is malformed.');
  if (mailbox !== call.mailbox && !mayActFor(call.account, mailbox.address)) {
    throw new ItemRefusal('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  }
  return mailbox;
}
