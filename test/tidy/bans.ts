/** What code must not do, each with what to do instead. */
import { isTest, roomOf, type SourceFile } from '../rooms/imports.ts';
import { dottedName, type Found, isNode, lineAt, type Node, nodesOf } from './syntax.ts';

const BANNED_CALLS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'Date.now': 'take a Clock (base/clock.ts) and call now()',
    'Math.random': 'take a Random (base/random.ts)',
    setTimeout: 'take a Clock (base/clock.ts) and call sleep(), which ends with its signal',
    setInterval: 'take a Clock (base/clock.ts) and loop over sleep()',
    'AbortSignal.timeout': 'take a Clock (base/clock.ts): a deadline is a sleep that aborts',
    randomUUID: 'take a Random (base/random.ts) and call id()',
    'crypto.randomUUID': 'take a Random (base/random.ts) and call id()',
  }),
);

/** Time and chance taken from the machine anywhere but in `base/`. */
export function bannedCalls(file: SourceFile): readonly string[] {
  if (roomOf(file.path) === 'base') return [];
  const at = (found: Found): string => `${file.path}:${lineAt(file.text, found.node.start)}`;
  return nodesOf(file).flatMap((found) => {
    const { node } = found;
    const callee = dottedName(node['callee']);
    if (
      node.type === 'NewExpression' &&
      callee === 'Date' &&
      Array.isArray(node['arguments']) &&
      node['arguments'].length === 0
    ) {
      return `${at(found)}: new Date() asks the machine for the time; take a Clock (base/clock.ts)`;
    }
    if (isTimerImport(node)) return `${at(found)}: timers of Node; take a Clock (base/clock.ts)`;
    const instead = node.type === 'CallExpression' && callee !== null ? BANNED_CALLS.get(callee) : undefined;
    return instead === undefined ? [] : `${at(found)}: ${callee}() is banned; ${instead}`;
  });
}

/** `setImmediate` is no timer: it lets others have their turn, and no time passes. */
function isTimerImport(node: Node): boolean {
  if (node.type !== 'ImportDeclaration' || !isNode(node['source'])) return false;
  if (!String(node['source']['value']).startsWith('node:timers')) return false;
  const names = Array.isArray(node['specifiers']) ? node['specifiers'] : [];
  return !names.every((one: Node) => dottedName(one['imported']) === 'setImmediate');
}

/** Printing anywhere but in the rooms whose business it is. */
export function printing(file: SourceFile): readonly string[] {
  if (['main', 'cli', 'bench', 'docs'].includes(roomOf(file.path) ?? '')) return [];
  return nodesOf(file).flatMap(({ node }) => {
    const name = node.type === 'CallExpression' ? dottedName(node['callee']) : null;
    if (name?.startsWith('console.') !== true) return [];
    return `${file.path}:${lineAt(file.text, node.start)}: ${name}() prints; return a value or take a Log (base/log.ts)`;
  });
}

/** Exports that hide where something is, and types that switch the compiler off. */
export function escapes(file: SourceFile): readonly string[] {
  const isIndex = /(^|\/)index\.tsx?$/.test(file.path);
  // Types of a foreign package say what that package exports; Vitest asks for the default export of its own files.
  const isTold = file.path.endsWith('.d.ts') || file.path.startsWith('test/setup/') || !file.path.includes('/');
  return [
    ...(isIndex ? [`${file.path}: an index.ts hides where things are; import the file that has them`] : []),
    ...nodesOf(file).flatMap(({ node }) => {
      const at = `${file.path}:${lineAt(file.text, node.start)}`;
      if (node.type === 'ExportDefaultDeclaration' && !isTold)
        return `${at}: a default export has no name; export by name`;
      if (node.type === 'TSAnyKeyword') return `${at}: any switches the compiler off; use unknown and look at it`;
      return [];
    }),
  ];
}

/** Casts and `!` that no comment proves, in the product and the simulator. */
export function unprovenCasts(file: SourceFile): readonly string[] {
  if (isTest(file.path) || !/^(src|sim|console)\//.test(file.path)) return [];
  const lines = file.text.split('\n');
  return nodesOf(file).flatMap(({ node }) => {
    const isCast = node.type === 'TSAsExpression' || node.type === 'TSNonNullExpression';
    if (!isCast || isConst(node['typeAnnotation'])) return [];
    const first = lineAt(file.text, node.start);
    const last = lineAt(file.text, node.end);
    const near = lines.slice(Math.max(0, first - 2), last);
    if (near.some((line) => /\/\/|\/\*|\*\//.test(line))) return [];
    return `${file.path}:${last}: a cast without a comment that proves it, on its line or the one above`;
  });
}

/** A catch that does not look at the error. */
export function blindCatches(file: SourceFile): readonly string[] {
  if (isTest(file.path) || !/^(src|sim|console)\//.test(file.path)) return [];
  const looks = (name: string, from: number, until: number): boolean =>
    new RegExp(`\\b${name}\\b`).test(file.text.slice(from, until));
  return nodesOf(file).flatMap(({ node }) => {
    if (node.type !== 'CatchClause' || !isNode(node['body'])) return [];
    const name = dottedName(node['param']);
    if (name !== null && looks(name, node['body'].start, node.end)) return [];
    return `${file.path}:${lineAt(file.text, node.start)}: a catch that does not look at the error hides it`;
  });
}

function isConst(type: unknown): boolean {
  return isNode(type) && dottedName(type['typeName']) === 'const';
}
