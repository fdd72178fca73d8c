/** Sets of UIDs (sequence-set of RFC 9051 §9). */

export interface UidRange {
  readonly from: number;
  /** Not below `from`; '*' is the highest there is. */
  readonly to: number | '*';
}
/** Ascending and without overlap. */
export type UidSet = readonly UidRange[];

/** The set of these UIDs, in any order, doubled or not. */
export declare function uidSet(uids: Iterable<number>): UidSet;
