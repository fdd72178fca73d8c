/** The texts this adapter makes and later understands: names of items and positions of listings. */
import type { Cursor, SourceRef } from '../../model/item.ts';

/** An item's name is its file's name, `#`, and its name in the file. Of what cannot be read it is `#!` and the reason. */
export interface RefParts {
  readonly file: string;
  readonly local: string;
  /** Null for an item that can be read. */
  readonly broken: string | null;
}

/** A longer reason is cut. */
const REASON_CHARS_MAX = 500;

export function refOf(file: string, local: string): SourceRef {
  return `${file}#${local}` as SourceRef; // a ref is what this adapter makes
}

export function brokenRef(file: string, reason: string): SourceRef {
  const plain = reason.replaceAll('#', '').replace(/\p{Cc}+/gu, ' ');
  return `${file}#!${plain.slice(0, REASON_CHARS_MAX)}` as SourceRef; // a ref is what this adapter makes
}

export function partsOfRef(ref: SourceRef): RefParts {
  const at = ref.lastIndexOf('#');
  const local = ref.slice(at + 1);
  return { file: ref.slice(0, Math.max(0, at)), local, broken: local.startsWith('!') ? local.slice(1) : null };
}

/** Where a listing goes on. */
export interface Position {
  /** Of the files as they were when the listing began. */
  readonly stamp: string;
  /** Of a single file that grows: how much of it was listed, and the digest of that much. */
  readonly grown: { readonly bytes: number; readonly digest: string } | null;
}

export function cursorOf({ stamp, grown }: Position): Cursor {
  return (grown === null ? stamp : `${stamp}/${grown.bytes}/${grown.digest}`) as Cursor; // a cursor is what this adapter makes
}

/** Null for a cursor that this adapter did not make. */
export function positionOf(cursor: Cursor): Position | null {
  const [, stamp, bytes, digest] = /^([0-9a-f]+)(?:\/(\d{1,15})\/([0-9a-f]+))?$/.exec(cursor) ?? [];
  if (stamp === undefined) return null;
  return { stamp, grown: bytes === undefined || digest === undefined ? null : { bytes: Number(bytes), digest } };
}
