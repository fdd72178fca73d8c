/** Sizes as suppliers write them. */

/** Suppliers count in decimal units. */
export const BYTES_PER_GB = 1e9;
