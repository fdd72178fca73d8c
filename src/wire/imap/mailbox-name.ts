/** Mailbox names between text and wire: modified UTF-7 (RFC 9051 §A, RFC 3501 §5.1.3). */

/** The wire form, ASCII. */
export declare function encodeMailboxName(text: string): string;
/** The text; a name that is not the canonical encoding of any text is given back as it is. */
export declare function decodeMailboxName(wire: string): string;
