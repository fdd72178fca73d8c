/** What became of a thing that was to be added. */

/** A name that is new, or one that is there already. */
export type Added = 'added' | 'taken';
