/** Somebody who follows the events of an organisation as a browser does: what is lost with the line is asked for behind the last one. */
import { systemClock } from '../../src/base/clock.ts';

export interface ReadEvent {
  readonly number: number;
  readonly at: string;
  readonly actor: { readonly is: string; readonly worker?: string };
  readonly subject: string;
  readonly subjectId: string;
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface EventReader {
  readonly events: readonly ReadEvent[];
  /** How often the stream was opened. */
  openings(): number;
  close(): Promise<void>;
}

/** A browser waits three seconds, as the stream tells it; a test has less patience. */
const AGAIN_MS = 300;

/** `place` is asked at each opening: a service that is started again listens elsewhere. */
export function readEvents(place: () => string, cookie: string): EventReader {
  const events: ReadEvent[] = [];
  const over = new AbortController();
  let openings = 0;
  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      try {
        const last = String(events.at(-1)?.number ?? 0);
        const headers = { cookie, 'last-event-id': last };
        const answer = await fetch(place(), { headers, signal: over.signal });
        if (answer.status === 200) {
          openings += 1;
          await take(answer, events);
        } else await answer.arrayBuffer();
      } catch (error) {
        if (!(error instanceof Error)) throw error; // fetch fails with errors: the service is away
      }
      await systemClock.sleep(AGAIN_MS, over.signal).catch(() => undefined); // ends by the condition above
    }
  };
  const running = run();
  return {
    events,
    openings: () => openings,
    close: async () => {
      over.abort();
      await running;
    },
  };
}

async function take(answer: Response, events: ReadEvent[]): Promise<void> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const line = block.split('\n').find((one) => one.startsWith('data: '));
      if (line !== undefined) events.push(JSON.parse(line.slice('data: '.length)) as ReadEvent); // of the contract's shape
    }
  }
}
