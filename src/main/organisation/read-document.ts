/** Reads a document that somebody named on the command line. */
import { readFile, stat } from 'node:fs/promises';
import { Failure } from '../../base/problem.ts';

/** Fifty thousand people with everything they told, an inventory of as many, or the survey of a mailbox with a hundred thousand folders. */
const DOCUMENT_BYTES_MAX = 64 * 1024 * 1024;

/** `option` is the one that named the file. Throws usage.invalid where it cannot be read or is too large. */
export async function readDocument(file: string, option: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size <= DOCUMENT_BYTES_MAX) return decoded(await readFile(file));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const what = `The file ${file} could not be read: ${error.message}.`;
    throw new Failure('usage.invalid', { what, how: `Name a file of yours with ${option}.` }, { cause: error });
  }
  throw new Failure('usage.invalid', {
    what: `The file ${file} is larger than ${DOCUMENT_BYTES_MAX / 1024 / 1024} MB.`,
    how: `Name the right file with ${option}.`,
  });
}

/** As programs on Windows write it, too: what PowerShell redirects into a file is UTF-16 with a byte order mark. */
function decoded(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
