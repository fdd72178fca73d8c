/** The texts this adapter makes and later understands: refs of messages and cursors of listings. */
import type { Cursor, SourceRef } from '../../model/item.ts';

/** Where a listing goes on. */
export interface Position {
  readonly uidValidity: number;
  /** Everything below this number was listed. */
  readonly nextUid: number;
  /** Changes up to this mod-sequence were listed; null without CONDSTORE. */
  readonly modseq: bigint | null;
}

export function refOf(uidValidity: number, uid: number): SourceRef {
  return `${uidValidity}:${uid}` as SourceRef; // a ref is what this adapter makes
}

/** Null for a ref of other numbering, or of another adapter. */
export function uidOf(ref: SourceRef, uidValidity: number): number | null {
  const [validity = '', uid = ''] = ref.split(':');
  return Number(validity) === uidValidity && /^\d{1,10}$/.test(uid) ? Number(uid) : null;
}

export function cursorOf({ uidValidity, nextUid, modseq }: Position): Cursor {
  return `${uidValidity}/${nextUid}/${modseq ?? ''}` as Cursor; // a cursor is what this adapter makes
}

/** Null for a cursor that this adapter did not make: then everything is listed anew. */
export function positionOf(cursor: Cursor): Position | null {
  const found = /^(\d{1,10})\/(\d{1,10})\/(\d{0,20})$/.exec(cursor);
  if (found === null) return null;
  const [, uidValidity, nextUid, modseq = ''] = found;
  return {
    uidValidity: Number(uidValidity),
    nextUid: Number(nextUid),
    modseq: modseq === '' ? null : BigInt(modseq),
  };
}
