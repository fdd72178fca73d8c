/** The shapes of passkeys. What authenticators send is bounded here, and judged by the library. */
import { z } from 'zod';
import { code, signInBody } from './people.ts';
import { name, secret } from './words.ts';

/** Longer than any authenticator sends; certificates in attestations are the longest part. */
const PART_LENGTH_MAX = 16_384;
const CREDENTIAL_LENGTH_MAX = 1400;
const part = z.string().max(PART_LENGTH_MAX);
const credentialId = z.string().min(1).max(CREDENTIAL_LENGTH_MAX);
const credential = { id: credentialId, rawId: credentialId, type: z.literal('public-key') };
const extensions = z.object({}).default({});

const registration = z.object({
  ...credential,
  response: z.object({ clientDataJSON: part, attestationObject: part }),
  clientExtensionResults: extensions,
});

const assertion = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: part,
      authenticatorData: part,
      signature: part,
      userHandle: part.optional(),
    }),
    clientExtensionResults: extensions,
  })
  .meta({ description: 'What `navigator.credentials.get` gave, as JSON.' });

export type Assertion = z.output<typeof assertion>;
export type Registration = z.output<typeof registration>;

export const beginPasskeyBody = z.object({
  password: secret,
  code: code.nullable().default(null).meta({ description: 'Needed where the second factor is on.' }),
});
export const newPasskeyBody = z.object({ name, response: registration });
export const passkeyParams = z.object({ passkey: z.uuid() });
export const askPasskeyBody = z.object({
  for: z.enum(['sign-in', 'second-factor']).meta({
    description: 'To sign in by the passkey alone, or behind a password in place of a code.',
  }),
});
/** A passkey behind a password, in place of a code. */
export const signInWithBody = signInBody.extend({
  passkey: assertion
    .nullable()
    .default(null)
    .meta({ description: 'In place of a code: what a passkey signed for the second factor.' }),
});
export const passkeySignInBody = z.object({ response: assertion });

/** As browsers take them (`PublicKeyCredential.parseCreationOptionsFromJSON` and `…RequestOptionsFromJSON`). */
export const optionsShape = z.looseObject({ challenge: z.string() });

export const passkeyShape = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
