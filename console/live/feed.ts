/**
 * Listens to what happens in one organisation, for as long as a page shows it: resumes behind the last event after each loss, and
 * tells what happened in bundles, so that five thousand mailboxes that move do not draw a page five thousand times.
 */

import type { Answer } from '../../src/client/client.ts';
import { readEvents } from '../../src/client/read-events.ts';
import { tellIfSignedOut } from '../asking/answers.ts';
import { callWith } from '../asking/ask.ts';
import { isSignedOut, service } from '../asking/service.ts';
import { nowMs, sleep } from './clock.ts';

export type FeedState = 'off' | 'opening' | 'live' | 'lost';
export type Happened = Answer<'listEvents'>['items'][number];

export interface FeedTold {
  readonly onState: (state: FeedState) => void;
  readonly onEvents: (events: readonly Happened[]) => void;
  /** The line is back after a loss: what no event tells may have changed meanwhile. */
  readonly onHealed: () => void;
}

/** Readers do not notice so little, and a page is drawn twice a second at most. */
const BUNDLE_MS = 500;
const WAITS_MS = [1000, 2000, 5000, 10_000];
/** The service says something every fifteen seconds; after three of them the line is dead though nobody said so. */
const SILENT_MS_MAX = 45_000;
const LOOK_EVERY_MS = 5000;

/** Ends with the signal, and when nobody is signed in any more. */
export async function follow(organisation: string, told: FeedTold, signal: AbortSignal): Promise<void> {
  let last: number | null = null;
  const bundle = bundled(told.onEvents, signal);
  told.onState('opening');
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      last ??= await newestNumber(organisation);
      await using line = await openLine(organisation, last, signal);
      told.onState('live');
      if (failures > 0) told.onHealed();
      failures = 0;
      for await (const { text } of readEvents(line.stream)) {
        const event: Happened = JSON.parse(text);
        last = Math.max(last, event.number);
        bundle(event);
      }
    } catch (error) {
      if (isSignedOut(error)) return tellIfSignedOut(error);
      if (signal.aborted) break;
    }
    if (signal.aborted) break;
    told.onState('lost');
    await sleep(WAITS_MS[Math.min(failures, WAITS_MS.length - 1)] ?? 0, signal);
  }
  told.onState('off');
}

/** What happened before the page was opened is in what the page asked for. */
async function newestNumber(organisation: string): Promise<number> {
  const { items } = await callWith('listEvents', { path: { organisation }, query: { sort: '-number', limit: 1 } });
  return items[0]?.number ?? 0;
}

interface Line extends AsyncDisposable {
  readonly stream: ReadableStream<Uint8Array>;
}

/** A stream that is cut when nothing comes any more: a line can be dead for hours without anybody saying so. */
async function openLine(organisation: string, lastEventId: number, over: AbortSignal): Promise<Line> {
  const cut = new AbortController();
  const signal = AbortSignal.any([over, cut.signal]);
  const opened = await service.open('streamEvents', { path: { organisation } }, { lastEventId, signal });
  let heardAt = nowMs();
  const watch = async (): Promise<void> => {
    while (!signal.aborted) {
      await sleep(LOOK_EVERY_MS, signal);
      if (nowMs() - heardAt > SILENT_MS_MAX) cut.abort();
    }
  };
  void watch();
  const listened = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      heardAt = nowMs();
      controller.enqueue(chunk);
    },
  });
  return { stream: opened.pipeThrough(listened), [Symbol.asyncDispose]: async () => cut.abort() };
}

function bundled(tell: FeedTold['onEvents'], signal: AbortSignal): (event: Happened) => void {
  let waiting: Happened[] = [];
  const tellLater = async (): Promise<void> => {
    await sleep(BUNDLE_MS, signal);
    const events = waiting;
    waiting = [];
    if (!signal.aborted) tell(events);
  };
  return (event) => {
    waiting.push(event);
    if (waiting.length === 1) void tellLater();
  };
}
