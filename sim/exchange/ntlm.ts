/**
 * The server's side of NTLMv2 (MS-NLMP) inside HTTP: a challenge, and the check of the answer to it. As strict as an Exchange
 * with extended protection: the integrity code must be there, and over TLS the binding to the server's certificate.
 */
import { createHash, createHmac, timingSafeEqual, X509Certificate } from 'node:crypto';
import { md4 } from './md4.ts';

const SIGNATURE = 'NTLMSSP\0';
/** Unicode, target name, NTLM, always sign, target is a domain, extended security, target information. */
const FLAGS = 0x00000001 | 0x00000004 | 0x00000200 | 0x00008000 | 0x00010000 | 0x00080000 | 0x00800000;
/** MS-NLMP 2.2.2.1. */
const PAIR = { end: 0, host: 1, domain: 2, dnsHost: 3, dnsDomain: 4, flags: 6, time: 7, channelBindings: 10 } as const;
const HAS_INTEGRITY_CODE = 2;
const INTEGRITY_CODE_AT = 72;
/** A response begins with its proof; 28 bytes of fixed fields come before the pairs (MS-NLMP 2.2.2.7). */
const PROOF_BYTES = 16;
const PAIRS_AT = PROOF_BYTES + 28;
/** 1601 to 1970 in milliseconds. */
const FILETIME_OFFSET_MS = 11_644_473_600_000n;

/** What was said on a connection before its AUTHENTICATE_MESSAGE. */
export interface Handshake {
  readonly greeting: Buffer;
  readonly challenge: Buffer;
}

/** 1: the client begins; 3: it answers. Null for what is no NTLM message. */
export function messageType(message: Buffer): 1 | 3 | null {
  if (message.length < 12 || message.toString('latin1', 0, 8) !== SIGNATURE) return null;
  const type = message.readUInt32LE(8);
  return type === 1 || type === 3 ? type : null;
}

/** CHALLENGE_MESSAGE (MS-NLMP 2.2.1.2). `nonce` has 8 bytes; `now` in milliseconds since 1970. */
export function challengeMessage(nonce: Buffer, now: number): Buffer {
  const domain = Buffer.from('SIMULATED', 'utf16le');
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE((BigInt(now) + FILETIME_OFFSET_MS) * 10_000n);
  const pairs = Buffer.concat([
    pair(PAIR.domain, domain),
    pair(PAIR.host, Buffer.from('EXCHANGE01', 'utf16le')),
    pair(PAIR.dnsDomain, Buffer.from('example.com', 'utf16le')),
    pair(PAIR.dnsHost, Buffer.from('exchange01.example.com', 'utf16le')),
    pair(PAIR.time, time),
    pair(PAIR.end, Buffer.alloc(0)),
  ]);
  const head = Buffer.alloc(48);
  head.write(SIGNATURE, 0, 'latin1');
  head.writeUInt32LE(2, 8);
  writeField(head, 12, domain.length, head.length);
  head.writeUInt32LE(FLAGS, 20);
  nonce.copy(head, 24);
  writeField(head, 40, pairs.length, head.length + domain.length);
  return Buffer.concat([head, domain, pairs]);
}

/** The name that an AUTHENTICATE_MESSAGE gives; null when it is broken. */
export function claimedUser(message: Buffer): string | null {
  return field(message, 36)?.toString('utf16le') ?? null;
}

/**
 * Whether the answer proves the password (MS-NLMP 3.3.2), was not changed on its way, and was meant for this server.
 * `certificatePem` is null without TLS.
 */
export function provesPassword(
  message: Buffer,
  { greeting, challenge }: Handshake,
  password: string,
  certificatePem: string | null,
): boolean {
  const user = claimedUser(message);
  const domain = field(message, 28)?.toString('utf16le');
  const response = field(message, 20);
  if (user === null || domain === undefined || response === null || response.length < PAIRS_AT) return false;
  const hash = md4(Buffer.from(password, 'utf16le'));
  const key = hmac(hash, Buffer.from(user.toUpperCase() + domain, 'utf16le'));
  const proof = hmac(key, Buffer.concat([challenge.subarray(24, 32), response.subarray(PROOF_BYTES)]));
  if (!timingSafeEqual(proof, response.subarray(0, PROOF_BYTES))) return false;
  const pairs = readPairs(response.subarray(PAIRS_AT));
  return isUnchanged(message, { greeting, challenge }, hmac(key, proof), pairs) && isForUs(pairs, certificatePem);
}

/** MS-NLMP 3.2.5.1.2: a challenge with a time demands an integrity code over all three messages. */
function isUnchanged(
  message: Buffer,
  handshake: Handshake,
  sessionKey: Buffer,
  pairs: ReadonlyMap<number, Buffer>,
): boolean {
  const flags = pairs.get(PAIR.flags);
  if (flags?.length !== 4 || (flags.readUInt32LE() & HAS_INTEGRITY_CODE) === 0) return false;
  const blanked = Buffer.from(message);
  blanked.fill(0, INTEGRITY_CODE_AT, INTEGRITY_CODE_AT + 16);
  const code = hmac(sessionKey, Buffer.concat([handshake.greeting, handshake.challenge, blanked]));
  return code.equals(message.subarray(INTEGRITY_CODE_AT, INTEGRITY_CODE_AT + 16));
}

/** RFC 5929 §4, as a hash over GSS channel bindings without addresses. */
function isForUs(pairs: ReadonlyMap<number, Buffer>, certificatePem: string | null): boolean {
  if (certificatePem === null) return true;
  const certificate = new X509Certificate(certificatePem);
  const binding = Buffer.concat([
    Buffer.from('tls-server-end-point:'),
    createHash('sha256').update(certificate.raw).digest(),
  ]);
  const head = Buffer.alloc(20);
  head.writeUInt32LE(binding.length, 16);
  const expected = createHash('md5').update(head).update(binding).digest();
  return pairs.get(PAIR.channelBindings)?.equals(expected) === true;
}

function hmac(key: Buffer, content: Buffer): Buffer {
  return createHmac('md5', key).update(content).digest();
}

function pair(id: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}

function readPairs(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const pairs = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const id = bytes.readUInt16LE(at);
    const end = at + 4 + bytes.readUInt16LE(at + 2);
    if (id === PAIR.end || end > bytes.length) break;
    pairs.set(id, bytes.subarray(at + 4, end));
    at = end;
  }
  return pairs;
}

function writeField(message: Buffer, at: number, length: number, offset: number): void {
  message.writeUInt16LE(length, at);
  message.writeUInt16LE(length, at + 2);
  message.writeUInt32LE(offset, at + 4);
}

function field(message: Buffer, at: number): Buffer | null {
  if (message.length < INTEGRITY_CODE_AT + 16) return null;
  const length = message.readUInt16LE(at);
  const offset = message.readUInt32LE(at + 4);
  return offset + length <= message.length ? message.subarray(offset, offset + length) : null;
}
