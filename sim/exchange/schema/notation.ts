/**
 * A notation for XML types, one a line, and its compiler.
 *
 *     ItemId        = @Id:string! @ChangeKey:string
 *     TargetFolder  = (FolderId:FolderId | DistinguishedFolderId:DistinguishedFolderId)
 *     Message       = ^Item Sender:Recipient? IsRead:boolean?
 *     Body          = @BodyType:BodyKind! ~string
 *
 * `@name:simple!` is a required attribute, `name:type` a child element with `?`, `*` or `+`, `(a | b)+` a choice,
 * `^Type` everything of another type first, `~simple` character content.
 */
import { assert } from '../../../src/base/assert.ts';

export interface ElementRule {
  readonly uri: string;
  readonly local: string;
  readonly type: string;
}
/** One step of a sequence: one of these elements, `min` to `max` times. */
export interface Step {
  readonly options: readonly ElementRule[];
  readonly min: number;
  readonly max: number;
}
export interface AttributeRule {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
}
export interface ComplexType {
  readonly attributes: readonly AttributeRule[];
  readonly steps: readonly Step[];
  /** The simple type of its character content; null when it has none. */
  readonly text: string | null;
}
export type ComplexTypes = ReadonlyMap<string, ComplexType>;

/** Compiles lines whose child elements live in `uri`, on top of types compiled before. */
export function compileTypes(uri: string, notation: string, before: ComplexTypes = new Map()): ComplexTypes {
  const types = new Map(before);
  for (const line of joinedLines(notation)) {
    const [name = '', body = ''] = line.split(/\s*=\s*/, 2);
    assert(!types.has(name), `the type ${name} is described once`);
    types.set(name, compileType(uri, body, types));
  }
  return types;
}

/** A line that starts with a blank goes on with the one before it. */
function joinedLines(notation: string): readonly string[] {
  return notation
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function compileType(uri: string, body: string, types: ComplexTypes): ComplexType {
  const attributes: AttributeRule[] = [];
  const steps: Step[] = [];
  let text: string | null = null;
  for (const token of body.match(/\([^)]*\)[?*+]?|\S+/g) ?? []) {
    if (token.startsWith('@')) attributes.push(attributeRule(token.slice(1)));
    else if (token.startsWith('~')) text = token.slice(1);
    else if (token.startsWith('^')) {
      const base = types.get(token.slice(1));
      assert(base !== undefined, `the type ${token.slice(1)} is described before it is extended`);
      attributes.push(...base.attributes);
      steps.push(...base.steps);
      text ??= base.text;
    } else if (token !== '()') steps.push(step(uri, token));
  }
  return { attributes, steps, text };
}

function attributeRule(token: string): AttributeRule {
  const [name = '', type = ''] = token.replace(/!$/, '').split(':', 2);
  return { name, type, isRequired: token.endsWith('!') };
}

function step(uri: string, token: string): Step {
  const mark = /[?*+]$/.exec(token)?.[0] ?? '';
  const inner = token.slice(0, token.length - mark.length).replace(/^\(|\)$/g, '');
  const options = inner.split('|').map((option) => {
    const [local = '', type = ''] = option.trim().split(':', 2);
    assert(local !== '' && type !== '', `"${option}" names an element and its type`);
    return { uri, local, type };
  });
  return { options, min: mark === '?' || mark === '*' ? 0 : 1, max: mark === '*' || mark === '+' ? Infinity : 1 };
}
