/**
 * Reads one XML document into a tree. Well-formedness is checked as far as a SOAP server meets it: no document type, only the
 * five named entities, declared prefixes, no illegal characters. Text is cut out by search and not looked at character by
 * character, so that 60 MB of base64 cost little.
 */
export interface XmlAttribute {
  readonly uri: string;
  readonly local: string;
  readonly value: string;
}

export interface XmlElement {
  readonly uri: string;
  readonly local: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: XmlElement[];
  /** All character content of the element itself, entities resolved. */
  text: string;
  /** Where its `<` stands in the source. */
  readonly at: number;
}

/** The document is not XML. `at` is an offset in the source. */
export class XmlError extends Error {
  readonly at: number;

  constructor(what: string, at: number) {
    super(what);
    this.at = at;
  }
}

/** Deeper than any request: the deepest one served has about 20 levels, restrictions add one each. */
const DEPTH_MAX = 128;
/** A batch of 1,000 items with 100 elements each stays below. */
const ELEMENTS_MAX = 1_000_000;
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/';

/** Returns the root element. Throws `XmlError`. */
export function readXml(source: string): XmlElement {
  return new Reader(source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source).document();
}

/** Line and column, both from 1, as a schema violation names them. */
export function lineAndColumn(source: string, at: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

/** The value of an attribute without namespace, or null. */
export function attributeOf(element: XmlElement, local: string): string | null {
  for (const attribute of element.attributes) {
    if (attribute.local === local && attribute.uri === '') return attribute.value;
  }
  return null;
}

/** The first child of that name, or null. The schema has been checked before, so the namespace is known. */
export function childOf(element: XmlElement, local: string): XmlElement | null {
  for (const child of element.children) if (child.local === local) return child;
  return null;
}

// oxlint-disable-next-line no-control-regex -- these are the characters that XML 1.0 §2.2 forbids
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const NAME = /[A-Za-z_\u00c0-\ufffd][-\w.\u00b7\u00c0-\ufffd]*(?::[A-Za-z_\u00c0-\ufffd][-\w.\u00b7\u00c0-\ufffd]*)?/y;
const ATTRIBUTE =
  /\s+([A-Za-z_\u00c0-\ufffd][-\w.\u00b7\u00c0-\ufffd]*(?::[A-Za-z_\u00c0-\ufffd][-\w.\u00b7\u00c0-\ufffd]*)?)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const TAG_END = /\s*(\/?)>/y;
const DECLARATION = /<\?xml\s+version\s*=\s*["']1\.[0-9]+["'][^?]*\?>/y;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

interface RawAttribute {
  readonly name: string;
  readonly value: string;
}
type Prefixes = ReadonlyMap<string, string>;

class Reader {
  readonly #source: string;
  #at = 0;
  #elements = 0;

  constructor(source: string) {
    this.#source = source;
  }

  document(): XmlElement {
    const illegal = ILLEGAL.exec(this.#source);
    if (illegal !== null) throw new XmlError('a character that XML does not allow', illegal.index);
    if (this.#source.charCodeAt(0) === 0xfeff) this.#at = 1;
    this.#take(DECLARATION);
    this.#skipOutside();
    const root = this.#tree();
    this.#skipOutside();
    if (this.#at < this.#source.length) throw new XmlError('something after the root element', this.#at);
    return root;
  }

  #tree(): XmlElement {
    const open: { readonly element: XmlElement; readonly name: string; readonly prefixes: Prefixes }[] = [];
    let prefixes: Prefixes = new Map([['xml', XML_NAMESPACE]]);
    for (;;) {
      const started = this.#startTag(prefixes);
      const parent = open.at(-1);
      if (parent !== undefined) parent.element.children.push(started.element);
      if (!started.isEmpty) {
        open.push(started);
        if (open.length > DEPTH_MAX) throw new XmlError('elements nested too deeply', this.#at);
        prefixes = started.prefixes;
      } else if (parent === undefined) return started.element;
      for (;;) {
        const top = open.at(-1);
        if (top === undefined) throw new XmlError('no open element', this.#at);
        this.#content(top.element);
        if (!this.#source.startsWith('</', this.#at)) break;
        this.#endTag(top.name);
        open.pop();
        const next = open.at(-1);
        if (next === undefined) return top.element;
        prefixes = next.prefixes;
      }
    }
  }

  #startTag(outer: Prefixes): {
    readonly element: XmlElement;
    readonly name: string;
    readonly prefixes: Prefixes;
    readonly isEmpty: boolean;
  } {
    const at = this.#at;
    if (this.#source[at] !== '<') throw new XmlError('an element was expected', at);
    this.#at += 1;
    const name = this.#take(NAME)?.[0];
    if (name === undefined) throw new XmlError('an element name was expected', at);
    this.#elements += 1;
    if (this.#elements > ELEMENTS_MAX) throw new XmlError('too many elements', at);
    const raw = this.#attributes();
    const end = this.#take(TAG_END);
    if (end === null) throw new XmlError(`the tag <${name}> does not end`, this.#at);
    const prefixes = withDeclarations(outer, raw, at);
    const element = {
      ...resolved(name, prefixes, true, at),
      attributes: named(raw, prefixes, at),
      children: [],
      text: '',
      at,
    };
    return { element, name, prefixes, isEmpty: end[1] === '/' };
  }

  #attributes(): readonly RawAttribute[] {
    const raw: RawAttribute[] = [];
    for (let found = this.#take(ATTRIBUTE); found !== null; found = this.#take(ATTRIBUTE)) {
      const name = found[1] ?? '';
      if (raw.some((other) => other.name === name)) throw new XmlError(`the attribute ${name} twice`, this.#at);
      raw.push({ name, value: this.#unescaped((found[2] ?? found[3] ?? '').replace(/[\t\n]/g, ' '), this.#at) });
    }
    return raw;
  }

  /** Character content, comments and CDATA up to the next tag. */
  #content(element: XmlElement): void {
    for (;;) {
      const next = this.#source.indexOf('<', this.#at);
      if (next < 0) throw new XmlError(`<${element.local}> is not closed`, this.#source.length);
      if (next > this.#at) this.#text(element, next);
      if (this.#source.startsWith('<!--', next)) this.#at = this.#commentEnd(next);
      else if (this.#source.startsWith('<![CDATA[', next)) {
        const end = this.#after(']]>', next + 9);
        element.text += this.#source.slice(next + 9, end - 3);
        this.#at = end;
      } else if (this.#source.startsWith('<?', next)) this.#at = this.#after('?>', next + 2);
      else if (this.#source.startsWith('<!', next)) throw new XmlError('a declaration inside the document', next);
      else return;
    }
  }

  #text(element: XmlElement, end: number): void {
    const text = this.#source.slice(this.#at, end);
    if (text.includes(']]>')) throw new XmlError(']]> in text', this.#at);
    const plain = text.includes('&') ? this.#unescaped(text, this.#at) : text;
    element.text = element.text === '' ? plain : element.text + plain;
    this.#at = end;
  }

  #endTag(name: string): void {
    const at = this.#at;
    this.#at += 2;
    if (!this.#source.startsWith(name, this.#at)) throw new XmlError(`</${name}> was expected`, at);
    this.#at += name.length;
    const end = this.#take(TAG_END);
    if (end === null || end[1] === '/') throw new XmlError(`</${name}> was expected`, at);
  }

  #skipOutside(): void {
    for (;;) {
      this.#take(/\s*/y);
      if (this.#source.startsWith('<!--', this.#at)) this.#at = this.#commentEnd(this.#at);
      else if (this.#source.startsWith('<?', this.#at)) this.#at = this.#after('?>', this.#at + 2);
      else if (this.#source.startsWith('<!', this.#at)) throw new XmlError('a document type is not accepted', this.#at);
      else return;
    }
  }

  /** Two hyphens end a comment, and nothing else may follow them (XML 1.0 §2.5). */
  #commentEnd(start: number): number {
    const end = this.#after('--', start + '<!--'.length);
    if (this.#source[end] !== '>') throw new XmlError('-- inside a comment', end);
    return end + 1;
  }

  #after(end: string, from: number): number {
    const found = this.#source.indexOf(end, from);
    if (found < 0) throw new XmlError(`${end} is missing`, from);
    return found + end.length;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  #unescaped(text: string, at: number): string {
    return text.replace(/&([^;&\s]{0,12};)?/g, (whole, body: string | undefined) => {
      const name = body?.slice(0, -1) ?? '';
      const entity = ENTITIES[name] ?? characterOf(name);
      if (entity === null) throw new XmlError(`the reference ${whole} is not known`, at);
      return entity;
    });
  }
}

function characterOf(name: string): string | null {
  const found = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
  if (found === null) return null;
  const code = found[1] === undefined ? Number.parseInt(found[2] ?? '', 10) : Number.parseInt(found[1], 16);
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter && !ILLEGAL.test(String.fromCodePoint(code)) ? String.fromCodePoint(code) : null;
}

function withDeclarations(outer: Prefixes, raw: readonly RawAttribute[], at: number): Prefixes {
  let prefixes: Map<string, string> | null = null;
  for (const { name, value } of raw) {
    const isDefault = name === 'xmlns';
    if (!isDefault && !name.startsWith('xmlns:')) continue;
    if (!isDefault && value === '') throw new XmlError('a prefix for no namespace', at);
    prefixes ??= new Map(outer);
    prefixes.set(isDefault ? '' : name.slice('xmlns:'.length), value);
  }
  return prefixes ?? outer;
}

function named(raw: readonly RawAttribute[], prefixes: Prefixes, at: number): readonly XmlAttribute[] {
  if (raw.length === 0) return NO_ATTRIBUTES;
  return raw.map(({ name, value }) => ({ ...resolved(name, prefixes, false, at), value }));
}

const NO_ATTRIBUTES: readonly XmlAttribute[] = [];

function resolved(name: string, prefixes: Prefixes, isElement: boolean, at: number): { uri: string; local: string } {
  const colon = name.indexOf(':');
  if (colon < 0) {
    if (name === 'xmlns') return { uri: XMLNS_NAMESPACE, local: name };
    return { uri: isElement ? (prefixes.get('') ?? '') : '', local: name };
  }
  const prefix = name.slice(0, colon);
  const uri = prefix === 'xmlns' ? XMLNS_NAMESPACE : prefixes.get(prefix);
  if (uri === undefined) throw new XmlError(`the prefix ${prefix} is not declared`, at);
  return { uri, local: name.slice(colon + 1) };
}
