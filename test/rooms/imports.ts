/** Reads what a file imports, and says what of it the table of rooms does not allow. */
import { dirname, join, normalize } from 'node:path/posix';
import { PACKAGES, PROTOCOLS, PURE_ROOMS, ROOMS, TYPE_PACKAGES } from './rooms.ts';

/** A source file by its path from the root of the repository, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One sentence for every import that is not allowed, such as `copy/lane.ts: copy/ may not import wire/ (…)`. */
export function forbiddenImports(file: SourceFile): readonly string[] {
  const room = roomOf(file.path);
  if (room === null || isTest(file.path)) return [];
  return importsOf(file.text).flatMap((specifier) => complaintAbout(file, room, specifier) ?? []);
}

/** The room that a file belongs to; null for what belongs to none, such as tests and configuration. */
export function roomOf(path: string): string | null {
  const [first, second, ...rest] = path.split('/');
  if (first !== 'src') return first !== undefined && first in ROOMS ? first : null;
  return rest.length === 0 ? 'main' : (second ?? null);
}

export function isTest(path: string): boolean {
  return path.startsWith('test/') || /\.(test|contract)(\.\w+)?\.tsx?$/.test(path);
}

/** What a file imports, statically or by name at run time, in its own words. */
export function importsOf(text: string): readonly string[] {
  const statements = /^\s*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*['"]([^'"]+)['"]/gm;
  const calls = /\bimport\(\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(statements), ...text.matchAll(calls)].map((match) => match[1] ?? '');
}

function complaintAbout(file: SourceFile, room: string, specifier: string): string | null {
  const name = file.path.replace(/^src\//, '');
  if (specifier.startsWith('.')) return complaintAboutRoom(file, name, room, specifier);
  if (specifier.startsWith('node:')) {
    if (!PURE_ROOMS.includes(room) || !OUTSIDE.test(specifier)) return null;
    return `${name}: ${room}/ may not import ${specifier} (it opens nothing by itself: take what it needs as an argument)`;
  }
  const packageName = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0];
  const typesFor = TYPE_PACKAGES[packageName ?? ''] ?? [];
  if (typesFor.includes(room) && isForTypes(file.text, specifier)) return null;
  const allowed = PACKAGES[packageName ?? ''] ?? [];
  if (allowed.includes(room)) return null;
  const where = allowed.length === 0 ? 'only tests may' : `only ${allowed.join('/ and ')}/ may`;
  return `${name}: ${room}/ may not import the package ${packageName} (${where})`;
}

function isForTypes(text: string, specifier: string): boolean {
  const imports = text.match(/^import [^;]*;/gm) ?? [];
  return imports.filter((one) => one.endsWith(`'${specifier}';`)).every((one) => one.startsWith('import type '));
}

/** Modules of Node that reach outside the program. */
const OUTSIDE = /^node:(fs|net|tls|http|https|http2|dgram|dns|child_process|worker_threads|cluster)\b/;

function complaintAboutRoom(file: SourceFile, name: string, room: string, specifier: string): string | null {
  const other = normalize(join(dirname(file.path), specifier));
  const target = roomOf(other);
  if (target === room) return complaintAboutProtocol(file, name, other);
  const mayImport = ROOMS[room]?.mayImport ?? [];
  if (target === null) {
    if (other.startsWith('test/') && mayImport.includes('test')) return null;
    return `${name}: ${room}/ may not import ${other} (it may import: ${mayImport.join(', ') || 'nothing'})`;
  }
  if (mayImport.includes(target)) return null;
  return `${name}: ${room}/ may not import ${target}/ (it may import: ${mayImport.join(', ') || 'nothing'})`;
}

function complaintAboutProtocol(file: SourceFile, name: string, other: string): string | null {
  const mine = protocolOf(file.path);
  const theirs = protocolOf(other);
  if (mine === theirs || theirs === null) return null;
  if (mine === null) return `${name}: a file that all protocols share may not import wire/${theirs}/`;
  return `${name}: wire/${mine}/ may not import wire/${theirs}/ (protocols do not know each other)`;
}

function protocolOf(path: string): string | null {
  const name = /^src\/wire\/([^/]+)\//.exec(path)?.[1];
  return name !== undefined && PROTOCOLS.includes(name) ? name : null;
}
