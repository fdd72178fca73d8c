/** Notes: VJOURNALs in, sticky notes out, and back. */
import { writeCalendarItem } from '../../content/calendar/write-calendar.ts';
import type { CalendarAttachment } from '../../model/calendar.ts';
import type { Item, Marker } from '../../model/item.ts';
import { getAttachment, readAttachments } from '../../wire/ews/get-attachment.ts';
import { ITEM_PART_FIELDS, itemPartXml, readItemPart } from '../../wire/ews/item-element.ts';
import { extendedValue } from '../../wire/ews/properties.ts';
import type { XmlElement } from '../../wire/xml.ts';
import { askAll } from './ask.ts';
import { bytesSink } from './bytes-sink.ts';
import { readItemOf, unreadable } from './event.ts';
import { NOTE_PROPERTIES, noteOf, writtenNote } from './note.ts';
import { attach, fileOf, isOriginal, originalFile, UNNAMED } from './original-file.ts';
import type { KindShape, PreparedItem, ReadMore, Step } from './shape.ts';
import { MARKER } from './state.ts';

export const NOTE_SHAPE: KindShape = {
  prepare,
  fields: [...ITEM_PART_FIELDS, 'item:Attachments', ...NOTE_PROPERTIES],
  bodyType: 'Text',
  read: async (element, more) => {
    const files = await filesIn(element, more);
    return writeCalendarItem(noteOf(readItemPart(element), (field) => extendedValue(element, field), files));
  },
};

async function prepare(item: Item, marker: Marker): Promise<PreparedItem> {
  const { bytes, item: note } = await readItemOf(item);
  if (note.kind !== 'note') throw unreadable(`it is no note (VJOURNAL) but of the kind ${note.kind}`, null);
  const { part, files, needsOriginal, losses } = writtenNote(note);
  const marked = { ...part, extended: [{ field: MARKER, value: marker }, ...part.extended] };
  const attached = [...files.map(fileOf), ...(needsOriginal ? [originalFile(bytes)] : [])];
  const step: Step = async (made) => {
    await attach(made, attached);
    return [];
  };
  return {
    xml: `<t:Message>${itemPartXml(marked)}<t:IsRead>true</t:IsRead></t:Message>`,
    steps: attached.length === 0 ? [] : [step],
    losses,
    simpler: () => null,
  };
}

/** Files that are not given out are missing from the note, and the proof says so. */
async function filesIn(element: XmlElement, { context, signal }: ReadMore): Promise<readonly CalendarAttachment[]> {
  const listed = readAttachments(element).filter((file) => file.isFile && !isOriginal(file));
  const answers = await askAll(
    context,
    listed.map(({ id }) => id),
    1,
    (ids) => getAttachment(context.session, { ids, openSink: bytesSink }, signal),
  );
  return listed.flatMap(({ name, contentType }, index) => {
    const answer = answers[index];
    const bytes = answer?.is === 'done' ? answer.value : null;
    const shown = name === UNNAMED ? '' : name;
    return bytes === null ? [] : [{ is: 'inline', bytes, name: shown, mediaType: contentType }];
  });
}
