/** The one form of all lists: what may be asked of them, and what they answer. */
import { z } from 'zod';
import { PAGE_LENGTH_MAX } from './words.ts';

const CURSOR_LENGTH_MAX = 2000;
const TEXT_LENGTH_MAX = 200;

/** Asked of every list, with the ways in which this one can be sorted; a minus turns one around. The first is taken when nobody asks. */
export function listQuery<By extends string>(sorts: readonly [By, ...By[]]) {
  return z.object({
    cursor: z.string().max(CURSOR_LENGTH_MAX).optional().meta({ description: 'The `next` of the page before.' }),
    limit: z.coerce.number().int().min(1).max(PAGE_LENGTH_MAX).default(100),
    sort: z.enum(sorts).default(sorts[0] as z.util.NoUndefined<By>), // one of them
  });
}

export function listShape<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z
      .string()
      .nullable()
      .meta({ description: 'Asks for the next page as `cursor`, with the same filter; null on the last one.' }),
    total: z
      .int()
      .optional()
      .meta({ description: 'On all pages together. Missing where counting would cost too much.' }),
  });
}

/** Part of a name, not a pattern. */
export const textFilter = z
  .string()
  .trim()
  .min(1)
  .max(TEXT_LENGTH_MAX)
  .optional()
  .meta({ description: 'Part of the name, in letters of either case.' });

export const flagFilter = z
  .enum(['true', 'false'])
  .transform((flag) => flag === 'true')
  .optional();

/** May be given several times: any of them will do. */
export function anyOf<Name extends string>(names: readonly Name[]) {
  const list = z.array(z.enum(names)).max(names.length);
  return z.preprocess((given) => (given === undefined ? [] : [given].flat()), list).optional();
}
