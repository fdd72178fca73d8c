/** Client assertions (RFC 7523, and what Microsoft Entra asks of them): a token that the application signs with its own key. */
import { constants, createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { SignInRefusal } from './refuse-sign-in.ts';

export interface AssertionAsked {
  readonly assertion: string;
  readonly clientId: string;
  /** Null for an application that has none. */
  readonly certificatePem: string | null;
  /** Addresses of the token endpoint, of which the assertion names one. */
  readonly audiences: readonly string[];
  readonly now: number;
}

/** Clocks of clients may be off by so much. */
const SKEW_S = 300;
/** An assertion may live longer, and is refused then. */
const LIFE_MAX_S = 24 * 3600;

/** Refuses what is not signed by the certificate, is for somebody else, or is not good at this time. */
export function checkAssertion({ assertion, clientId, certificatePem, audiences, now }: AssertionAsked): void {
  const [head = '', body = '', signature = ''] = assertion.split('.');
  const header = decoded(head);
  const claims = decoded(body);
  if (certificatePem === null) throw notRegistered();
  const certificate = new X509Certificate(certificatePem);
  const thumbprints = [
    createHash('sha1').update(certificate.raw).digest('base64url'),
    createHash('sha256').update(certificate.raw).digest('base64url'),
  ];
  const named = [header['x5t'], header['x5t#S256']].filter((one) => typeof one === 'string');
  if (named.length === 0 || !named.every((one) => thumbprints.includes(one))) throw notRegistered();
  const isSigned = isSignedBy(certificate, String(header['alg']), `${head}.${body}`, signature);
  if (!isSigned) throw notRegistered();
  if (claims['iss'] !== clientId || claims['sub'] !== clientId) {
    throw new SignInRefusal(
      'invalid_client',
      'AADSTS700021',
      'Client assertion application identifier does not match.',
    );
  }
  if (!audiences.includes(String(claims['aud']))) {
    throw new SignInRefusal(
      'invalid_client',
      'AADSTS700023',
      'Client assertion audience claim does not match Realm issuer.',
    );
  }
  checkTimes(Number(claims['nbf'] ?? claims['iat'] ?? 0), Number(claims['exp'] ?? 0), Math.floor(now / 1000));
  if (typeof claims['jti'] !== 'string' || claims['jti'] === '') {
    throw new SignInRefusal('invalid_client', 'AADSTS50027', 'JWT token is invalid: jti is missing.');
  }
}

function checkTimes(from: number, until: number, nowS: number): void {
  const isGood = from <= nowS + SKEW_S && until > nowS - SKEW_S && until - from <= LIFE_MAX_S && until > from;
  if (isGood) return;
  throw new SignInRefusal('invalid_client', 'AADSTS700024', 'Client assertion is not within its valid time range.');
}

function isSignedBy(certificate: X509Certificate, alg: string, text: string, signature: string): boolean {
  const key = createPublicKey(certificate.publicKey.export({ type: 'spki', format: 'pem' }));
  const bytes = Buffer.from(signature, 'base64url');
  if (key.asymmetricKeyType !== 'rsa') return false;
  if (alg === 'RS256') return verify('sha256', Buffer.from(text), key, bytes);
  if (alg !== 'PS256') return false;
  const padding = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return verify('sha256', Buffer.from(text), padding, bytes);
}

function decoded(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>; // any object may be read so
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new SignInRefusal('invalid_client', 'AADSTS50027', 'JWT token is invalid or malformed.');
}

function notRegistered(): SignInRefusal {
  return new SignInRefusal(
    'invalid_client',
    'AADSTS700027',
    'The certificate with the identifier used to sign the client assertion is not registered on application.',
  );
}
