/** The header of a message or part, read leniently as Exchange does: bare line feeds, 8-bit bytes, no header at all. */

export interface Header {
  readonly name: string;
  /** Unfolded, one UTF-16 unit a byte. */
  readonly raw: string;
}

export interface Head {
  readonly headers: readonly Header[];
  /** Where the body begins. */
  readonly bodyAt: number;
}

/** PidTagTransportMessageHeaders and everything made of the header ends here: what follows counts as body. */
const HEADERS_MAX = 20_000;
const LF = 10;
const CR = 13;

/** Reads from `start` up to the first empty line, the first line that cannot be a header, or `end`. */
export function readHead(bytes: Uint8Array, start = 0, end = bytes.length): Head {
  const headers: { name: string; raw: string }[] = [];
  let at = start;
  while (at < end && headers.length < HEADERS_MAX) {
    const line = lineAt(bytes, at, end);
    if (line.text === '') return { headers, bodyAt: line.next };
    const last = headers.at(-1);
    if (/^[ \t]/.test(line.text)) {
      if (last === undefined) return { headers, bodyAt: at };
      last.raw += line.text;
    } else {
      const found = /^([\x21-\x39\x3b-\x7e]+)[ \t]*:[ \t]*/.exec(line.text);
      // An mbox separator in front of the header is common in old stores and is not content.
      const isSeparator = headers.length === 0 && /^>?From /.test(line.text);
      if (found === null && !isSeparator) return { headers, bodyAt: at };
      if (found !== null) headers.push({ name: found[1] ?? '', raw: line.text.slice(found[0].length) });
    }
    at = line.next;
  }
  return { headers, bodyAt: at };
}

function lineAt(bytes: Uint8Array, at: number, end: number): { readonly text: string; readonly next: number } {
  const found = bytes.indexOf(LF, at);
  const stop = found < 0 || found >= end ? end : found;
  const cut = stop > at && bytes[stop - 1] === CR ? stop - 1 : stop;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, cut - at).toString('latin1');
  return { text, next: Math.min(stop + 1, end) };
}

/** The first header of that name, unfolded and not decoded; null when there is none. */
export function rawHeader(headers: readonly Header[], name: string): string | null {
  const wanted = name.toLowerCase();
  for (const header of headers) if (header.name.toLowerCase() === wanted) return header.raw.trim();
  return null;
}
