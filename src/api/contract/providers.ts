/** The shapes of providers of sign-ins. */
import { z } from 'zod';
import { beginPasskeyBody } from './passkeys.ts';
import { name, secret } from './words.ts';

const CLIENT_ID_LENGTH_MAX = 300;
const ISSUER_LENGTH_MAX = 1000;
/** Providers answer with codes and states that are longer than one thinks. */
const BACK_LENGTH_MAX = 8192;

export const providerParams = z.object({ provider: z.uuid() });

export const providerBody = z.object({
  name: name.meta({ description: 'As the button says it.' }),
  issuer: z
    .url({ protocol: /^https?$/ })
    .max(ISSUER_LENGTH_MAX)
    .meta({ description: 'Below it lies /.well-known/openid-configuration. Plain http is for this machine alone.' }),
  clientId: z.string().trim().min(1).max(CLIENT_ID_LENGTH_MAX),
  clientSecret: secret,
});

export const openProviderShape = z.object({ id: z.uuid(), name: z.string() });

export const providerShape = openProviderShape.extend({
  issuer: z.string(),
  clientId: z.string(),
  callback: z.string().meta({ description: 'What the provider has to know as the address that people come back to.' }),
  createdAt: z.iso.datetime(),
});

export const visitShape = z.object({ url: z.string().meta({ description: 'Where the browser goes next.' }) });

/** As for a new passkey: whoever finds an open session must not stay for good. */
export const newIdentityBody = beginPasskeyBody.extend({ provider: z.uuid() });
export const identityShape = openProviderShape.extend({ createdAt: z.iso.datetime() });

/** As the provider sends the browser back; what of it is right is judged by the library. */
export const backQuery = z.looseObject({
  code: z.string().max(BACK_LENGTH_MAX).optional(),
  state: z.string().max(BACK_LENGTH_MAX).optional(),
});
