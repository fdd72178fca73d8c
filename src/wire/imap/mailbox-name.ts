/** Mailbox names between text and wire: modified UTF-7 (RFC 9051 §A, RFC 3501 §5.1.3), or UTF-8 (RFC 6855). */

/** The wire form in modified UTF-7: ASCII. */
export function encodeMailboxName(text: string): string {
  return text.replace(/&|[^\x20-\x7e]+/g, (run) => (run === '&' ? '&-' : `&${base64Of(run)}-`));
}

/**
 * The text of a wire name (one character a byte). A name that is not the one right encoding of any text is given back as
 * it is: as UTF-8 if it is that (servers send it without being asked), byte for byte otherwise. So no two names that
 * differ in anything but such breakage become one text; the wire name stays the one to talk to the server with.
 */
export function decodeMailboxName(wire: string): string {
  if (/[\x80-\xff]/.test(wire)) return utf8(wire);
  if (!wire.includes('&')) return wire;
  const text = wire.replace(/&([^-]*)-/g, (whole, coded: string) => (coded === '' ? '&' : (textOf(coded) ?? whole)));
  return encodeMailboxName(text) === wire ? text : wire;
}

/** The wire form for a server that was told ENABLE UTF8=ACCEPT: UTF-8, one character a byte. */
export function encodeUtf8MailboxName(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The inverse of `encodeUtf8MailboxName`; bytes that are no UTF-8 are kept as they are. */
export function decodeUtf8MailboxName(wire: string): string {
  return utf8(wire);
}

function utf8(wire: string): string {
  const text = Buffer.from(wire, 'latin1').toString('utf8');
  return encodeUtf8MailboxName(text) === wire ? text : wire;
}

function base64Of(text: string): string {
  const bytes = Buffer.alloc(text.length * 2);
  for (let i = 0; i < text.length; i++) bytes.writeUInt16BE(text.charCodeAt(i), i * 2);
  return bytes.toString('base64').replace(/=+$/, '').replaceAll('/', ',');
}

/** Null for what is no modified base64 of whole UTF-16 units. */
function textOf(coded: string): string | null {
  if (!/^[A-Za-z0-9+,]+$/.test(coded)) return null;
  const bytes = Buffer.from(coded.replaceAll(',', '/'), 'base64');
  if (bytes.length === 0 || bytes.length % 2 === 1) return null;
  return bytes.swap16().toString('utf16le');
}
