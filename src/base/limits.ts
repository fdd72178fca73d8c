/** Every bound of the product that more than one room needs, with its unit and its reason. Protocol limits live in `wire/`. */
import { assert } from './assert.ts';

/** A batch is one durable intent, one FETCH, and at best one MULTIAPPEND. 500 is where Dovecot's gain levels off. */
export const BATCH_ITEMS_MAX = 500;
/** A batch ends earlier when its items have this many bytes together, so that a crash repeats little. */
export const BATCH_BYTES_MAX = 4 * 1024 * 1024;
/** How many batches of one lane are on their way at once: one being read, one being written, one being settled. */
export const BATCHES_UNDER_WAY_MAX = 3;
/** An item up to this size is held in memory while it moves; a larger one goes through a spool file. */
export const HELD_BYTES_MAX = 2 * 1024 * 1024;
/** One page of a listing: what the ledger records in one statement. */
export const PAGE_ITEMS_MAX = 2000;
/** The largest message that is moved at all: Exchange Online's own highest setting is 150 MB. */
export const ITEM_BYTES_MAX = 160 * 1024 * 1024;
/** Folders of one mailbox. Ten times what Exchange clients can show. */
export const FOLDERS_MAX = 100_000;
/** Exchange Online refuses folders nested deeper than this. */
export const FOLDER_DEPTH_MAX = 300;

assert(HELD_BYTES_MAX <= BATCH_BYTES_MAX, 'a held item fits into a batch');
