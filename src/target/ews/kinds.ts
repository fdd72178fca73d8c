/** Which shape the items of each kind of folder have. Mail has none: it travels as MIME. */
import type { FolderKind } from '../../model/item.ts';
import { CONTACT_SHAPE } from './contact-shape.ts';
import type { EwsContext } from './context.ts';
import { eventShape } from './event.ts';
import { NOTE_SHAPE } from './note-shape.ts';
import type { KindShape } from './shape.ts';
import { taskShape } from './task.ts';

export type ShapedKind = Exclude<FolderKind, 'message'>;
export type Shapes = Readonly<Partial<Record<ShapedKind, KindShape>>>;

/** The kinds that are written and read; folders of others are left alone. */
export function shapesOf(context: EwsContext): Shapes {
  return { contact: CONTACT_SHAPE, event: eventShape(context), task: taskShape(context), note: NOTE_SHAPE };
}
