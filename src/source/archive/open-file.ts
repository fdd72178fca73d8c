/** A file that is open for as long as its items are taken. */
import { Window } from './bytes.ts';
import type { OpenFile } from './format.ts';
import type { ArchiveFile } from './tree.ts';

export async function* withOpen<T>(
  file: ArchiveFile,
  signal: AbortSignal,
  look: (open: OpenFile) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const bytes = await file.open(signal);
  try {
    yield* look({ file, window: new Window(bytes) });
  } finally {
    await bytes.close();
  }
}
