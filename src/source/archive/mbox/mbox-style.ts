/** Which of the four mbox formats a file is in, judged by its beginning, so that what is added later changes nothing. */
import type { Window } from '../bytes.ts';
import { readMarks } from '../message-marks.ts';
import { BEHIND_BYTES_MAX, beginsHeader, FROM_LINE_BYTES_MAX, type FromShape, shapeOf } from './from-line.ts';

export interface MboxStyle {
  /** Where the first message begins: behind a byte order mark and empty lines. */
  readonly start: number;
  readonly shape: FromShape;
  /** False in files whose messages follow each other without an empty line. */
  readonly hasBlanks: boolean;
  /**
   * True when bodies are quoted: mboxo, mboxrd and mboxcl. mboxcl2 quotes nothing and relies on Content-Length alone.
   * mboxo and mboxrd differ only in what ">>From " meant, which a file does not tell: it is read as mboxrd.
   */
  readonly isQuoted: boolean;
}

/** What is read of a file to judge it. */
const JUDGED_BYTES = 1024 * 1024;
const LEADING_BYTES_MAX = 4096;

/** Null for a file that does not begin with a "From " line. */
export async function judgeMbox(window: Window): Promise<MboxStyle | null> {
  const begin = (await window.at(0, LEADING_BYTES_MAX)).toString('latin1');
  const start = /^(?:\u00ef\u00bb\u00bf)?[\r\n]*/.exec(begin)?.[0].length ?? 0;
  const line = (await window.at(start, FROM_LINE_BYTES_MAX)).toString('latin1').split(/\r?\n/)[0] ?? '';
  if (!line.startsWith('From ')) return null;
  const judged = (await window.at(start, JUDGED_BYTES)).toString('latin1');
  const shape = shapeOf(line) ?? 'dated';
  return { start, shape, hasBlanks: hasBlanks(judged), isQuoted: !(await reliesOnLengths(window, start)) };
}

/** False when there are lines that begin messages, and not one of them has an empty line before it. */
function hasBlanks(judged: string): boolean {
  let bare = 0;
  for (const found of judged.matchAll(/\nFrom [^\n]*\n/g)) {
    const behind = judged.slice(found.index + found[0].length, found.index + found[0].length + BEHIND_BYTES_MAX);
    if (shapeOf(found[0].trim()) === null && shapeOf(found[0].slice(1).replace(/\r?\n$/, '')) === null) continue;
    if (!beginsHeader(behind)) continue;
    if (/(?:^|\n)\r?$/.test(judged.slice(Math.max(0, found.index - 2), found.index))) return true;
    bare += 1;
  }
  return bare === 0;
}

/** True when a message whose Content-Length is right holds a line that other formats would have quoted. */
async function reliesOnLengths(window: Window, start: number): Promise<boolean> {
  const until = Math.min(window.sizeBytes, start + JUDGED_BYTES);
  for (let at = start; at < until; ) {
    const line = (await window.at(at, FROM_LINE_BYTES_MAX)).indexOf(0x0a);
    if (line < 0) return false;
    const { marks, end } = await readMarks(window, at + line + 1, window.sizeBytes);
    const next = marks.contentLength === null ? null : await landing(window, end + marks.contentLength);
    if (next === null || marks.contentLength === null) return false;
    const body = (await window.at(end, Math.min(marks.contentLength, until - end))).toString('latin1');
    if (/(?:^|\n)From /.test(body)) return true;
    at = next;
  }
  return false;
}

/**
 * Where the next message begins if a body ends at `at`: on a "From " line, or behind one or two line ends before it, or
 * at the end of the file. Null: no body ends there, and whoever said so is not believed.
 */
export async function landing(window: Window, at: number): Promise<number | null> {
  if (at > window.sizeBytes) return null;
  const behind = (await window.at(at, FROM_LINE_BYTES_MAX)).toString('latin1');
  const ends = /^(?:\r?\n){0,2}/.exec(behind)?.[0].length ?? 0;
  if (at + ends >= window.sizeBytes) return window.sizeBytes;
  const before = ends > 0 ? '\n' : (await window.at(Math.max(0, at - 1), 1)).toString('latin1');
  const line = behind.slice(ends).split(/\r?\n/)[0] ?? '';
  return before === '\n' && shapeOf(line) !== null ? at + ends : null;
}
