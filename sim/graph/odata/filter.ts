/** `$filter` (OData 4.01, part 2, §5.1.1): comparisons, `and`, `or`, `not`, three functions on texts, and `any`. */
import { badRequest } from '../refusal.ts';

export type Literal = string | number | boolean | null;
export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type TextFunction = 'startswith' | 'endswith' | 'contains';

export type Expression =
  | { readonly is: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly is: 'not'; readonly inner: Expression }
  | { readonly is: 'compare'; readonly path: string; readonly by: Comparison; readonly to: Literal }
  | { readonly is: 'text'; readonly by: TextFunction; readonly path: string; readonly to: string }
  /** Paths inside begin with the name of the variable. */
  | { readonly is: 'any'; readonly path: string; readonly variable: string; readonly inner: Expression };

/** Deeper expressions are refused, as real servers do with their own bound. */
const DEPTH_MAX = 40;
const TOKEN =
  /\s*(?:('(?:[^']|'')*')|(\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?)|([+-]?\d+(?:\.\d+)?)|([A-Za-z_@][\w./@]*)|([(),:]))/y;

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  depth: number;
}

/** Refuses what cannot be read. */
export function readFilter(text: string): Expression {
  const reader: Reader = { tokens: tokensOf(text), at: 0, depth: 0 };
  const expression = readOr(reader);
  if (reader.at < reader.tokens.length) throw invalid(`Syntax error at "${reader.tokens[reader.at]}"`);
  return expression;
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const found = pattern.exec(text);
    if (found === null) throw invalid(`Syntax error at position ${at} in "${text}"`);
    tokens.push(found[0].trim());
  }
  return tokens;
}

function readOr(reader: Reader): Expression {
  let left = readAnd(reader);
  while (peek(reader) === 'or') {
    reader.at += 1;
    left = { is: 'or', left, right: readAnd(reader) };
  }
  return left;
}

function readAnd(reader: Reader): Expression {
  let left = readTerm(reader);
  while (peek(reader) === 'and') {
    reader.at += 1;
    left = { is: 'and', left, right: readTerm(reader) };
  }
  return left;
}

function readTerm(reader: Reader): Expression {
  reader.depth += 1;
  if (reader.depth > DEPTH_MAX) throw invalid('The expression is nested too deeply');
  try {
    return readInner(reader);
  } finally {
    reader.depth -= 1;
  }
}

function readInner(reader: Reader): Expression {
  const token = next(reader);
  if (token === '(') {
    const inner = readOr(reader);
    expect(reader, ')');
    return inner;
  }
  if (token === 'not') return { is: 'not', inner: readTerm(reader) };
  if (token === 'startswith' || token === 'endswith' || token === 'contains') return readText(token, reader);
  if (token.endsWith('/any')) return readAny(token.slice(0, -'/any'.length), reader);
  const path = token === 'cast' ? readCast(reader) : token;
  if (!/^[A-Za-z_@]/.test(path)) throw invalid(`A property was expected, and not "${path}"`);
  const by = next(reader);
  if (!isComparison(by)) {
    // A property of type Boolean stands for itself.
    reader.at -= 1;
    return { is: 'compare', path, by: 'eq', to: true };
  }
  return { is: 'compare', path, by, to: literal(next(reader)) };
}

function isComparison(text: string): text is Comparison {
  return text === 'eq' || text === 'ne' || text === 'gt' || text === 'ge' || text === 'lt' || text === 'le';
}

function readText(by: TextFunction, reader: Reader): Expression {
  expect(reader, '(');
  const path = next(reader);
  expect(reader, ',');
  const to = literal(next(reader));
  expect(reader, ')');
  if (typeof to !== 'string') throw invalid(`${by} needs a text`);
  return { is: 'text', by, path, to };
}

function readAny(path: string, reader: Reader): Expression {
  expect(reader, '(');
  const variable = next(reader);
  expect(reader, ':');
  const inner = readOr(reader);
  expect(reader, ')');
  return { is: 'any', path, variable, inner };
}

/** `cast(ep/value, Edm.Int32)` */
function readCast(reader: Reader): string {
  expect(reader, '(');
  const path = next(reader);
  expect(reader, ',');
  next(reader);
  expect(reader, ')');
  return path;
}

function literal(token: string): Literal {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (token === 'true' || token === 'false') return token === 'true';
  if (token === 'null') return null;
  if (/^\d{4}-\d{2}-\d{2}/.test(token)) return token;
  if (/^[+-]?\d/.test(token)) return Number(token);
  throw invalid(`A value was expected, and not "${token}"`);
}

/** The end reads as an empty token. */
function peek({ tokens, at }: Reader): string {
  return tokens[at] ?? '';
}

function next(reader: Reader): string {
  const token = peek(reader);
  if (token === '' && reader.at >= reader.tokens.length) reader.at = reader.tokens.length;
  reader.at += 1;
  return token;
}

function expect(reader: Reader, wanted: string): void {
  const token = next(reader);
  if (token !== wanted) throw invalid(`"${wanted}" was expected, and not "${token}"`);
}

function invalid(text: string): ReturnType<typeof badRequest> {
  return badRequest(`Invalid filter clause: ${text}.`);
}
