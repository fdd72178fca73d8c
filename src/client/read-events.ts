/** Reads a stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */

export interface SentEvent {
  /** Of the last event that had one, as text; empty before. */
  readonly id: string;
  readonly text: string;
}

/** No event of ours is longer; a longer one is from somebody else. */
const EVENT_LENGTH_MAX = 1024 * 1024;

/** Each event in its order. Ends with the stream; throws what the stream breaks with, and `RangeError` for an event without end. */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<SentEvent> {
  let id = '';
  let lines: string[] = [];
  for await (const line of linesOf(stream)) {
    if (line === '') {
      if (lines.length > 0) yield { id, text: lines.join('\n') };
      lines = [];
    } else if (line.startsWith('id:')) id = valueOf(line);
    else if (line.startsWith('data:')) lines.push(valueOf(line));
    if (lines.length > EVENT_LENGTH_MAX) throw new RangeError('an event of the stream has no end');
  }
}

function valueOf(line: string): string {
  return line.slice(line.indexOf(':') + 1).replace(/^ /, '');
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      // A CR at the end may be the half of a CRLF.
      const parts = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = parts.pop() ?? '';
      if (rest.length > EVENT_LENGTH_MAX) throw new RangeError('an event of the stream has no end');
      yield* parts;
    }
  } finally {
    // Whoever stops reading before the end wants no more of it.
    await reader.cancel();
  }
}
