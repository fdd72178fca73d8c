/** Whether somebody who followed the events has read each of them once, in their order. */

import type { ServiceProgram } from '../walk/service-program.ts';
import type { EventReader, ReadEvent } from './event-reader.ts';
import type { Move } from './move-scene.ts';

export interface Followed {
  readonly move: Pick<Move, 'admin' | 'home'>;
  readonly programs: ReadonlyMap<string, ServiceProgram>;
  readonly reader: EventReader;
}

/** How many places differ from the list that the service gives afterwards. */
export async function missedEvents({ move, programs, reader }: Followed): Promise<number> {
  const url = programs.get('serve')?.url ?? '';
  const listed: number[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await move.admin.ask('GET', `${url}${move.home}/events?limit=500${cursor}`);
    const page = body as unknown as { readonly items: readonly ReadEvent[]; readonly next: string | null }; // a list
    listed.push(...page.items.map(({ number }) => number));
    if (page.next === null) break;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
  const read = reader.events.map(({ number }) => number);
  const length = Math.max(read.length, listed.length);
  return Array.from({ length }, (_none, at) => read[at] === listed[at]).filter((isSame) => !isSame).length;
}

/** Events that do not begin where the one before them ended, as sentences: something was lost that no list shows. */
export function brokenChains(events: readonly ReadEvent[]): readonly string[] {
  const last = new Map<string, string>();
  return events.flatMap(({ number, subjectId, name, from, to }) => {
    if (to === null) return [];
    const before = last.get(subjectId);
    last.set(subjectId, to);
    return before === undefined || from === before
      ? []
      : [`event ${number}, ${name}, begins at ${from} after ${before}`];
  });
}
