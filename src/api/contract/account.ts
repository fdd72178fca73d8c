/** The shapes of the own account, and of what others do about somebody's account. */
import { z } from 'zod';
import { code, newPassword } from './people.ts';
import { name, neededReason, organisationParams, reason, secret } from './words.ts';

export const sessionParams = z.object({ session: z.uuid() });

export const newPasswordBody = z.object({
  password: secret,
  newPassword,
  code: code.nullable().default(null).meta({ description: 'Needed where the second factor is on.' }),
});

export const openSessionShape = z.object({
  id: z.uuid(),
  isThis: z.boolean().meta({ description: 'Whether it is the one that asks.' }),
  since: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().meta({ description: 'To the minute.' }),
  until: z.iso.datetime(),
  address: z.string().meta({ description: 'The network address that it began from.' }),
  userAgent: z.string().nullable(),
});

export const housePersonParams = z.object({ person: z.uuid() });
export const personParams = organisationParams.extend({ person: z.uuid() });
export const renamingBody = z.object({ name, reason });
export const removalBody = z.object({ reason: neededReason });

export const newResetBody = z
  .object({
    reason: neededReason,
    password: z.boolean().default(true).meta({ description: 'The link sets a new password.' }),
    secondFactor: z
      .boolean()
      .default(false)
      .meta({ description: 'The link drops the second factor and the passkeys.' }),
  })
  .refine(({ password, secondFactor }) => password || secondFactor, 'a link does one of both');

export type NewResetBody = z.output<typeof newResetBody>;

export const newResetShape = z.object({
  path: z.string().meta({ description: 'Where the person posts, once. Whoever has it has the account.' }),
  expiresAt: z.iso.datetime(),
});

export const resetParams = z.object({ token: z.string().min(1).max(200) });
export const resetShape = z.object({
  password: z.boolean(),
  secondFactor: z.boolean(),
  expiresAt: z.iso.datetime(),
});
export const resetBody = z.object({
  password: newPassword.nullable().default(null).meta({ description: 'Needed where the link sets one.' }),
});
