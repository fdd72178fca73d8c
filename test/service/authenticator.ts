/** A soft authenticator, written after WebAuthn level 3 and RFC 8949 and not with the library that the product uses. */
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

export interface AuthenticatorOptions {
  readonly origin: string;
  readonly rpId: string;
  /** `packed` signs the attestation with the key itself. */
  readonly attestation?: 'none' | 'packed';
  /** Whether it looks who holds it. */
  readonly verifiesUser?: boolean;
}

/** What may be said otherwise than is right. */
export interface Lie {
  readonly origin?: string;
  readonly rpId?: string;
  readonly counter?: number;
  readonly userHandle?: string | null;
  readonly verifiesUser?: boolean;
  readonly type?: string;
}

export class Authenticator {
  readonly credentialId = randomBytes(32);
  readonly #key: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly #options: AuthenticatorOptions;
  counter = 0;
  userHandle = '';

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
    this.#key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  }

  /** As `navigator.credentials.create` answers. */
  create(options: { readonly challenge: string; readonly user: { readonly id: string } }, lie: Lie = {}) {
    this.userHandle = options.user.id;
    const clientText = this.#clientText('webauthn.create', options.challenge, lie);
    const signedHead = Buffer.concat([this.#head(0x40, lie), this.#attestedCredential()]);
    const isPacked = this.#options.attestation === 'packed';
    const statement = isPacked
      ? cborMap([
          [cborText('alg'), cborInt(-7)],
          [cborText('sig'), cborBytes(this.#sign(signedHead, clientText))],
        ])
      : cborMap([]);
    const attestation = cborMap([
      [cborText('fmt'), cborText(isPacked ? 'packed' : 'none')],
      [cborText('attStmt'), statement],
      [cborText('authData'), cborBytes(signedHead)],
    ]);
    return this.#credential({
      clientDataJSON: clientText.toString('base64url'),
      attestationObject: attestation.toString('base64url'),
    });
  }

  /** As `navigator.credentials.get` answers. */
  get(options: { readonly challenge: string }, lie: Lie = {}) {
    this.counter += 1;
    const clientText = this.#clientText('webauthn.get', options.challenge, lie);
    const signedHead = this.#head(0, lie);
    const userHandle = lie.userHandle === undefined ? this.userHandle : lie.userHandle;
    return this.#credential({
      clientDataJSON: clientText.toString('base64url'),
      authenticatorData: signedHead.toString('base64url'),
      signature: this.#sign(signedHead, clientText).toString('base64url'),
      ...(userHandle === null ? {} : { userHandle }),
    });
  }

  #credential<Response>(response: Response) {
    const id = this.credentialId.toString('base64url');
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} };
  }

  #clientText(type: string, challenge: string, lie: Lie): Buffer {
    const origin = lie.origin ?? this.#options.origin;
    return Buffer.from(JSON.stringify({ type: lie.type ?? type, challenge, origin, crossOrigin: false }));
  }

  /** Hash of the name, flags (somebody is there, and who that is was looked at), counter. */
  #head(flags: number, lie: Lie): Buffer {
    const verifies = lie.verifiesUser ?? this.#options.verifiesUser ?? true;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(lie.counter ?? this.counter);
    const rpIdHash = createHash('sha256')
      .update(lie.rpId ?? this.#options.rpId)
      .digest();
    return Buffer.concat([rpIdHash, Buffer.of(flags | 0x01 | (verifies ? 0x04 : 0)), counter]);
  }

  #attestedCredential(): Buffer {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.credentialId.length);
    const { x = '', y = '' } = this.#key.publicKey.export({ format: 'jwk' });
    const key = cborMap([
      [cborInt(1), cborInt(2)],
      [cborInt(3), cborInt(-7)],
      [cborInt(-1), cborInt(1)],
      [cborInt(-2), cborBytes(Buffer.from(x, 'base64url'))],
      [cborInt(-3), cborBytes(Buffer.from(y, 'base64url'))],
    ]);
    return Buffer.concat([Buffer.alloc(16), length, this.credentialId, key]);
  }

  #sign(signedHead: Buffer, clientText: Buffer): Buffer {
    const signed = createSign('sha256').update(signedHead).update(createHash('sha256').update(clientText).digest());
    return signed.sign(this.#key.privateKey);
  }
}

function cborHead(major: number, value: number): Buffer {
  if (value < 24) return Buffer.of((major << 5) | value);
  if (value < 256) return Buffer.of((major << 5) | 24, value);
  return Buffer.of((major << 5) | 25, value >> 8, value & 0xff);
}

function cborInt(value: number): Buffer {
  return value >= 0 ? cborHead(0, value) : cborHead(1, -1 - value);
}

function cborBytes(bytes: Buffer): Buffer {
  return Buffer.concat([cborHead(2, bytes.length), bytes]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)]);
}

function cborMap(entries: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([cborHead(5, entries.length), ...entries.flat()]);
}
