/** Values of Content-Type and Content-Disposition with their parameters (RFC 2045 §5.1, RFC 2231), read leniently. */
import { tokensOf } from './tokens.ts';
import { decodedText, headerText } from './words.ts';

export interface ValueWithParameters {
  /** In lower case; '' when there is none. */
  readonly value: string;
  /** By name in lower case, decoded. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A header with more is made to waste time. */
const PARAMETERS_MAX = 200;
const SPLIT_NAME = /^([^*]+)(?:\*([0-9]{1,4}))?(\*)?$/;

export function readParameters(raw: string): ValueWithParameters {
  const [first = '', ...rest] = segmentsOf(raw);
  const plain = new Map<string, string>();
  const pieces = new Map<string, Piece[]>();
  for (const segment of rest.slice(0, PARAMETERS_MAX)) {
    const equals = segment.indexOf('=');
    if (equals < 0) continue;
    const name = segment.slice(0, equals).trim().toLowerCase();
    const text = segment.slice(equals + 1).trim();
    const split = SPLIT_NAME.exec(name);
    if (split === null || (split[2] === undefined && split[3] === undefined)) {
      if (!plain.has(name)) plain.set(name, headerText(text));
      continue;
    }
    const base = split[1] ?? '';
    const list = pieces.get(base) ?? [];
    list.push({ place: Number(split[2] ?? 0), isEncoded: split[3] !== undefined, text });
    pieces.set(base, list);
  }
  for (const [name, list] of pieces) plain.set(name, joinedPieces(list));
  return { value: first.trim().toLowerCase(), parameters: plain };
}

/** What lies between semicolons; comments are gone, and quotes around values. */
function segmentsOf(raw: string): readonly string[] {
  const segments = [''];
  for (const { is, text } of tokensOf(raw, ';', '"(')) {
    if (is === 'separator') segments.push('');
    else if (is !== 'comment') segments[segments.length - 1] += text;
  }
  return segments;
}

/** One piece of a value that was cut or encoded (RFC 2231). */
interface Piece {
  readonly place: number;
  readonly isEncoded: boolean;
  readonly text: string;
}

function joinedPieces(list: Piece[]): string {
  let charset = 'utf-8';
  let joined = '';
  for (const { place, isEncoded, text } of list.sort((one, other) => one.place - other.place)) {
    const found = place === 0 && isEncoded ? /^([^']*)'[^']*'(.*)$/s.exec(text) : null;
    if (found?.[1] !== undefined && found[1] !== '') charset = found[1];
    const body = found?.[2] ?? text;
    joined += isEncoded
      ? body.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      : body;
  }
  const bytes = Buffer.from(joined, 'latin1');
  return decodedText(bytes, charset) ?? decodedText(bytes, 'windows-1252') ?? joined;
}
