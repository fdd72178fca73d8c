/** A property that an answer can show. */
import type { ItemView } from '../item-view.ts';
import type { BaseShape, Shape } from '../shape.ts';
import { xmlText } from '../xml-write.ts';

export interface Field {
  readonly uri: string;
  /** The smallest base shape that brings it; null when it must be asked for by name. */
  readonly from: BaseShape | null;
  /** '' when the item does not have it. */
  write(view: ItemView, shape: Shape): string;
}

export const field = (uri: string, from: BaseShape | null, write: Field['write']): Field => ({ uri, from, write });

/** An element with that text, or nothing. */
export const optionalText = (name: string, value: string | number | boolean | null): string =>
  value === null ? '' : xmlText(name, value);
