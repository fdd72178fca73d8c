/**
 * Secrets at rest. Each is sealed with a key of its own, and that one with the key of the installation, both by AES-256-GCM.
 * The place where a sealed secret lies is sealed in, so that one cannot be put where another was.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { assert } from './assert.ts';
import { Failure } from './problem.ts';
import { Secret } from './secret.ts';

export const KEY_BYTES = 32;
const VERSION = 1;
const ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A nonce, then what was sealed, then its tag. */
const BOX_EXTRA_BYTES = NONCE_BYTES + TAG_BYTES;
const HEAD_BYTES = 1 + ID_BYTES;

/** The key of an installation. Nothing prints it. */
export class SealingKey {
  /** Names the key without telling it: stored with everything that it sealed. */
  readonly id: string;
  readonly #bytes: Buffer;

  /** Takes 32 bytes of chance. */
  constructor(bytes: Buffer) {
    assert(bytes.length === KEY_BYTES, 'a sealing key has 32 bytes');
    this.#bytes = bytes;
    this.id = createHash('sha256')
      .update('godwit sealing key\0')
      .update(bytes)
      .digest('hex')
      .slice(0, 2 * ID_BYTES);
  }

  /** `place` says where it is kept, such as a table with the ids of a row. */
  seal(secret: Secret, place: string): Buffer {
    const own = randomBytes(KEY_BYTES);
    const head = Buffer.concat([Buffer.of(VERSION), Buffer.from(this.id, 'hex')]);
    return Buffer.concat([
      head,
      box(own, this.#bytes, `${place}\0key`),
      box(Buffer.from(secret.reveal()), own, `${place}\0secret`),
    ]);
  }

  /** Throws `secret.other-key` for what another key sealed, and `secret.damaged` for what was changed or moved. */
  unseal(sealed: Buffer, place: string): Secret {
    const keyId = sealedBy(sealed, place);
    if (keyId !== this.id) throw new Failure('secret.other-key', { place, wanted: keyId, given: this.id });
    const wrappedEnd = HEAD_BYTES + KEY_BYTES + BOX_EXTRA_BYTES;
    const own = unbox(sealed.subarray(HEAD_BYTES, wrappedEnd), this.#bytes, `${place}\0key`);
    const secret = own === null ? null : unbox(sealed.subarray(wrappedEnd), own, `${place}\0secret`);
    if (secret === null) throw new Failure('secret.damaged', { place });
    return new Secret(secret.toString());
  }

  /** As it stands in a key file: base64, for a backup that is to hold it. */
  text(): Secret {
    return new Secret(this.#bytes.toString('base64'));
  }

  toJSON(): string {
    return this.id;
  }
}

/** The id of the key that sealed it. Throws `secret.damaged` for what no key of ours has sealed. */
export function sealedBy(sealed: Buffer, place: string): string {
  if (sealed[0] !== VERSION) throw new Failure('secret.damaged', { place });
  return sealed.subarray(1, HEAD_BYTES).toString('hex');
}

/** A key of chance, for a new installation. */
export function newKeyBytes(): Buffer {
  return randomBytes(KEY_BYTES);
}

function box(content: Buffer, key: Buffer, place: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
  return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** Null for what this key did not seal at this place. */
function unbox(boxed: Buffer, key: Buffer, place: string): Buffer | null {
  if (boxed.length < BOX_EXTRA_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, boxed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(place))
    .setAuthTag(boxed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(boxed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch (error) {
    if (error instanceof Error && /authenticate/.test(error.message)) return null;
    throw error;
  }
}
