/** The customer's answers, as plain data. */
export interface Policy {
  readonly skipRoles: readonly ('junk' | 'trash')[];
  /** What happens in the target to an item that was deleted in the source after it was copied. */
  readonly deletions: 'keep' | 'follow';
}

export const DEFAULT_POLICY: Policy = { skipRoles: [], deletions: 'keep' };
