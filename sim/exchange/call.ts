/** One request on its way through an operation: who asks, for which mailbox, and the folders and items it names. */
import type { Clock } from '../../src/base/clock.ts';
import { type Occurrence, occurrenceOf, slotOf } from './calendar/occurrences.ts';
import type { MutableCounters } from './counters.ts';
import { ItemRefusal } from './errors.ts';
import type { Folder } from './folder.ts';
import { isOccurrenceId, readId, writeChangeKey } from './ids.ts';
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
  /** Which occurrence of the series is meant; null for the item itself. */
  readonly occurrence: Occurrence | null;
}

/** What has a say in what elements for an item of that mailbox mean. */
export function readingOf({ clock, zone, settings }: Call, mailbox: Mailbox): Reading {
  return { now: clock.now(), zone, owner: mailbox.address, mailbox, settings };
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

/** The item that an ItemId, OccurrenceItemId or RecurringMasterItemId names. */
export function itemNamed(element: XmlElement, call: Call): FoundItem {
  switch (element.local) {
    case 'OccurrenceItemId': {
      const { mailbox, entry } = itemOfId(attributeOf(element, 'RecurringMasterId') ?? '', call);
      return occurrenceIn(mailbox, entry, Number(attributeOf(element, 'InstanceIndex')));
    }
    case 'RecurringMasterItemId': {
      const { mailbox: number, number: item } = readId('occurrence', attributeOf(element, 'OccurrenceId') ?? '');
      const mailbox = reachable(number, call);
      return { mailbox, entry: mailbox.item(item), occurrence: null };
    }
    default: {
      const id = attributeOf(element, 'Id') ?? '';
      if (!isOccurrenceId(id)) return { ...itemOfId(id, call), occurrence: null };
      const { mailbox: number, number: item, index } = readId('occurrence', id);
      const mailbox = reachable(number, call);
      return occurrenceIn(mailbox, mailbox.item(item), index);
    }
  }
}

function itemOfId(id: string, call: Call): { readonly mailbox: Mailbox; readonly entry: ItemEntry } {
  const { mailbox: number, number: item } = readId('item', id);
  const mailbox = reachable(number, call);
  return { mailbox, entry: mailbox.item(item) };
}

function occurrenceIn(mailbox: Mailbox, entry: ItemEntry, index: number): FoundItem {
  const master = mailbox.stateOf(entry);
  if (master.own.is !== 'CalendarItem' || master.own.recurrence === null) {
    throw new ItemRefusal('ErrorCalendarCannotUseIdForOccurrenceId', 'The id is not one of the master of a series.');
  }
  return { mailbox, entry, occurrence: occurrenceOf(master, slotOf(master.own, index)) };
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
