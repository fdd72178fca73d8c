/** Who a component is: its UID, or one made of what it says. */
import { createHash } from 'node:crypto';
import { CalendarError } from './calendar-error.ts';
import { type Component, componentLines } from './component.ts';
import { plainText } from './read-text.ts';

export interface NamedUid {
  readonly uid: string;
  readonly line: number;
}

/** The UIDs of those components that have one, in their order. */
export function uidsOf(components: readonly Component[]): readonly NamedUid[] {
  return components.flatMap((component) => {
    const written = component.properties.find((line) => line.name === 'UID' && line.value.trim() !== '');
    return written === undefined ? [] : [{ uid: plainText(written.value).trim(), line: written.line }];
  });
}

/**
 * A UID for components that have none: a digest of their lines but DTSTAMP, which every export writes anew. Throws a
 * CalendarError when they are more than one item.
 */
export function madeUid(components: readonly Component[]): string {
  const [, second] = components.filter((component) => !hasRecurrenceId(component));
  if (second !== undefined)
    throw new CalendarError(second.name, second.line, 'there is more than one without UID in one item');
  const hash = createHash('sha256');
  for (const line of components.flatMap(componentLines)) if (!/^(DTSTAMP|UID)[;:]/.test(line)) hash.update(`${line}\n`);
  return `godwit-${hash.digest('hex').slice(0, 40)}`;
}

/** True for what stands for one occurrence of a series. */
export function hasRecurrenceId(component: Component): boolean {
  return component.properties.some((line) => line.name === 'RECURRENCE-ID' && line.value.trim() !== '');
}
