/** The texts this adapter makes and later understands: names of folders, refs of items and cursors of listings. */
import { assert } from '../../base/assert.ts';
import type { SourceFolder } from '../../model/folder.ts';
import type { Cursor, SourceRef } from '../../model/item.ts';
import type { DavCollection } from '../../wire/dav/collections.ts';
import type { Place } from '../../wire/dav/place.ts';
import { CALENDAR_COMPONENTS, type Component } from './service-kinds.ts';

/** What one folder is made of: the resources of a collection that hold one component. */
export interface Share {
  readonly collection: Place;
  readonly component: Component;
  /** What else the collection may hold: it is in other folders. */
  readonly others: readonly Component[];
  /** True when `component` is what the collection is mainly for: then it has all that is of no other kind. */
  readonly isMain: boolean;
}

/** `VTODO+VEVENT https://dav.example.net/ann/work/`: what is in the folder, then what else is in the collection. */
export function serverNameOf({ collection, component, others }: Omit<Share, 'isMain'>): string {
  return `${[component, ...others].join('+')} ${collection.origin}${collection.path}`;
}

/** The inverse of `serverNameOf`. */
export function shareOf({ serverName }: SourceFolder): Share {
  const found = /^([A-Z+]+) (https?:\/\/[^/]+)(\/.*)$/s.exec(serverName);
  assert(found !== null, 'a folder of this source has a name that this source made');
  const [, words = '', origin = '', path = ''] = found;
  const [component, ...others] = words.split('+').flatMap((word) => componentNamed(word) ?? []);
  assert(component !== undefined, 'a folder of this source holds a component that it knows');
  return {
    collection: { origin, path },
    component,
    others,
    isMain: others.every((other) => isBefore(component, other)),
  };
}

/** True when a collection that holds both is mainly for the first one. */
function isBefore(one: Component, other: Component): boolean {
  return COMPONENTS.indexOf(one) < COMPONENTS.indexOf(other);
}

const COMPONENTS: readonly Component[] = [...CALENDAR_COMPONENTS, 'VCARD'];

function componentNamed(word: string): Component | null {
  return COMPONENTS.find((component) => component === word) ?? null;
}

export function refOf(name: string): SourceRef {
  return name as SourceRef; // a ref is what this adapter makes
}

/**
 * Where a listing goes on. From a token changes can be asked for; a stamp only tells whether anything changed, and is empty
 * where the server has none.
 */
export type Position =
  | { readonly is: 'token'; readonly token: string }
  | { readonly is: 'stamp'; readonly stamp: string };

export function cursorOf(position: Position): Cursor {
  const text = position.is === 'token' ? `token ${position.token}` : `stamp ${position.stamp}`;
  return text as Cursor; // a cursor is what this adapter makes
}

/** Null for a cursor that this adapter did not make: then everything is listed anew. */
export function positionOf(cursor: Cursor): Position | null {
  const [, is, rest = ''] = /^(token|stamp) (.*)$/s.exec(cursor) ?? [];
  if (is === 'token') return { is, token: rest };
  return is === 'stamp' ? { is, stamp: rest } : null;
}

/** Changes whenever anything in the collection does. Null when the server gives neither token nor tag. */
export function stampOf({ syncToken, ctag }: DavCollection): string | null {
  // Both, since there are servers that change only one of them with some changes.
  return syncToken === null && ctag === null ? null : JSON.stringify([syncToken, ctag]);
}
