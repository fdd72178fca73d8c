/** All kinds of items that the simulator keeps. */
import { ItemRefusal } from '../errors.ts';
import { CALENDAR_ITEM } from './calendar-item.ts';
import { CONTACT } from './contact.ts';
import { DISTRIBUTION_LIST } from './distribution-list.ts';
import type { Kind } from './kind.ts';
import { MESSAGE } from './message.ts';
import { TASK } from './task.ts';

const KINDS: ReadonlyMap<string, Kind> = new Map(
  [MESSAGE, CALENDAR_ITEM, TASK, CONTACT, DISTRIBUTION_LIST].map((kind) => [kind.name, kind]),
);

/** The kind whose element has that name. Refuses kinds that are not kept here. */
export function kindNamed(name: string): Kind {
  const kind = KINDS.get(name);
  if (kind === undefined) {
    throw new ItemRefusal('ErrorInvalidOperation', `This simulator does not keep items of the kind ${name}.`);
  }
  return kind;
}

/** Whether any kind has a property of that path that can be searched. */
export function isSearchable(uri: string): boolean {
  return [...KINDS.values()].some(({ searchable }) => searchable.has(uri));
}
