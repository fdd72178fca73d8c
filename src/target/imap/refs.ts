/** Names of stored messages: "uidvalidity:uid". UIDs mean something only under the UIDVALIDITY they were given with (RFC 9051 §2.3.1.1). */
import { assert } from '../../base/assert.ts';
import { Failure } from '../../base/problem.ts';
import type { TargetRef } from '../../model/item.ts';

/** Some servers leave UIDVALIDITY out, against RFC 9051 §6.3.2. Their messages have refs all the same. */
export const UID_VALIDITY_UNKNOWN = 0;

export function refOf(uidValidity: number | null, uid: number): TargetRef {
  return `${uidValidity ?? UID_VALIDITY_UNKNOWN}:${uid}` as TargetRef; // this adapter's own form of a ref
}

/** The UIDs of refs. Throws `target.renumbered` when one of them is of another UIDVALIDITY than the folder has now. */
export function uidsOf(
  refs: readonly TargetRef[],
  now: { readonly uidValidity: number | null; readonly folder: string },
): readonly number[] {
  const current = now.uidValidity ?? UID_VALIDITY_UNKNOWN;
  return refs.map((ref) => {
    const [uidValidity, uid] = ref.split(':').map(Number);
    assert(uidValidity !== undefined && uid !== undefined && uid > 0, 'a ref is a UIDVALIDITY and a UID');
    if (uidValidity !== current) throw new Failure('target.renumbered', { folder: now.folder });
    return uid;
  });
}
