/** How large files and functions are. What is over the bound is in the ratchet, which only shrinks. */
import type { SourceFile } from '../rooms/imports.ts';
import { dottedName, type Found, isNode, lineAt, type Node, nodesOf } from './syntax.ts';

export const FILE_LINES_MAX = 300;
export const FUNCTION_LINES_MAX = 50;

/** Sizes above the bounds, by path or by `path#function`. */
export type Ratchet = Readonly<Record<string, number>>;

/** Everything in the file that is above a bound, with its size. */
export function oversized(file: SourceFile): Ratchet {
  const lines = file.text.split('\n').length - 1;
  const functions = nodesOf(file)
    .filter(({ node }) => isFunction(node) && !isTestGroup(node))
    .map((found) => [`${file.path}#${nameOf(found)}`, linesOf(file.text, found.node)] as const)
    .filter(([, size]) => size > FUNCTION_LINES_MAX);
  return { ...(lines > FILE_LINES_MAX ? { [file.path]: lines } : {}), ...Object.fromEntries(functions) };
}

/** What the ratchet does not allow: something new above a bound, something that grew, or an entry that shrank. */
export function ratchetComplaints(found: Ratchet, ratchet: Ratchet): readonly string[] {
  const grown = Object.entries(found).flatMap(([name, size]) => {
    const bound = name.includes('#') ? FUNCTION_LINES_MAX : FILE_LINES_MAX;
    const before = ratchet[name];
    if (before === undefined)
      return `${name}: has ${size} lines; at most ${bound} are allowed. Split it by what it does`;
    return size > before ? `${name}: grew from ${before} to ${size} lines; what is too large may only shrink` : [];
  });
  const shrunk = Object.entries(ratchet).flatMap(([name, before]) => {
    const size = found[name];
    if (size === undefined) return `${name}: is small enough now; take it out of test/tidy/ratchet.json`;
    return size < before
      ? `${name}: has ${size} lines now; write that instead of ${before} into test/tidy/ratchet.json`
      : [];
  });
  return [...grown, ...shrunk];
}

function isFunction(node: Node): boolean {
  return ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type);
}

/** A group of tests is a list, not a function that somebody has to follow: what declares tests may be long. */
function isTestGroup(node: Node): boolean {
  const body = isNode(node['body']) && Array.isArray(node['body']['body']) ? node['body']['body'] : [];
  return body.some((statement: Node) => TEST_CALL.test(calledBy(statement['expression'])));
}

const TEST_CALL = /^(test|describe|it)(\.|[A-Z]|$)/;

/** The name of what a call calls; of `test.each(table)(name, run)` it is `test.each`. */
function calledBy(expression: unknown): string {
  if (!isNode(expression)) return '';
  if (expression.type === 'CallExpression') return calledBy(expression['callee']);
  return dottedName(expression) ?? '';
}

function linesOf(text: string, node: Node): number {
  return lineAt(text, node.end) - lineAt(text, node.start) + 1;
}

function nameOf({ node, parents }: Found): string {
  const around = parents.at(-1);
  const named = [node, around].find((one) => one !== undefined && isNode(one['id'] ?? one['key']));
  return dottedName(named?.['id'] ?? named?.['key']) ?? 'a function without name';
}
