/** The tree of parts of a message (RFC 2046), read leniently and with limits on depth and number. */
import { type Header, rawHeader, readHead } from './head.ts';
import { readParameters } from './parameters.ts';
import { decodedBytes } from './transfer.ts';

export interface Part {
  readonly headers: readonly Header[];
  /** As `text/plain`; never empty. */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly disposition: string;
  readonly filename: string | null;
  readonly contentId: string | null;
  /** Parts of a multipart; empty for everything else. */
  readonly children: readonly Part[];
  /** Body as it stands in the message. */
  readonly raw: Uint8Array;
  /** Why the structure is broken, for the first fault in this part or below; null when it is sound. */
  readonly broken: string | null;
}

/** Exchange refuses messages nested deeper than 30 levels in transport; what is below becomes one opaque part. */
const DEPTH_MAX = 30;
/** Far above any real mail; what follows becomes one opaque part. */
const PARTS_MAX = 5000;

interface Reading {
  parts: number;
}

export function readPart(bytes: Uint8Array): Part {
  return partOf(bytes, 0, bytes.length, 0, { parts: 0 }, 'text/plain');
}

/** The decoded body of a part without parts. */
export function bodyOf(part: Part): Buffer {
  return decodedBytes(part.raw, rawHeader(part.headers, 'Content-Transfer-Encoding'));
}

function partOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  depth: number,
  reading: Reading,
  byDefault: string,
): Part {
  const { headers, bodyAt } = readHead(bytes, start, end);
  reading.parts += 1;
  const typed = readParameters(rawHeader(headers, 'Content-Type') ?? byDefault);
  const disposed = readParameters(rawHeader(headers, 'Content-Disposition') ?? '');
  const isType = /^[!#$&^_.+\-\w]+\/[!#$&^_.+\-\w]+$/.test(typed.value);
  const type = isType ? typed.value : 'text/plain';
  const filename = disposed.parameters.get('filename') ?? typed.parameters.get('name') ?? null;
  const contentId = rawHeader(headers, 'Content-ID')?.replace(/^<|>$/g, '') ?? null;
  const raw = bytes.subarray(bodyAt, end);
  const part = { headers, type, parameters: typed.parameters, disposition: disposed.value, filename, contentId, raw };
  const boundary = typed.parameters.get('boundary') ?? '';
  if (!type.startsWith('multipart/')) return { ...part, children: [], broken: null };
  if (boundary === '') return opaque(part, 'a multipart without boundary');
  if (depth >= DEPTH_MAX) return opaque(part, 'parts nested too deeply');
  const found = spans(raw, boundary);
  if (found.length === 0) return opaque(part, 'a boundary that never comes');
  const inner = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  const children: Part[] = [];
  for (const span of found) {
    if (reading.parts >= PARTS_MAX) return opaque(part, 'too many parts');
    children.push(partOf(raw, span.start, span.end, depth + 1, reading, inner));
  }
  return { ...part, children, broken: children.find((child) => child.broken !== null)?.broken ?? null };
}

function opaque(part: Omit<Part, 'children' | 'broken'>, broken: string): Part {
  return { ...part, type: 'text/plain', children: [], broken };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const LF = 10;
const CR = 13;
const DASH = 45;

/** What lies between the boundary lines; a missing last one ends at the end. */
function spans(body: Uint8Array, boundary: string): readonly Span[] {
  const line = Buffer.from(`--${boundary}`, 'latin1');
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  const found: Span[] = [];
  let open = -1;
  for (let at = bytes.indexOf(line); at >= 0; at = bytes.indexOf(line, at + 1)) {
    if (at > 0 && bytes[at - 1] !== LF) continue;
    const after = at + line.length;
    const isLast = bytes[after] === DASH && bytes[after + 1] === DASH;
    const lineEnd = bytes.indexOf(LF, after);
    const rest = bytes.toString('latin1', after + (isLast ? 2 : 0), lineEnd < 0 ? bytes.length : lineEnd);
    // A longer boundary that begins with this one belongs to somebody else.
    if (rest.trim() !== '') continue;
    if (open >= 0) found.push({ start: open, end: endBefore(bytes, at, open) });
    open = isLast || lineEnd < 0 ? -1 : lineEnd + 1;
    if (isLast) return found;
  }
  if (open >= 0) found.push({ start: open, end: bytes.length });
  return found;
}

/** The line end before a boundary belongs to it (RFC 2046 §5.1.1). */
function endBefore(bytes: Uint8Array, at: number, start: number): number {
  if (at <= start) return start;
  return at - 1 > start && bytes[at - 2] === CR ? at - 2 : at - 1;
}
