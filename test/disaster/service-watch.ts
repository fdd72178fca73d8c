/** Looks at a service all the time: whether it answers, what, how soon, and how much memory it takes. */
import { readFileSync } from 'node:fs';
import { systemClock } from '../../src/base/clock.ts';

export interface ServiceWatch {
  /** How often each status was answered; `none` where nothing was. */
  readonly statuses: ReadonlyMap<string, number>;
  /** What else than 200 was answered, each once. */
  readonly others: ReadonlySet<string>;
  slowestMs(): number;
  memoryMbMax(): number;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 500;
/** Whoever waits for longer takes the service for dead. */
const ANSWER_MS_MAX = 30_000;

export function watchService(pid: number, url: string, cookie: string): ServiceWatch {
  const statuses = new Map<string, number>();
  const others = new Set<string>();
  const over = new AbortController();
  let slowestMs = 0;
  let memoryMbMax = 0;
  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      memoryMbMax = Math.max(memoryMbMax, memoryMb(pid));
      const began = performance.now();
      const { status, what } = await look(url, cookie);
      slowestMs = Math.max(slowestMs, performance.now() - began);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status !== '200') others.add(what);
      await systemClock.sleep(LOOK_EVERY_MS, over.signal).catch(() => undefined); // ends by the condition above
    }
  };
  const running = run();
  return {
    statuses,
    others,
    slowestMs: () => slowestMs,
    memoryMbMax: () => memoryMbMax,
    close: async () => {
      over.abort();
      await running;
    },
  };
}

async function look(url: string, cookie: string): Promise<{ readonly status: string; readonly what: string }> {
  const patience = new AbortController();
  const over = new AbortController();
  const waiting = systemClock.sleep(ANSWER_MS_MAX, over.signal).then(
    () => patience.abort(new Error('no answer')),
    () => undefined, // the answer came before
  );
  try {
    const answer = await fetch(url, { headers: { cookie }, signal: patience.signal });
    const text = await answer.text();
    const code = answer.status === 200 ? '' : (JSON.parse(text) as { readonly code?: string }).code; // a problem document
    return { status: String(answer.status), what: `${answer.status} ${code}` };
  } catch (error) {
    return { status: 'none', what: error instanceof Error ? error.message : String(error) };
  } finally {
    over.abort();
    await waiting;
  }
}

/** What the process itself has in memory. Linux only. */
function memoryMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return 0; // it has ended
    throw error;
  }
}
