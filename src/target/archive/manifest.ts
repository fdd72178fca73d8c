/** What each folder of an archive holds, with hashes: one JSON document a line, later lines before earlier ones. */
import { createReadStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MANIFEST_FILE } from '../../content/archive-names.ts';
import type { ItemKind, TargetRef } from '../../model/item.ts';

export interface ManifestLine {
  readonly ref: TargetRef;
  readonly kind: ItemKind;
  /** Of the bytes in the file, in hexadecimal; null in a line that only changes the keywords. */
  readonly sha256: string | null;
  /** Keywords of a message, for which a Maildir has no place that programs agree on. */
  readonly keywords: readonly string[];
}

/** Lines appear all or not at all in the order of the calls; a line that is there before its file says nothing. */
export async function appendLines(folder: string, lines: readonly ManifestLine[]): Promise<void> {
  if (lines.length === 0) return;
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await appendFile(join(folder, MANIFEST_FILE), text, { mode: 0o600 });
}

/**
 * The keywords of each item that has any. Empty for a folder without a manifest; a line that was cut short by a crash is no
 * line.
 */
export async function readKeywords(folder: string): Promise<ReadonlyMap<TargetRef, readonly string[]>> {
  const found = new Map<TargetRef, readonly string[]>();
  const stream = createReadStream(join(folder, MANIFEST_FILE));
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      const line = parsed(text);
      if (line === null) continue;
      if (line.keywords.length > 0) found.set(line.ref, line.keywords);
      else found.delete(line.ref);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  return found;
}

function parsed(text: string): ManifestLine | null {
  try {
    const line: unknown = JSON.parse(text);
    return isLine(line) ? line : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isLine(value: unknown): value is ManifestLine {
  if (typeof value !== 'object' || value === null) return false;
  const { ref, kind, sha256, keywords } = value as Partial<Record<keyof ManifestLine, unknown>>; // looked at here
  const isText = [ref, kind, sha256 ?? ''].every((one) => typeof one === 'string');
  return isText && Array.isArray(keywords) && keywords.every((keyword) => typeof keyword === 'string');
}
