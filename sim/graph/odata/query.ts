/** The query options of a list or of one thing: `$select`, `$expand`, `$filter`, `$top`, `$skip`, `$orderby`, `$count`. */

import { badRequest } from '../refusal.ts';
import type { GraphRequest } from '../request.ts';
import { type Expression, readFilter } from './filter.ts';

export interface Expansion {
  readonly name: string;
  /** Options inside the brackets, as `$filter`. */
  readonly options: ReadonlyMap<string, string>;
}
export interface Order {
  readonly path: string;
  readonly isDescending: boolean;
}
export interface Query {
  /** Null for all that is given unasked. */
  readonly select: ReadonlySet<string> | null;
  readonly expand: readonly Expansion[];
  readonly filter: Expression | null;
  readonly orderBy: readonly Order[];
  readonly top: number | null;
  readonly skip: number;
  readonly isCounted: boolean;
}

const KNOWN = new Set(
  '$select $expand $filter $orderby $top $skip $count $search $format $skiptoken $deltatoken'.split(' '),
);
/** "The limit of $top is 1000" for the collections of Outlook. */
const TOP_MAX = 1000;

/** Refuses what cannot be read, and options that there are not. */
export function readQuery({ query }: GraphRequest): Query {
  const options = new Map<string, string>();
  for (const [name, value] of query) {
    const key = name.toLowerCase();
    if (key.startsWith('$') && !KNOWN.has(key)) {
      throw badRequest(`The query parameter '${name}' is not supported.`);
    }
    options.set(key, value);
  }
  if (options.has('$search')) throw badRequest('This simulator does not search.', 'ErrorInvalidRequest');
  const select = options.get('$select');
  const filter = options.get('$filter');
  return {
    select: select === undefined ? null : new Set(namesIn(select)),
    expand: readExpand(options.get('$expand') ?? ''),
    filter: filter === undefined ? null : readFilter(filter),
    orderBy: readOrder(options.get('$orderby')),
    top: readTop(options.get('$top')),
    skip: wholeNumber('$skip', options.get('$skip') ?? '0'),
    isCounted: options.get('$count') === 'true',
  };
}

function namesIn(list: string): readonly string[] {
  const names = list.split(',').map((name) => name.trim());
  if (names.includes('')) throw badRequest(`The list "${list}" has an empty entry.`);
  return names;
}

function readTop(text: string | undefined): number | null {
  if (text === undefined) return null;
  const top = wholeNumber('$top', text);
  if (top > TOP_MAX) {
    throw badRequest(`The value of $top must be between 1 and ${TOP_MAX} inclusive.`, 'ErrorInvalidRequest');
  }
  return top;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw badRequest(`Invalid value '${text}' for ${name}: a whole number is expected.`);
  return Number(text);
}

function readOrder(text: string | undefined): readonly Order[] {
  if (text === undefined) return [];
  return namesIn(text).map((part) => {
    const found = /^([\w/]+)(?:\s+(asc|desc))?$/i.exec(part);
    if (found === null) throw badRequest(`The $orderby expression "${part}" cannot be read.`);
    return { path: found[1] ?? '', isDescending: found[2]?.toLowerCase() === 'desc' };
  });
}

/** `a,b($filter=id eq 'x';$select=y)`: commas and brackets inside quotes belong to texts. */
function readExpand(text: string): readonly Expansion[] {
  return splitOutside(text, ',').map((part) => {
    const found = /^\s*(\w+)\s*(?:\((.*)\))?\s*$/s.exec(part);
    if (found === null) throw badRequest(`The $expand expression "${part}" cannot be read.`);
    const options = new Map<string, string>();
    for (const option of splitOutside(found[2] ?? '', ';')) {
      const equals = option.indexOf('=');
      if (equals < 0) throw badRequest(`The $expand option "${option}" cannot be read.`);
      options.set(option.slice(0, equals).trim().toLowerCase(), option.slice(equals + 1).trim());
    }
    return { name: found[1] ?? '', options };
  });
}

/** Parts between separators that are outside of quotes and brackets; none for an empty text. */
function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let part = '';
  for (const sign of text) {
    if (sign === "'") isQuoted = !isQuoted;
    if (!isQuoted && sign === '(') depth += 1;
    if (!isQuoted && sign === ')') depth -= 1;
    if (sign === separator && depth === 0 && !isQuoted) {
      parts.push(part);
      part = '';
    } else part += sign;
  }
  if (depth !== 0 || isQuoted) throw badRequest(`Quotes or brackets of "${text}" are not closed.`);
  return part === '' && parts.length === 0 ? [] : [...parts, part];
}
