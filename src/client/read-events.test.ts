import { expect, test } from 'vitest';
import { readEvents } from './read-events.ts';

const SENT =
  'retry: 3000\n\nid: 4\ndata: {"a":"ü"}\n\n: still here\n\nid: 5\r\ndata:one\r\ndata: two\r\n\r\nid: 6\ndata: cut';

/** In pieces of this many bytes, as a line may cut it. */
function streamOf(text: string, length: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull: (controller) => {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, at + length));
      at += length;
    },
  });
}

async function eventsOf(text: string, length: number) {
  const events = [];
  for await (const event of readEvents(streamOf(text, length))) events.push(event);
  return events;
}

test.each([1, 2, 3, 7, 1000])('events are whole in pieces of %i bytes, and half of one is none', async (length) => {
  expect(await eventsOf(SENT, length)).toEqual([
    { id: '4', text: '{"a":"ü"}' },
    { id: '5', text: 'one\ntwo' },
  ]);
});

test('an event without end is not kept', async () => {
  await expect(eventsOf(`data: ${'x'.repeat(2 ** 21)}`, 65_536)).rejects.toThrow(RangeError);
});
