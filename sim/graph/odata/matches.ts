/** Whether something fits a `$filter`. */
import { unreachable } from '../../../src/base/assert.ts';
import { badRequest } from '../refusal.ts';
import type { Comparison, Expression, Literal, TextFunction } from './filter.ts';

/** What an expression can ask of one thing. */
export interface Filtered {
  /** The value at a path; undefined for a property that there is not, or that cannot be filtered on. */
  value(path: string): Literal | undefined;
  /** The extended property of that id: its value as text; null when it is not there. */
  extended(id: string): string | null;
  /** Texts of a collection; undefined for one that there is not. */
  texts(path: string): readonly string[] | undefined;
}

export function matches(expression: Expression, thing: Filtered): boolean {
  switch (expression.is) {
    case 'and':
      return matches(expression.left, thing) && matches(expression.right, thing);
    case 'or':
      return matches(expression.left, thing) || matches(expression.right, thing);
    case 'not':
      return !matches(expression.inner, thing);
    case 'compare':
      return compares(valueAt(expression.path, thing), expression.by, expression.to);
    case 'text':
      return holds(String(valueAt(expression.path, thing) ?? ''), expression.by, expression.to);
    case 'any':
      return anyMatches(expression, thing);
    default:
      return unreachable(expression);
  }
}

function valueAt(path: string, thing: Filtered): Literal {
  const value = thing.value(path);
  if (value === undefined) {
    throw badRequest(`The property '${path}' does not support filtering.`, 'ErrorInvalidUrlQueryFilter');
  }
  return value;
}

function compares(value: Literal, by: Comparison, to: Literal): boolean {
  if (by === 'eq') return isSame(value, to);
  if (by === 'ne') return !isSame(value, to);
  if (value === null || to === null) return false;
  const [one, other] = ordered(value, to);
  switch (by) {
    case 'gt':
      return one > other;
    case 'ge':
      return one >= other;
    case 'lt':
      return one < other;
    case 'le':
      return one <= other;
    default:
      return unreachable(by);
  }
}

const isTime = (value: Literal): value is string => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value);

/** Times are compared as instants, texts without regard to case. */
function ordered(value: Literal, to: Literal): readonly [number | string, number | string] {
  if (isTime(value) && isTime(to)) return [Date.parse(value), Date.parse(to)];
  if (typeof value === 'number' && typeof to === 'number') return [value, to];
  return [String(value).toLowerCase(), String(to).toLowerCase()];
}

function isSame(value: Literal, to: Literal): boolean {
  if (value === null || to === null) return value === to;
  const [one, other] = ordered(value, to);
  return one === other;
}

function holds(text: string, by: TextFunction, part: string): boolean {
  const [whole, wanted] = [text.toLowerCase(), part.toLowerCase()];
  if (by === 'startswith') return whole.startsWith(wanted);
  return by === 'endswith' ? whole.endsWith(wanted) : whole.includes(wanted);
}

function anyMatches(expression: Extract<Expression, { is: 'any' }>, thing: Filtered): boolean {
  const { path, variable, inner } = expression;
  if (path === 'singleValueExtendedProperties' || path === 'multiValueExtendedProperties') {
    const id = comparedWith(inner, `${variable}/id`);
    if (id === null)
      throw badRequest('A filter on extended properties must name their id.', 'ErrorInvalidUrlQueryFilter');
    const value = thing.extended(id);
    if (value === null) return false;
    return matches(inner, {
      value: (at) => (at === `${variable}/id` ? id : at === `${variable}/value` ? value : undefined),
      extended: () => null,
      texts: () => undefined,
    });
  }
  const texts = thing.texts(path);
  if (texts === undefined) {
    throw badRequest(`The property '${path}' does not support filtering.`, 'ErrorInvalidUrlQueryFilter');
  }
  return texts.some((text) =>
    matches(inner, {
      value: (at) => (at === variable ? text : undefined),
      extended: () => null,
      texts: () => undefined,
    }),
  );
}

/** The text that a path must be equal to for the whole to be true; null when there is none. */
export function comparedWith(expression: Expression, path: string): string | null {
  if (expression.is === 'and') return comparedWith(expression.left, path) ?? comparedWith(expression.right, path);
  const isThis = expression.is === 'compare' && expression.by === 'eq' && expression.path === path;
  return isThis && typeof expression.to === 'string' ? expression.to : null;
}

/** Id and value of an extended property that everything that fits must have; null when there is no such. */
export function extendedNeeded(expression: Expression): { readonly id: string; readonly value: string } | null {
  if (expression.is === 'and') return extendedNeeded(expression.left) ?? extendedNeeded(expression.right);
  if (expression.is !== 'any' || expression.path !== 'singleValueExtendedProperties') return null;
  const id = comparedWith(expression.inner, `${expression.variable}/id`);
  const value = comparedWith(expression.inner, `${expression.variable}/value`);
  return id === null || value === null ? null : { id, value };
}
