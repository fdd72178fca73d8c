/** Whole tables out of and into PostgreSQL as COPY moves them, with memory for a few pieces alone. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from, to } from 'pg-copy-streams';
import { failureOf } from './db-error.ts';

/** Throws `database.*` or a `DbError`. */
export async function* copyOut(client: ClientBase, text: string): AsyncGenerator<Buffer> {
  try {
    for await (const piece of client.query(to(text))) yield piece as Buffer; // the stream has no encoding, so it gives bytes
  } catch (error) {
    throw failureOf(error, 'copy-out');
  }
}

/** Throws `database.*` or a `DbError`; of what was fed nothing stays then. */
export async function copyIn(client: ClientBase, text: string, bytes: Buffer): Promise<void> {
  try {
    await pipeline(Readable.from([bytes]), client.query(from(text)));
  } catch (error) {
    throw failureOf(error, 'copy-in');
  }
}
