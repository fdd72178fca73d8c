/** A note as the sticky note that Exchange keeps, and back. Pure. */

import { isoSeconds } from '../../base/clock.ts';
import { UNDESCRIBED } from '../../content/calendar/undescribed.ts';
import { decodeCharacterReferences } from '../../content/html-characters.ts';
import { withKept, withoutKept } from '../../content/kept-below.ts';
import { visibleText } from '../../content/visible-text.ts';
import type { Alarm, CalendarAttachment, CalendarTime, NoteDetails, Person } from '../../model/calendar.ts';
import type { Loss } from '../../model/item.ts';
import type { FoundItemPart, ItemPart } from '../../wire/ews/item-element.ts';
import type { ExtendedField, Field } from '../../wire/ews/names.ts';
import { uidKey, uidOfKey } from './card-uid.ts';
import { keptCategories } from './contact.ts';
import { CARD_UID } from './contact-properties.ts';
import { carried, keptLines, oneLine } from './contact-texts.ts';
import { leftProperties } from './left-properties.ts';
import { noteColour } from './note-colour.ts';
import { type NoteLoss, noteLoss } from './note-losses.ts';
import { fileOf, UNNAMED } from './original-file.ts';
import { DELIVERY_TIME, ICON, MESSAGE_FLAGS, own } from './state.ts';

const PSETID_NOTE = '0006200e-0000-0000-c000-000000000046';
const COLOUR: ExtendedField = { is: 'numbered', set: PSETID_NOTE, id: 0x8b00, type: 'Integer' };
/** PidTagIconIndex of a sticky note, to which its colour is added. */
const ICON_NOTE = 0x300;
/** PidTagMessageFlags: read, and no draft. */
const READ = '1';
/** Where the title of the note stands; without it, in a line of its own above the text. */
const TITLE = own('GodwitTitle');
const TITLE_INSIDE = 'inside';
const TITLE_NONE = 'none';

/** All that reading a note back needs. */
export const NOTE_PROPERTIES: readonly Field[] = [CARD_UID, TITLE];

export interface WrittenNote {
  readonly part: ItemPart;
  readonly files: readonly InlineFile[];
  /** True when something is kept in the attached original alone. */
  readonly needsOriginal: boolean;
  readonly losses: readonly Loss[];
}

export function writtenNote(note: NoteDetails): WrittenNote {
  const { text, title } = textOf(note);
  const kept = keptLines(leftLines(note));
  const colour = noteColour(note);
  const at = note.created ?? note.modified;
  const extended: ItemPart['extended'] = [
    { field: MESSAGE_FLAGS, value: READ },
    ...(at === null ? [] : [{ field: DELIVERY_TIME, value: isoSeconds(at) }]),
    { field: ICON, value: String(ICON_NOTE + colour) },
    { field: COLOUR, value: String(colour) },
    ...(note.uid === '' ? [] : [{ field: CARD_UID, value: uidKey(carried(note.uid)) }]),
    ...(title === null ? [] : [{ field: TITLE, value: title }]),
  ];
  return {
    part: {
      itemClass: 'IPM.StickyNote',
      subject: oneLine(text.split('\n').find((line) => line.trim() !== '') ?? ''),
      sensitivity: SENSITIVITIES[note.sensitivity],
      body: withKept(text, kept.lines),
      categories: keptCategories(note.categories),
      importance: importanceOf(note.priority),
      extended,
    },
    files: inlineFiles(note),
    needsOriginal: kept.needsOriginal,
    losses: lossesOf(note).map(noteLoss),
  };
}

/** The note that the item holds. */
export function noteOf(
  part: FoundItemPart,
  extended: (field: ExtendedField) => string | null,
  attachments: readonly CalendarAttachment[],
): NoteDetails {
  const { text } = withoutKept(part.body);
  const title = extended(TITLE);
  const end = text.indexOf('\n');
  const firstLine = end === -1 ? text : text.slice(0, end);
  const rest = end === -1 ? '' : text.slice(end + 1);
  return {
    ...UNDESCRIBED,
    kind: 'note',
    uid: uidOfKey(extended(CARD_UID) ?? '') ?? '',
    summary: title === TITLE_NONE ? '' : firstLine.trim(),
    description: title === null ? rest : text,
    categories: part.categories,
    sensitivity: SENSITIVITY_WORDS[part.sensitivity] ?? 'normal',
    priority: PRIORITIES[part.importance] ?? 0,
    attachments,
    start: null,
  };
}

const SENSITIVITIES = { normal: 'Normal', private: 'Private', confidential: 'Confidential' } as const;
const SENSITIVITY_WORDS: Readonly<Record<string, NoteDetails['sensitivity']>> = {
  Personal: 'private',
  Private: 'private',
  Confidential: 'confidential',
};
/** High, normal and low of RFC 5545 §3.8.1.9. */
const PRIORITIES: Readonly<Record<string, number>> = { High: 1, Normal: 0, Low: 9 };

function importanceOf(priority: number): ItemPart['importance'] {
  if (priority >= 1 && priority <= 4) return 'High';
  return priority >= 6 ? 'Low' : 'Normal';
}

/** The whole text, whose first line is the title, and what the property says of that. */
function textOf(note: NoteDetails): { readonly text: string; readonly title: string | null } {
  const summary = titleOf(note);
  const description = plainText(note);
  if (summary === '') return { text: description, title: TITLE_NONE };
  const [firstLine = ''] = description.split('\n');
  if (firstLine.trim() === summary) return { text: description, title: TITLE_INSIDE };
  return { text: description === '' ? summary : `${summary}\n${description}`, title: null };
}

function titleOf({ summary }: NoteDetails): string {
  return carried(summary)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

function plainText({ description, html }: NoteDetails): string {
  if (description !== '' || html === '') return carried(description);
  const { text } = visibleText(html);
  return carried(decodeCharacterReferences(text))
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

function lossesOf(note: NoteDetails): readonly NoteLoss[] {
  const { attachments, alarms, attendees, organizer, categories, priority } = note;
  const losses: readonly (readonly [NoteLoss, boolean])[] = [
    ['format', note.html !== ''],
    ['start', note.start !== null],
    ['location', note.location !== ''],
    ['links', note.url !== '' || attachments.some(({ is }) => is === 'link')],
    ['importance', ![0, 1, 5, 9].includes(priority)],
    ['reminder', alarms.length > 0],
    ['furtherReminders', alarms.length > 1 || alarms.some(({ repeats }) => repeats > 0)],
    ['organizer', organizer !== null],
    ['attendees', attendees.length > 0],
    ['responses', attendees.some(({ response }) => response !== 'none')],
    ['categories', keptCategories(categories).join('\n') !== categories.join('\n')],
    ['subject', titleOf(note) !== note.summary.trim()],
    ['description', carried(note.description) !== note.description],
    ['identity', note.uid !== '' && uidKey(carried(note.uid)) !== note.uid],
    ['fileNames', inlineFiles(note).some((file) => file.name !== '' && shownFileName(file) !== file.name)],
    ['others', leftProperties(note.others).length > 0],
  ];
  return losses.flatMap(([loss, isLost]) => (isLost ? [loss] : []));
}

type InlineFile = Extract<CalendarAttachment, { is: 'inline' }>;

function inlineFiles({ attachments }: NoteDetails): readonly InlineFile[] {
  return attachments.flatMap((file) => (file.is === 'inline' ? [file] : []));
}

/** As it will be read back. */
function shownFileName(file: InlineFile): string {
  const { name } = fileOf(file);
  return name === UNNAMED ? '' : name;
}

/** What has no place, as lines for people. */
function leftLines(note: NoteDetails): readonly string[] {
  const { location, url, attachments, alarms, organizer, attendees } = note;
  return [
    ...(note.start === null ? [] : [`Date: ${shownTime(note.start)}`]),
    ...(location === '' ? [] : [`Location: ${location}`]),
    ...(url === '' ? [] : [`Link: ${url}`]),
    ...attachments.map((file) => (file.is === 'link' ? `Link: ${file.url}` : `Attached file: ${file.name}`)),
    ...alarms.map((alarm) => `Reminder: ${shownAlarm(alarm)}`),
    ...(organizer === null ? [] : [`Organizer: ${shownPerson(organizer)}`]),
    ...attendees.map((attendee) => {
      const { response } = attendee;
      return `Attendee: ${shownPerson(attendee)}${response === 'none' ? '' : `, ${response}`}`;
    }),
    ...leftProperties(note.others).map(({ line }) => line),
  ];
}

function shownTime({ date, time, zone }: CalendarTime): string {
  const name = typeof zone === 'string' ? (zone === 'UTC' ? 'UTC' : '') : zone.name;
  return [date, time ?? '', name].filter((part) => part !== '').join(' ');
}

function shownAlarm({ at, beforeSeconds }: Alarm): string {
  if (at !== null) return isoSeconds(at);
  return `${Math.round((beforeSeconds ?? 0) / 60)} minutes before`;
}

function shownPerson({ name, address, uri }: Person): string {
  const mail = address === '' ? uri : address;
  return name === '' ? mail : `${name} <${mail}>`;
}
