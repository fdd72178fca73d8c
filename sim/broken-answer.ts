/** Answers that break on their way, as the scripts of faults want them: cut off, or in drips. */
import type { ServerResponse } from 'node:http';
import type { Clock } from '../src/base/clock.ts';

export interface WrittenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly bytes: Buffer;
}

/** Ends the connection: before the work, after it without a word, or after so many bytes of the answer. */
export function cutAnswer(
  { at, bytes }: { readonly at: 'before-work' | 'after-work'; readonly bytes?: number },
  response: ServerResponse,
  answer: () => WrittenAnswer,
): void {
  if (at === 'before-work') {
    response.destroy();
    return;
  }
  const written = answer();
  if (bytes === undefined) {
    response.destroy();
    return;
  }
  response.writeHead(written.status, written.headers);
  response.write(written.bytes.subarray(0, bytes), () => response.destroy());
}

/** So many bytes at a time, until all is sent or the client has gone. */
export async function dripAnswer(
  fault: { readonly bytes: number; readonly everyMs: number },
  response: ServerResponse,
  { status, headers, bytes }: WrittenAnswer,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  response.writeHead(status, headers);
  for (let at = 0; at < bytes.length && !response.destroyed; at += fault.bytes) {
    response.write(bytes.subarray(at, at + fault.bytes));
    await clock.sleep(fault.everyMs, signal);
  }
  response.end();
}
