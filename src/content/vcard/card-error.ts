/** Why a card cannot be read, and everything about a card that has a bound. */

/** A card that is refused as a whole. */
export class CardError extends Error {
  /** Counted from 1 within the card's bytes. */
  readonly line: number;
  /** A sentence without a full stop that follows "line 7: ". */
  readonly reason: string;

  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
    this.name = 'CardError';
    this.line = line;
    this.reason = reason;
  }
}

/** One card with its photos. Phones write photos of 20 MB as base64, which are 27 MB; twice that is no card any more. */
export const CARD_BYTES_MAX = 64 * 1024 * 1024;
/** A photo once it is decoded. Exchange takes attachments of at most 25 MB over its web services by default. */
export const PHOTO_BYTES_MAX = 32 * 1024 * 1024;
/** A text of one property. Exchange holds notes of a few megabytes. */
export const TEXT_BYTES_MAX = 4 * 1024 * 1024;
/** Properties of one card. The largest groups known have some thousand members. */
export const PROPERTIES_MAX = 50_000;
/** Name, group and parameters of one property together. */
export const HEADER_BYTES_MAX = 64 * 1024;
/** Parameters of one property, and values of one parameter. Outlook writes about ten. */
export const PARAMETERS_MAX = 200;
/** Elements of one list: categories, nicknames. */
export const VALUES_MAX = 5000;
/** Cards within cards within cards (AGENT). Nobody writes more than two. */
export const NESTING_MAX = 16;
