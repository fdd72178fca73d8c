/** Reads content back. */

import { contentWriter } from '../../base/spool.ts';
import type { Content, TargetRef } from '../../model/item.ts';
import type { FoundItem } from '../../model/target.ts';
import type { Answer } from '../../wire/ews/answers.ts';
import { getItem, getItemContent } from '../../wire/ews/get-item.ts';
import { askAll } from './ask.ts';
import { type EwsContext, piecesOf } from './context.ts';

/** Sizes of so many items are asked for at once. */
const SIZES_PER_REQUEST = 100;
/** One answer holds at most so much content, if it holds more than one item: a server makes it within a minute. */
const ANSWER_BYTES_MAX = 8 * 1024 * 1024;
const ANSWER_ITEMS_MAX = 50;
/** Answers that are read at once: one arrives while the server makes the next. */
const ANSWERS_MAX = 3;

/** See `Target.read`. An item that is not given back comes with the reason. Throws what the protocol throws. */
export async function* readItems(
  context: EwsContext,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): AsyncGenerator<FoundItem> {
  for (const piece of piecesOf(refs, SIZES_PER_REQUEST * ANSWERS_MAX)) {
    const { groups, missing } = await grouped(context, piece, signal);
    yield* missing;
    yield* readGroups(context, groups, signal);
  }
}

/** Has several answers under way; gives each as it comes. What nobody took is dropped. */
async function* readGroups(
  context: EwsContext,
  groups: readonly (readonly TargetRef[])[],
  signal: AbortSignal,
): AsyncGenerator<FoundItem> {
  const waiting = [...groups];
  const running = new Set<Promise<{ readonly found: readonly FoundItem[]; readonly self: () => void }>>();
  const ready: FoundItem[] = [];
  const start = (): void => {
    const group = waiting.shift();
    if (group === undefined) return;
    const run = readGroup(context, group, signal).then((found) => ({ found, self: () => running.delete(run) }));
    running.add(run);
  };
  try {
    for (;;) {
      while (running.size < ANSWERS_MAX && waiting.length > 0) start();
      if (running.size === 0) return;
      const { found, self } = await Promise.race(running);
      self();
      ready.push(...found);
      for (let item = ready.shift(); item !== undefined; item = ready.shift()) yield item;
    }
  } finally {
    for (const outcome of await Promise.allSettled(running)) {
      if (outcome.status === 'fulfilled') ready.push(...outcome.value.found);
    }
    for (const { content } of ready) if (content?.is === 'spooled') await content.drop();
  }
}

/** Sorts the refs into requests by the size of the items. */
async function grouped(
  context: EwsContext,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): Promise<{ readonly groups: readonly (readonly TargetRef[])[]; readonly missing: readonly FoundItem[] }> {
  const answers = await askAll(context, refs, SIZES_PER_REQUEST, (ids) =>
    getItem(context.session, { ids, fields: ['item:Size'] }, signal),
  );
  const groups: TargetRef[][] = [];
  const missing: FoundItem[] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const [index, ref] of refs.entries()) {
    const answer = answers[index];
    if (answer?.is !== 'done') {
      missing.push(notGiven(ref, answer));
      continue;
    }
    const size = answer.value.size ?? ANSWER_BYTES_MAX;
    const group = groups.at(-1);
    if (group === undefined || group.length >= ANSWER_ITEMS_MAX || bytes + size > ANSWER_BYTES_MAX) {
      groups.push([ref]);
      bytes = size;
    } else {
      group.push(ref);
      bytes += size;
    }
  }
  return { groups, missing };
}

async function readGroup(
  context: EwsContext,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): Promise<readonly FoundItem[]> {
  const request = (ids: readonly string[]): Promise<readonly Answer<Content | null>[]> =>
    getItemContent(context.session, { ids, openSink: () => contentWriter(context.spoolFolder) }, signal);
  const answers = await askAll(context, refs, refs.length, request);
  return refs.map((target, index) => {
    const answer = answers[index];
    if (answer?.is !== 'done') return notGiven(target, answer);
    return { target, content: answer.value, why: answer.value === null ? 'it has no MIME content' : null };
  });
}

/** What stands for an item that the server did not give. */
export function notGiven(target: TargetRef, answer: Answer<unknown> | undefined): FoundItem {
  const why = answer?.is === 'refused' ? `${answer.code}: ${answer.words}` : 'the server said nothing about it';
  return { target, content: null, why };
}
