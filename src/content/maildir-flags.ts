/** The letters by which the name of a message's file tells its flags (https://cr.yp.to/proto/maildir.html). */
import type { Flag } from '../model/item.ts';

/** P is "passed", which means forwarded. */
export const MAILDIR_LETTERS: Readonly<Record<Flag, string>> = {
  answered: 'R',
  draft: 'D',
  flagged: 'F',
  forwarded: 'P',
  seen: 'S',
};
