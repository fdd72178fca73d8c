/** Asks the browser for a passkey, with what the service wants to be signed (Web Authentication Level 3 §5.1.4). */
import type { Asked } from '../../../src/client/client.ts';
import { callWith } from '../../asking/ask.ts';
import { saySignIn } from '../../texts/sign-in.ts';

export type SignedByPasskey = Asked<'signInByPasskey'>['body']['response'];

/** Throws what the service refuses, and where the reader did not choose one. */
export async function askPasskey(purpose: 'sign-in' | 'second-factor'): Promise<SignedByPasskey> {
  const options = await callWith('askForPasskey', { body: { for: purpose } });
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON, // the service makes them for exactly this
  );
  const credential = await navigator.credentials.get({ publicKey });
  if (!(credential instanceof PublicKeyCredential)) throw new Error(saySignIn('dropped'));
  return credential.toJSON() as SignedByPasskey; // what was asked for was a signature, and the service judges it
}
