/** The shapes of people, and of how they sign in. */
import { z } from 'zod';
import { listQuery, textFilter } from './lists.ts';
import { mailAddress, name, secret } from './words.ts';

/** NIST SP 800-63B asks for 15 where a password is all there is; a phrase has them soon. */
const PASSWORD_LENGTH_MIN = 15;

/** A recovery code, with whatever stands between its letters. */
const CODE_LENGTH_MAX = 40;
export const invitationParams = z.object({ token: z.string().min(1).max(200) });
export const code = z
  .string()
  .trim()
  .min(1)
  .max(CODE_LENGTH_MAX)
  .meta({ writeOnly: true, description: 'What the app shows, or a recovery code.' });

export const signInBody = z.object({
  address: mailAddress,
  password: secret,
  code: code.nullable().default(null).meta({ description: 'Needed where the second factor is on.' }),
});

export const passwordBody = z.object({ password: secret });
export const codeBody = z.object({ code });
export const passwordAndCodeBody = z.object({ password: secret, code });
export const secretShape = z
  .object({ secret: z.string(), uri: z.string().meta({ description: 'For a QR code that apps read.' }) })
  .meta({ description: 'Shown here and never again.' });

export const recoveryShape = z.object({
  recoveryCodes: z
    .array(z.string())
    .meta({ description: 'Each opens the account once in place of a code. Shown here and never again.' }),
});

export const newPassword = secret.min(PASSWORD_LENGTH_MIN);

export const accountBody = z.object({
  name,
  address: mailAddress,
  password: newPassword,
});

export const personShape = z.object({
  id: z.uuid(),
  name: z.string(),
  address: z.string(),
  role: z.enum(['operator', 'administrator']),
  organisation: z.uuid().nullable(),
});

export const sessionShape = personShape.extend({
  secondFactor: z.enum(['off', 'on']),
  advice: z.string().nullable().meta({ description: 'What the person should do about the own account.' }),
});

export const invitationShape = z.object({
  path: z.string().meta({ description: 'Where the invited person posts a name, an address and a password, once.' }),
  expiresAt: z.iso.datetime(),
});

export const organisationShape = z.object({ id: z.uuid(), name: z.string(), createdAt: z.iso.datetime() });

export const personListQuery = listQuery(['name', '-name', 'address', '-address']).extend({
  text: textFilter.meta({ description: 'Part of the name or the address.' }),
});

export const organisationListQuery = listQuery(['name', '-name', 'createdAt', '-createdAt']).extend({
  text: textFilter,
});
