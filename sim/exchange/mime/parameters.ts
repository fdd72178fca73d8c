/** Values of Content-Type and Content-Disposition with their parameters (RFC 2045 §5.1, RFC 2231), read leniently. */
import { decodedText, headerText } from './words.ts';

export interface ValueWithParameters {
  /** In lower case; '' when there is none. */
  readonly value: string;
  /** By name in lower case, decoded. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A header with more is made to waste time. */
const PARAMETERS_MAX = 200;
const PARAMETER = /;[\s;]*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/gs;

export function readParameters(raw: string): ValueWithParameters {
  // A comment is one only outside of quotes.
  const bare = raw.replace(/("(?:[^"\\]|\\.)*")|\([^()"]*\)/gs, (_, quoted: string | undefined) => quoted ?? ' ');
  const semicolon = bare.indexOf(';');
  const value = (semicolon < 0 ? bare : bare.slice(0, semicolon)).trim().toLowerCase();
  const plain = new Map<string, string>();
  const pieces = new Map<string, { readonly place: number; readonly isEncoded: boolean; readonly text: string }[]>();
  let count = 0;
  for (const found of bare.slice(Math.max(0, semicolon)).matchAll(PARAMETER)) {
    count += 1;
    if (count > PARAMETERS_MAX) break;
    const name = (found[1] ?? '').toLowerCase();
    const text = found[2]?.replace(/\\(.)/g, '$1') ?? (found[3] ?? '').trim();
    const split = /^([^*]+)(?:\*([0-9]{1,4}))?(\*)?$/.exec(name);
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
  return { value, parameters: plain };
}

function joinedPieces(list: { readonly place: number; readonly isEncoded: boolean; readonly text: string }[]): string {
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
