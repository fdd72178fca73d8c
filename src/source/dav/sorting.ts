/** Tells what the resources of a collection are where it may hold several kinds: the server is asked, and not believed blindly. */

import { calendarQuery } from '../../wire/dav/calendar-query.ts';
import type { DavCollection } from '../../wire/dav/collections.ts';
import { DavProtocolError, DavStatusError } from '../../wire/dav/errors.ts';
import { listResources } from '../../wire/dav/list-resources.ts';
import type { Place } from '../../wire/dav/place.ts';
import { beginningOf, fetchResources } from './fetch-resources.ts';
import { stampOf } from './names.ts';
import { type CalendarComponent, type Component, componentIn } from './service-kinds.ts';
import { type DavSession, placeKey, type Sorting } from './session.ts';

/** Resources of all collections together whose sorting is remembered: some 100 bytes each. */
const REMEMBERED_MAX = 300_000;
/** Resources that are read only to learn what they are. Beyond, a server without queries is asked for too much. */
const READ_MAX = 50_000;

/** What is not of the main component; remembered for as long as the collection's stamp stays. Throws errors of `wire/dav`. */
export async function sortCollection(
  session: DavSession,
  collection: DavCollection,
  components: readonly Component[],
  signal: AbortSignal,
): Promise<Sorting> {
  const key = placeKey(collection.at);
  const stamp = stampOf(collection);
  const known = session.sortings.get(key);
  if (known !== undefined && stamp !== null && known.stamp === stamp) return known;
  const asked = components.filter((component) => component !== 'VCARD');
  const found =
    (await byQueries(session, collection.at, asked, signal)) ??
    (await byReading(session, collection.at, asked, signal));
  const sorting = { stamp, syncToken: collection.syncToken, components: found };
  session.sortings.delete(key);
  session.sortings.set(key, sorting);
  forgetOldest(session);
  return sorting;
}

/** Null when the server cannot be asked, or gives answers that contradict each other or the resources. */
async function byQueries(
  session: DavSession,
  at: Place,
  components: readonly CalendarComponent[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Component> | null> {
  const found = new Map<string, Component>();
  for (const component of components) {
    const names = await queried(session, at, component, signal);
    if (names === null || names.some((name) => found.has(name))) return null;
    for (const name of names) found.set(name, component);
    // There are servers that take the filter and give everything.
    const [first] = names;
    if (first === undefined) continue;
    for (const [, held] of await componentsRead(session, at, [first], signal)) if (held !== component) return null;
  }
  return found;
}

async function queried(
  session: DavSession,
  at: Place,
  component: CalendarComponent,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  try {
    return await calendarQuery(session.client, at, component, signal);
  } catch (error) {
    const isUnable = error instanceof DavStatusError && error.status !== 401 && error.status !== 404;
    if (isUnable || error instanceof DavProtocolError) return null;
    throw error;
  }
}

async function byReading(
  session: DavSession,
  at: Place,
  components: readonly CalendarComponent[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Component>> {
  const names = (await listResources(session.client, at, signal)).map((resource) => resource.name);
  if (names.length > READ_MAX) {
    throw new DavProtocolError(`it cannot say which of its ${names.length} resources are events, tasks or notes`);
  }
  const found = new Map<string, Component>();
  for (const [name, component] of await componentsRead(session, at, names, signal)) {
    if (component !== null && components.includes(component)) found.set(name, component);
  }
  return found;
}

/** By name; what cannot be read is missing. */
async function componentsRead(
  session: DavSession,
  at: Place,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, CalendarComponent | null>> {
  const found = new Map<string, CalendarComponent | null>();
  for await (const one of fetchResources(session, at, names, signal)) {
    if (one.is === 'got') found.set(one.name, componentIn(await beginningOf(one.content)));
  }
  return found;
}

function forgetOldest({ sortings }: DavSession): void {
  let total = 0;
  for (const { components } of sortings.values()) total += components.size;
  for (const [key, { components }] of sortings) {
    if (total <= REMEMBERED_MAX || sortings.size === 1) return;
    sortings.delete(key);
    total -= components.size;
  }
}
