/** Checks an element against the schema and says where and how it breaks it. */
import { assert } from '../../../src/base/assert.ts';
import type { XmlElement } from '../xml-read.ts';
import { SCHEMA } from './messages.ts';
import type { ComplexType, Step } from './notation.ts';
import { SIMPLE_TYPES } from './simple-types.ts';

/** The first violation found, in document order of the elements. */
export class SchemaViolation extends Error {
  /** Offset in the source. */
  readonly at: number;

  constructor(what: string, at: number) {
    super(what);
    this.at = at;
  }
}

const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/';
const SOAP_NAMESPACE = 'http://schemas.xmlsoap.org/soap/envelope/';
/** Headers that may carry attributes of SOAP, such as mustUnderstand. */
const SOAP_MARKED = new Set(['ExchangeImpersonation', 'TimeZoneContext', 'MailboxCulture']);
/** The type whose content the simulator does not know; operations refuse it when they meet it. */
const UNSERVED = 'Unserved';

/** Throws `SchemaViolation`. */
export function checkElement(element: XmlElement, typeName: string): void {
  if (typeName === UNSERVED) return;
  const type = SCHEMA.get(typeName);
  assert(type !== undefined, `the type ${typeName} is described`);
  checkAttributes(element, type);
  if (type.text === null) checkNoText(element);
  else checkSimple(type.text, element.text, `The '${element.local}' element`, element.at);
  checkChildren(element, type.steps);
}

function checkAttributes(element: XmlElement, type: ComplexType): void {
  for (const { uri, local, value } of element.attributes) {
    if (uri === XMLNS_NAMESPACE || uri === XSI_NAMESPACE) continue;
    if (uri === SOAP_NAMESPACE && SOAP_MARKED.has(element.local)) continue;
    const rule = uri === '' ? type.attributes.find((known) => known.name === local) : undefined;
    if (rule === undefined) throw new SchemaViolation(`The '${local}' attribute is not declared.`, element.at);
    checkSimple(rule.type, value, `The '${local}' attribute`, element.at);
  }
  for (const rule of type.attributes) {
    if (rule.isRequired && !element.attributes.some(({ uri, local }) => uri === '' && local === rule.name)) {
      throw new SchemaViolation(`The required attribute '${rule.name}' is missing.`, element.at);
    }
  }
}

function checkSimple(type: string, value: string, what: string, at: number): void {
  const accepts = SIMPLE_TYPES[type];
  assert(accepts !== undefined, `the simple type ${type} is described`);
  if (!accepts(value)) {
    throw new SchemaViolation(`${what} is invalid - The value '${value.slice(0, 60)}' is not a valid ${type}.`, at);
  }
}

function checkNoText(element: XmlElement): void {
  if (/\S/.test(element.text)) {
    throw new SchemaViolation(`The element '${element.local}' cannot contain text.`, element.at);
  }
}

function checkChildren(parent: XmlElement, steps: readonly Step[]): void {
  const { children } = parent;
  let next = 0;
  for (const step of steps) {
    let count = 0;
    for (let child = children[next]; child !== undefined && count < step.max; child = children[next]) {
      const { uri, local } = child;
      const rule = step.options.find((option) => option.local === local && option.uri === uri);
      if (rule === undefined) break;
      checkElement(child, rule.type);
      next += 1;
      count += 1;
    }
    if (count < step.min) throw misplaced(parent, children[next], step);
  }
  if (next < children.length) throw misplaced(parent, children[next], steps.at(-1));
}

function misplaced(parent: XmlElement, child: XmlElement | undefined, step: Step | undefined): SchemaViolation {
  const names = (step?.options ?? []).map((option) => option.local).join(', ');
  const expected = names === '' ? '' : ` List of possible elements expected: '${names}'.`;
  if (child === undefined) {
    return new SchemaViolation(`The element '${parent.local}' has incomplete content.${expected}`, parent.at);
  }
  const where = `namespace '${child.uri}'`;
  return new SchemaViolation(
    `The element '${parent.local}' has invalid child element '${child.local}' in ${where}.${expected}`,
    child.at,
  );
}
