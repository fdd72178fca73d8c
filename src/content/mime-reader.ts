/**
 * A message cut into its parts while it streams past (RFC 2045, RFC 2046). Nothing is held but headers and the few bytes
 * that may be the start of a boundary; each part's decoded bytes go to a sink that the visitor gives.
 */
import { readParameters } from './mail-words.ts';
import { type Field, HeaderReader } from './mime-header.ts';
import { MultipartSplitter } from './multipart-splitter.ts';
import { bothSinks, type DecodedSink, decodingSink, type Sink } from './transfer-encoding.ts';

/**
 * Multiparts and messages inside each other, over the whole item. Real mail has up to 15; Exchange nests at most 10
 * messages. Each level is a few frames of the stack, so this must stay well below a thousand.
 */
const NESTING_MAX = 60;
/** Parts of one item, those of attached messages included. What follows is one opaque part. */
const PARTS_MAX = 2000;
/** RFC 2046 §5.1.1 allows 70 characters; a line as long as this is held until it is known whether it is a boundary. */
const BOUNDARY_MAX = 8000;

/** Where a part stands in one multipart that encloses it. */
export interface Place {
  /** Numbers the multiparts of one message, from 0. */
  readonly multipart: number;
  readonly subtype: string;
  /** Which child of it leads to the part, from 0. */
  readonly child: number;
}

export interface PartHead {
  /** Lower case `type/subtype`; "text/plain" when the header names none or a broken one. */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly encoding: string;
  /** The disposition (RFC 2183), lower case; empty when the header names none. */
  readonly disposition: string;
  /** The file name, from whichever field has it. */
  readonly name: string | null;
  /** Without brackets, lower case; empty when there is none. */
  readonly contentId: string;
  /** Those that were wanted, as they were written. */
  readonly fields: readonly Field[];
  /** Outermost first. Empty for the message itself. */
  readonly places: readonly Place[];
}

/** Told about one message while it is read. Every method is called in the order of the bytes. */
export interface MessageVisitor {
  /** The message's own header is complete. Called once, before anything else. */
  head(fields: readonly Field[]): void;
  /** A part without parts begins; its decoded bytes follow. */
  leaf(part: PartHead): DecodedSink;
  /** A part that is a message itself (or looks like one): told about it in turn. `bytes` gets its decoded bytes too. */
  message(part: PartHead): { readonly visitor: MessageVisitor; readonly bytes: DecodedSink } | null;
  /** The signed part of a multipart/signed follows: its raw bytes, exactly as the signature covers them. */
  signed(): Sink;
  /**
   * Something was met that readers of mail disagree on: a line in a header that is no field, a multipart without its
   * boundary, an encoded message, more parts or nesting than are looked at. May be called often.
   */
  irregular(): void;
}

/** Counts over the whole item, attached messages included. */
interface Budget {
  parts: number;
}

/** A sink for the bytes of one message. Of headers, only fields whose lower-case name `wants` are kept. */
export function readMessage(visitor: MessageVisitor, wants: (name: string) => boolean): Sink {
  return new PartReader({ visitor, wants, budget: { parts: 0 }, nesting: 0, multiparts: 0 }, [], 'text/plain');
}

interface Reading {
  readonly visitor: MessageVisitor;
  readonly wants: (name: string) => boolean;
  readonly budget: Budget;
  /** Of the message itself. */
  readonly nesting: number;
  multiparts: number;
}

/** Reads a header, then hands the rest to whatever the header says it is. */
class PartReader implements Sink {
  readonly #reading: Reading;
  readonly #places: readonly Place[];
  readonly #typeByDefault: string;
  readonly #header: HeaderReader;
  #body: Sink | null = null;

  constructor(reading: Reading, places: readonly Place[], typeByDefault: string) {
    this.#reading = reading;
    this.#places = places;
    this.#typeByDefault = typeByDefault;
    this.#header = new HeaderReader(reading.wants, places.length === 0);
  }

  write(bytes: Buffer): void {
    if (this.#body !== null) {
      this.#body.write(bytes);
      return;
    }
    const length = this.#header.take(bytes);
    if (length === null) return;
    const body = this.#startBody();
    if (length < bytes.length) body.write(bytes.subarray(length));
  }

  end(): void {
    if (this.#body === null) {
      this.#header.end();
      this.#startBody();
    }
    this.#body?.end();
  }

  #startBody(): Sink {
    const { fields, stray } = this.#header;
    if (this.#places.length === 0) this.#reading.visitor.head(fields);
    if (this.#header.isIrregular) this.#reading.visitor.irregular();
    const body = bodySink(this.#reading, partHead(fields, this.#places, this.#typeByDefault));
    this.#body = body;
    if (stray !== '') body.write(Buffer.from(stray, 'latin1'));
    return body;
  }
}

function partHead(fields: readonly Field[], places: readonly Place[], typeByDefault: string): PartHead {
  const valueOf = (name: string) => fields.find((field) => field.name === name)?.value ?? '';
  const { value, parameters } = readParameters(valueOf('content-type'));
  const isType = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(value);
  // RFC 2045 §5.2 reads a broken Content-Type as plain text; "text" alone is written by old mailers and means the same.
  const type = isType ? value.slice(0, 100) : valueOf('content-type') === '' ? typeByDefault : 'text/plain';
  const disposition = readParameters(valueOf('content-disposition'));
  return {
    type,
    parameters,
    encoding: valueOf('content-transfer-encoding'),
    disposition: disposition.value,
    name: disposition.parameters.get('filename') ?? parameters.get('name') ?? null,
    contentId: valueOf('content-id').trim().replace(/^<|>$/g, '').toLowerCase(),
    fields,
    places,
  };
}

function bodySink(reading: Reading, part: PartHead): Sink {
  const { visitor, budget } = reading;
  budget.parts += 1;
  const nesting = reading.nesting + part.places.length + 1;
  const mayDescend = nesting < NESTING_MAX && budget.parts < PARTS_MAX;
  if (!mayDescend) visitor.irregular();
  if (part.type.startsWith('multipart/')) {
    const boundary = part.parameters.get('boundary') ?? '';
    const isUsable = boundary !== '' && boundary.length <= BOUNDARY_MAX;
    // A multipart's own encoding is ignored: RFC 2045 §6.4 allows none, and what broken mailers name there is not true.
    if (isUsable && mayDescend) return multipartSink(reading, part, boundary);
    visitor.irregular();
  }
  const attached = mayDescend ? visitor.message(part) : null;
  if (attached === null) return decodingSink(part.encoding, visitor.leaf(part));
  // RFC 2046 §5.2.1 allows an attached message no encoding, so some readers do not look for one.
  if (/base64|quoted/i.test(part.encoding) && part.type === 'message/rfc822') visitor.irregular();
  const inner = new PartReader({ ...reading, visitor: attached.visitor, nesting, multiparts: 0 }, [], 'text/plain');
  const both = bothSinks(inner, attached.bytes);
  return decodingSink(part.encoding, Object.assign(both, { broken: () => attached.bytes.broken() }));
}

function multipartSink(reading: Reading, part: PartHead, boundary: string): Sink {
  const multipart = reading.multiparts;
  reading.multiparts += 1;
  const subtype = part.type.slice('multipart/'.length);
  const typeByDefault = subtype === 'digest' ? 'message/rfc822' : 'text/plain';
  return new MultipartSplitter(boundary, {
    part: (child) => {
      if (reading.budget.parts >= PARTS_MAX) {
        reading.visitor.irregular();
        return null;
      }
      const inner = new PartReader(reading, [...part.places, { multipart, subtype, child }], typeByDefault);
      return subtype === 'signed' && child === 0 ? bothSinks(inner, reading.visitor.signed()) : inner;
    },
    // A boundary that never comes up: all there is stands where the preamble should be, and readers show it as text.
    unsplit: () => {
      reading.visitor.irregular();
      return reading.visitor.leaf({ ...part, type: 'text/plain' });
    },
    empty: () => reading.visitor.irregular(),
  });
}
