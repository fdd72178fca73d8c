/** Collects the bytes of one file in memory. */
import type { ByteSink } from '../../wire/ews/content-sinks.ts';

/** More than this is no picture and no file of a note; an item of the largest size may still hold it. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

/** What is too large is not held: then the result is null. */
export function bytesSink(): ByteSink<Buffer | null> {
  let pieces: Buffer[] = [];
  let length = 0;
  const drop = (): void => {
    pieces = [];
  };
  return {
    write: (bytes) => {
      length += bytes.byteLength;
      if (length > FILE_BYTES_MAX) drop();
      else pieces.push(Buffer.from(bytes));
    },
    end: async () => (length > FILE_BYTES_MAX ? null : Buffer.concat(pieces)),
    discard: async () => drop(),
  };
}
