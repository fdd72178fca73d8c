/** The rules about words: in names of files and of what they declare, and in the protocols. */
import type { SourceFile } from '../rooms/imports.ts';
import { isNode, lineAt, type Node, nodesOf } from './syntax.ts';

const VAGUE: readonly string[] = [
  'util',
  'utils',
  'helper',
  'helpers',
  'common',
  'misc',
  'manager',
  'data',
  'info',
  'process',
];
/** Words that protocols use by themselves: MS-NLMP has a TargetInfo, IMAP and EWS have data and info of many kinds. */
const VENDOR_WORDS: readonly string[] = ['info', 'data', 'process'];
const PRODUCT_WORDS = /(?<!throttling )\b(projects?|ledgers?|polic(?:y|ies)|migrations?|mailbox jobs?)\b/gi;

/** A file name that says nothing. */
export function vagueFileNames(file: SourceFile): readonly string[] {
  const words = (file.path.split('/').at(-1) ?? '').split(/[-.]/);
  return words
    .filter((word) => VAGUE.includes(word))
    .map((word) => `${file.path}: "${word}" in a file name says nothing; name what the file gives`);
}

/** Names that say nothing, of everything that a file declares. */
export function vagueNames(file: SourceFile): readonly string[] {
  const vagueHere = VAGUE.filter((word) => !isProtocol(file.path) || !VENDOR_WORDS.includes(word));
  const declared = nodesOf(file).flatMap(({ node, parents }) => declaredBy(node, parents.at(-1)));
  return declared.flatMap((id) => {
    const name = String(id['name']);
    const words = name.split(/(?=[A-Z])|_/).map((word) => word.toLowerCase());
    const isVerb = words[0] === 'handle' && words.length > 1;
    const vague = words.find((word) => vagueHere.includes(word)) ?? (isVerb ? 'handle' : null);
    if (vague === null) return [];
    return `${file.path}:${lineAt(file.text, id.start)}: "${vague}" in the name ${name} says nothing; say what it is or does`;
  });
}

function isProtocol(path: string): boolean {
  return path.startsWith('src/wire/') || path.startsWith('sim/');
}

/** Words of the product in a protocol, in code and comments alike. */
export function productWordsInWire(file: SourceFile): readonly string[] {
  if (!file.path.startsWith('src/wire/') || file.path.endsWith('.test.ts')) return [];
  return [...file.text.matchAll(PRODUCT_WORDS)].map(
    (match) =>
      `${file.path}:${lineAt(file.text, match.index)}: "${match[0]}" is a word of the product; a protocol speaks its own words`,
  );
}

/** The identifiers that a node gives names with: functions, classes, types, variables and parameters. */
function declaredBy(node: Node, parent: Node | undefined): readonly Node[] {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return [node['id'], ...parametersOf(node)].flatMap(identifiersIn);
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return parametersOf(node).flatMap(identifiersIn);
    case 'VariableDeclarator':
      return identifiersIn(node['id']);
    case 'MethodDefinition':
    case 'TSMethodSignature':
      // What an interface of somebody else calls its members is not ours to choose.
      return parent?.['superClass'] == null && isNode(node['key']) ? identifiersIn(node['key']) : [];
    default:
      return [];
  }
}

function parametersOf(node: Node): readonly unknown[] {
  return Array.isArray(node['params']) ? node['params'] : [];
}

/** The names that a pattern binds; in `{ data: bytes }` that is `bytes`, since `data` is somebody else's. */
function identifiersIn(pattern: unknown): readonly Node[] {
  if (!isNode(pattern)) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'AssignmentPattern':
      return identifiersIn(pattern['left']);
    case 'RestElement':
      return identifiersIn(pattern['argument']);
    case 'ArrayPattern':
      return (Array.isArray(pattern['elements']) ? pattern['elements'] : []).flatMap(identifiersIn);
    case 'ObjectPattern':
      return (Array.isArray(pattern['properties']) ? pattern['properties'] : []).flatMap((property: Node) =>
        property['shorthand'] === true ? [] : identifiersIn(property['value'] ?? property),
      );
    default:
      return [];
  }
}
