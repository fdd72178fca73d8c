/** Asks authenticators to sign something, and judges what they signed (WebAuthn level 3 §7). */
import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { FastifyRequest } from 'fastify';
import { type Instant, instant } from '../../base/clock.ts';
import { type NewToken, tokenHash } from '../../base/token.ts';
import type { House } from '../../model/house.ts';
import type { PersonId } from '../../model/organisation.ts';
import type { Passkey, Purpose } from '../../model/passkey.ts';
import type { Assertion } from '../contract/passkeys.ts';
import type { SessionDeps } from './begin-session.ts';

/** EdDSA, ES256 and RS256: what authenticators sign with (RFC 9053 §2). */
export const ALGORITHMS = [-8, -7, -257];
/** Long enough to look for the authenticator. */
export const CHALLENGE_MS = 300_000;
const WHY_LENGTH_MAX = 300;

/** What passkeys are bound to (WebAuthn §5.1.2): the name of the host, and the whole origin of the page. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/** Without a public URL the service is used from this machine alone; browsers know no passkeys for bare addresses. */
export function relyingPartyOf(publicUrl: URL | null, { server }: FastifyRequest): RelyingParty {
  const address = server.server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const url = publicUrl ?? new URL(`http://localhost${port === undefined ? '' : `:${port}`}`);
  return { id: url.hostname, origin: url.origin };
}

/** A challenge that is kept until it is signed, or five minutes. */
export async function newChallenge(
  house: House,
  purpose: Purpose,
  person: PersonId | null,
  { at, newToken }: { readonly at: Instant; readonly newToken: NewToken },
): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = newToken().reveal();
  await house.addChallenge({ hash: tokenHash(challenge), purpose, person }, at, instant(at + CHALLENGE_MS));
  return Uint8Array.from(Buffer.from(challenge, 'base64url'));
}

/** The challenge that the browser says was signed; null for none that was asked for. It is used up in any case. */
export async function takeChallenge(
  house: House,
  clientText: string,
  asked: { readonly purpose: Purpose; readonly person: PersonId | null; readonly at: Instant },
): Promise<string | null> {
  const challenge = challengeOf(clientText);
  if (challenge === null) return null;
  const { purpose, person, at } = asked;
  return (await house.takeChallenge({ hash: tokenHash(challenge), purpose, person }, at)) ? challenge : null;
}

function challengeOf(clientText: string): string | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(clientText, 'base64url').toString('utf8'));
    const has = typeof parsed === 'object' && parsed !== null && 'challenge' in parsed;
    return has && typeof parsed.challenge === 'string' ? parsed.challenge : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

export function askForPasskey(party: RelyingParty, purpose: Purpose, challenge: Uint8Array<ArrayBuffer>) {
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge,
    timeout: CHALLENGE_MS,
    userVerification: purpose === 'sign-in' ? 'required' : 'preferred',
  });
}

/** The passkey that signed, its use noted; null, and a line in the log, for whatever is not right. */
export async function judgePasskey(
  house: House,
  response: Assertion,
  asked: { readonly purpose: 'sign-in' | 'second-factor'; readonly at: Instant; readonly party: RelyingParty },
  { log }: Pick<SessionDeps, 'log'>,
): Promise<Passkey | null> {
  const { purpose, at, party } = asked;
  const refused = (why: string): null => {
    log.warn('passkey refused', { why: why.slice(0, WHY_LENGTH_MAX) });
    return null;
  };
  const challenge = await takeChallenge(house, response.response.clientDataJSON, { purpose, person: null, at });
  if (challenge === null) return refused('the challenge is over, was used, or is none of ours');
  const passkey = await house.lockPasskey(Buffer.from(response.id, 'base64url'));
  if (passkey === null) return refused('nobody has this passkey');
  const { userHandle } = response.response;
  const isNamed = userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString() === passkey.person;
  if (!isNamed && (purpose === 'sign-in' || userHandle !== undefined)) return refused('it names somebody else');
  const counter = await counterOf(response, challenge, passkey, asked);
  if (typeof counter === 'string') return refused(`${counter} (expected ${party.origin})`);
  await house.notePasskeyUse(passkey.id, counter, at);
  return passkey;
}

/** The counter of the authenticator after it signed, or why that was not right. */
async function counterOf(
  response: Assertion,
  challenge: string,
  { credentialId, publicKey, counter }: Passkey,
  { purpose, party }: { readonly purpose: Purpose; readonly party: RelyingParty },
): Promise<number | string> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      // Our shape has the fields that the library reads, and leaves one away where the library has it undefined.
      response: response as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      credential: { id: credentialId.toString('base64url'), publicKey: Uint8Array.from(publicKey), counter },
      requireUserVerification: purpose === 'sign-in',
    });
    return verified ? authenticationInfo.newCounter : 'the signature is wrong';
  } catch (error) {
    // Nothing is read or written in there: whatever it throws is about what was sent.
    if (error instanceof Error) return error.message;
    throw error;
  }
}
