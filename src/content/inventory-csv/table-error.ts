/** A table that cannot be read as one of an organisation. */

/** The message says why, as the end of a sentence without a full stop. */
export class TableError extends Error {
  override readonly name = 'TableError';
}
