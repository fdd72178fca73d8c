/**
 * Reads XML answers of servers into small trees, a chunk at a time. There is no DTD and so no entity but the five of XML
 * itself; everything is bounded; long text can be taken away in pieces while it arrives instead of being held.
 */
import { StringDecoder } from 'node:string_decoder';
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { replaceIllegal } from './xml-text.ts';

/** Elements inside each other. Real SOAP answers stay below 30; the parser's own cost grows with the square of it. */
const DEPTH_MAX = 256;
/** Characters of one tag or comment. The longest honest tag holds two ids of some 200 characters each. */
const TAG_CHARS_MAX = 64 * 1024;
/** Characters of one text that is held. The longest honest ones are sync states of some 100 KB. */
const TEXT_CHARS_MAX = 4 * 1024 * 1024;
/** Elements of one answer. A page of 512 items has some 20,000. */
const ELEMENTS_MAX = 1_000_000;
/** Text characters held for one answer, what sinks took not counted. */
const HELD_CHARS_MAX = 64 * 1024 * 1024;
/** The longest character reference that is worth waiting for: `&#x10FFFF;` with leading zeros. */
const REFERENCE_CHARS_MAX = 32;

/** The answer is not XML, or not XML that anybody honest sends. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly namespace: string;
  /** By name without prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** What stands directly inside, joined; empty when a sink took it. */
  readonly text: string;
}

/** Takes the text of one element in pieces, in order. The next piece comes when the promise is kept. */
export interface TextSink {
  write(text: string): void | Promise<void>;
}

/** Names a sink for an element that was just opened, or null to hold its text. */
export type SinkFor = (name: string) => TextSink | null;

const noSink: SinkFor = () => null;

/** Takes a finished child of the root: true when it need not be held. What is held is all that is bounded then. */
export type TakeChild = (child: XmlElement) => boolean;

const holdAll: TakeChild = () => false;

/** Reads one document to its end. Throws `XmlError`, or whatever the chunks, sinks or `takeChild` throw. */
export async function readXml(
  chunks: AsyncIterable<Uint8Array>,
  sinkFor: SinkFor = noSink,
  takeChild: TakeChild = holdAll,
): Promise<XmlElement> {
  const decoder = new StringDecoder('utf8');
  const reader = new TreeReader(sinkFor, takeChild);
  for await (const chunk of chunks) {
    for (const wait of reader.feed(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))))
      await wait;
  }
  for (const wait of reader.feed(decoder.end())) await wait;
  return reader.end();
}

/** The first child of that name. */
export function childOf(parent: XmlElement | null, name: string): XmlElement | null {
  return parent?.children.find((child) => child.name === name) ?? null;
}

/** The text of the first child of that name, or null when there is none. */
export function textOf(parent: XmlElement | null, name: string): string | null {
  return childOf(parent, name)?.text ?? null;
}

/** The first element of that name anywhere inside, in document order. */
export function findInside(parent: XmlElement, name: string): XmlElement | null {
  for (const child of parent.children) {
    if (child.name === name) return child;
    const found = findInside(child, name);
    if (found !== null) return found;
  }
  return null;
}

interface OpenElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
  readonly sink: TextSink | null;
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

class TreeReader {
  readonly #parser = new SaxesParser<{ xmlns: true }>({ xmlns: true });
  readonly #open: OpenElement[] = [];
  readonly #sinkFor: SinkFor;
  readonly #takeChild: TakeChild;
  #root: XmlElement | null = null;
  #waits: Promise<void>[] = [];
  /** The start of a tag or reference whose end has not arrived. */
  #cut = '';
  #elements = 0;
  #heldChars = 0;
  /** What of both stays when the child of the root that is being read is taken. */
  #kept = { elements: 1, chars: 0 };
  #charsSinceEvent = 0;

  constructor(sinkFor: SinkFor, takeChild: TakeChild) {
    this.#sinkFor = sinkFor;
    this.#takeChild = takeChild;
    this.#parser.on('error', (error) => {
      throw new XmlError(error.message);
    });
    this.#parser.on('doctype', () => {
      throw new XmlError('a document type declaration is not allowed');
    });
    this.#parser.on('opentag', (tag) => this.#opened(tag));
    this.#parser.on('text', (text) => this.#text(text));
    this.#parser.on('cdata', (text) => this.#text(text));
    this.#parser.on('closetag', () => this.#closed());
  }

  /** Gives what has to be waited for before the next piece. */
  feed(piece: string): readonly Promise<void>[] {
    const xml = this.#cut + piece;
    const end = lastWhole(xml);
    this.#cut = xml.slice(end);
    if (this.#cut.length > TAG_CHARS_MAX) throw new XmlError(`a tag is longer than ${TAG_CHARS_MAX} characters`);
    this.#charsSinceEvent += piece.length;
    this.#parse(replaceIllegal(xml.slice(0, end)));
    if (this.#charsSinceEvent > TEXT_CHARS_MAX)
      throw new XmlError(`a text is longer than ${TEXT_CHARS_MAX} characters`);
    const waits = this.#waits;
    this.#waits = [];
    return waits;
  }

  #parse(xml: string): void {
    // Megabytes of base64 are plain text: the parser would look at each character and find nothing.
    const isPlain = this.#open.at(-1)?.sink != null && !xml.includes('<') && !xml.includes('&');
    if (isPlain) {
      this.#text(xml);
      return;
    }
    this.#parser.write(xml);
    // The parser gives text out when a tag begins. An empty comment is one that means nothing.
    if (this.#open.at(-1)?.sink != null) this.#parser.write('<!---->');
  }

  end(): XmlElement {
    this.#parser.write(replaceIllegal(this.#cut));
    this.#parser.close();
    if (this.#root === null) throw new XmlError('the document is empty');
    return this.#root;
  }

  #opened(tag: SaxesTagNS): void {
    this.#charsSinceEvent = 0;
    this.#elements += 1;
    if (this.#elements > ELEMENTS_MAX) throw new XmlError(`more than ${ELEMENTS_MAX} elements`);
    if (this.#open.length >= DEPTH_MAX) throw new XmlError(`elements nested deeper than ${DEPTH_MAX}`);
    const sink = this.#sinkFor(tag.local);
    const attributes = attributesOf(tag);
    this.#open.push({ name: tag.local, namespace: tag.uri, attributes, children: [], text: '', sink });
  }

  #text(text: string): void {
    this.#charsSinceEvent = 0;
    const top = this.#open.at(-1);
    if (top === undefined) return;
    if (top.sink !== null) {
      if (text === '') return;
      const wait = top.sink.write(text);
      if (wait !== undefined) this.#waits.push(wait);
      return;
    }
    this.#heldChars += text.length;
    if (this.#heldChars > HELD_CHARS_MAX) throw new XmlError(`more than ${HELD_CHARS_MAX} characters of text`);
    top.text += text;
  }

  #closed(): void {
    this.#charsSinceEvent = 0;
    const closed = this.#open.pop();
    if (closed === undefined) return;
    const { name, namespace, attributes, children } = closed;
    // Indentation is not worth keeping: elements with children hold no text in any protocol read here.
    const element = { name, namespace, attributes, children, text: children.length > 0 ? '' : closed.text };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = element;
    else if (this.#open.length > 1) parent.children.push(element);
    else this.#childEnded(parent, element);
  }

  #childEnded(root: OpenElement, child: XmlElement): void {
    if (this.#takeChild(child)) {
      this.#elements = this.#kept.elements;
      this.#heldChars = this.#kept.chars;
    } else {
      root.children.push(child);
      this.#kept = { elements: this.#elements, chars: this.#heldChars };
    }
  }
}

function attributesOf(tag: SaxesTagNS): ReadonlyMap<string, string> {
  let attributes: Map<string, string> | null = null;
  for (const attribute of Object.values(tag.attributes)) {
    if (attribute.prefix === 'xmlns' || attribute.name === 'xmlns') continue;
    attributes ??= new Map();
    attributes.set(attribute.local, attribute.value);
  }
  return attributes ?? NO_ATTRIBUTES;
}

/** Where the last unfinished tag or reference begins, or the length of the text. */
function lastWhole(xml: string): number {
  const tag = xml.lastIndexOf('<');
  if (tag !== -1 && xml.indexOf('>', tag) === -1) return tag;
  const reference = xml.lastIndexOf('&');
  const waitsForEnd = reference > xml.length - REFERENCE_CHARS_MAX && xml.indexOf(';', reference) === -1;
  return reference !== -1 && waitsForEnd ? reference : xml.length;
}
