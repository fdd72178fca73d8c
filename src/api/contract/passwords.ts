/** The shapes of passwords that are handed in for mailboxes. They only ever go in. */
import { z } from 'zod';
import type { PasswordPlace } from '../../model/project.ts';
import { instant, mailboxParams, NAME_LENGTH_MAX, reason, secret } from './words.ts';

/** `source` is the first source. In an address a dash stands for the blank. */
const PLACE = /^(target|source(?:[ -]([0-9]))?)$/i;

/** Null for what names no place. */
export function placeOf(text: string): PasswordPlace | null {
  const [, word, number] = PLACE.exec(text.trim()) ?? [];
  if (word === undefined) return null;
  return word.toLowerCase() === 'target' ? 'target' : `source ${Number(number ?? 0)}`;
}

export const passwordParams = mailboxParams.extend({
  place: z.string().regex(PLACE).meta({ description: '`target`, `source`, or `source-1` for the second source.' }),
});
export const newPasswordBody = z.object({ password: secret, reason });
export const passwordsShape = z.object({
  places: z.array(z.object({ place: z.string(), isKept: z.boolean(), storedAt: instant })),
  purgedAt: instant.meta({ description: 'When passwords were purged, where none was handed in since.' }),
});
export const passwordTakenShape = passwordsShape.extend({
  goesOn: z
    .boolean()
    .meta({ description: 'The mailbox stood still because of this password, and is in the queue again.' }),
});

export const purgeBody = z.object({ reason });
export const purgedShape = z.object({ purged: z.int().meta({ description: 'Passwords that are gone.' }) });

export const PASSWORD_COLUMNS = ['mailbox', 'place', 'password'] as const;
/** As many as an organisation may have mailboxes in a project, with both sides. */
export const PASSWORD_ROWS_MAX = 10_000;
export const PASSWORD_TABLE_LIMITS = { cellCharsMax: 1024, rowCharsMax: 1024 + NAME_LENGTH_MAX + 20, columnsMax: 3 };
export const passwordTableShape = z.object({
  taken: z.int(),
  goOn: z.int().meta({ description: 'Mailboxes that are in the queue again.' }),
  refused: z.array(z.object({ line: z.int(), cause: z.string() })),
});
