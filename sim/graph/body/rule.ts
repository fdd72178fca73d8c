/** What bodies may hold: a rule for each property, so that what Graph does not know is refused as Graph refuses it. */
import { badRequest } from '../refusal.ts';

export type Rule =
  | { readonly is: 'text' | 'flag' | 'whole' | 'number' | 'time' | 'day' | 'base64' }
  | { readonly is: 'choice'; readonly of: readonly string[] }
  | { readonly is: 'object'; readonly of: Rules }
  | { readonly is: 'list'; readonly of: Rule }
  /** Given by the server; a value from outside is read and forgotten. */
  | { readonly is: 'readonly' };
/** By the name of the property. */
export type Rules = Readonly<Record<string, Rule>>;

export const TEXT: Rule = { is: 'text' };
export const FLAG: Rule = { is: 'flag' };
export const WHOLE: Rule = { is: 'whole' };
export const NUMBER: Rule = { is: 'number' };
export const TIME: Rule = { is: 'time' };
export const DAY: Rule = { is: 'day' };
export const BASE64: Rule = { is: 'base64' };
export const READONLY: Rule = { is: 'readonly' };
export const choice = (list: string): Rule => ({ is: 'choice', of: list.split(' ') });
export const object = (of: Rules): Rule => ({ is: 'object', of });
export const list = (of: Rule): Rule => ({ is: 'list', of });
export const texts: Rule = list(TEXT);

export type Body = Readonly<Record<string, unknown>>;

/** The body as an object whose properties all have their types. Refuses with 400, in the words of Graph. */
export function checkedBody(value: unknown, type: string, rules: Rules): Body {
  if (!isObject(value)) throw badRequest('Empty Payload. JSON content expected.', 'BadRequest');
  checkObject(value, type, rules);
  return value;
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkObject(value: Body, type: string, rules: Rules): void {
  for (const name in value) {
    // Annotations; those that name a type were settled by whoever gave the rules.
    if (name.includes('@odata.') || name.startsWith('@')) continue;
    const rule = rules[name];
    if (rule === undefined || !Object.hasOwn(rules, name)) {
      throw badRequest(
        `The property '${name}' does not exist on type 'microsoft.graph.${type}'. ` +
          'Make sure to only use property names that are defined by the type.',
        'RequestBodyRead',
      );
    }
    checkValue(value[name], name, rule);
  }
}

function checkValue(value: unknown, name: string, rule: Rule): void {
  if (value === null || rule.is === 'readonly') return;
  if (rule.is === 'object') {
    if (!isObject(value)) throw wrong(name, 'an object');
    checkObject(value, name, rule.of);
  } else if (rule.is === 'list') {
    if (!Array.isArray(value)) throw wrong(name, 'a list');
    for (const one of value) checkValue(one, name, rule.of);
  } else if (rule.is === 'choice') {
    if (typeof value !== 'string' || !rule.of.includes(value)) throw wrong(name, `one of ${rule.of.join(', ')}`);
  } else if (!SIMPLE[rule.is](value)) throw wrong(name, `a value of the type ${rule.is}`);
}

type Simple = Exclude<Rule['is'], 'object' | 'list' | 'choice' | 'readonly'>;

const isText = (value: unknown): value is string => typeof value === 'string';
const SIMPLE: Readonly<Record<Simple, (value: unknown) => boolean>> = {
  text: isText,
  flag: (value) => typeof value === 'boolean',
  whole: (value) => Number.isSafeInteger(value),
  number: (value) => typeof value === 'number',
  time: (value) => isText(value) && /^\d{4}-\d{2}-\d{2}T/.test(value) && !Number.isNaN(Date.parse(value)),
  day: (value) => isText(value) && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)),
  base64: (value) => isText(value) && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value),
};

function wrong(name: string, wanted: string): ReturnType<typeof badRequest> {
  return badRequest(`Cannot convert a value to its type: the property '${name}' must be ${wanted}.`, 'RequestBodyRead');
}

/** The text of a property that was checked to be one; '' where it is missing. */
export function textOf(body: Body, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}
