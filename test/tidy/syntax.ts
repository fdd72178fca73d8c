/** Reads a TypeScript file as a tree, for the rules that look at code and not at text. */
import { parseAst } from 'vitest/node';
import type { SourceFile } from '../rooms/imports.ts';

/** Any node of an ESTree with TypeScript's additions. */
export interface Node {
  readonly type: string;
  /** Offsets into the text. */
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export interface Found {
  readonly node: Node;
  /** The nodes around it, the innermost last. */
  readonly parents: readonly Node[];
}

/** Every node of the file, parents before children. */
export function nodesOf({ path, text }: SourceFile): readonly Found[] {
  const found: Found[] = [];
  visit(asNode(parseAst(text, { lang: path.endsWith('.tsx') ? 'tsx' : 'ts' })), [], found);
  return found;
}

/** The number of the line that an offset lies in; the first line is 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** The name of an identifier, or of a call like `Date.now`; null for anything else. */
export function dottedName(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === 'Identifier') return String(node['name']);
  if (node.type !== 'MemberExpression' || node['computed'] === true) return null;
  const object = dottedName(node['object']);
  const property = dottedName(node['property']);
  return object === null || property === null ? null : `${object}.${property}`;
}

function visit(node: Node, parents: readonly Node[], found: Found[]): void {
  found.push({ node, parents });
  const inside = [...parents, node];
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, inside, found);
  }
}

function asNode(value: unknown): Node {
  if (!isNode(value)) throw new Error('the parser gave no tree');
  return value;
}
