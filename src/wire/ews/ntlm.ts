/**
 * NTLM version 2 ([MS-NLMP]): greeting, challenge, answer. No signing or sealing of what follows: TLS does that. The answer is
 * bound to the TLS connection (RFC 5929 tls-server-end-point), which Exchange 2019 CU14 and later ask for by default.
 */
import { createHash, createHmac, X509Certificate } from 'node:crypto';
import md4 from 'js-md4';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';

/** [MS-NLMP] 2.2.2.5 */
const FLAGS = {
  unicode: 0x0000_0001,
  requestTarget: 0x0000_0004,
  ntlm: 0x0000_0200,
  alwaysSign: 0x0000_8000,
  extendedSecurity: 0x0008_0000,
  targetInfo: 0x0080_0000,
  key128: 0x2000_0000,
} as const;
const OUR_FLAGS = Object.values(FLAGS).reduce((all, flag) => all | flag, 0) >>> 0;

const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');
/** [MS-NLMP] 2.2.2.1 */
const AV = { end: 0, flags: 6, timestamp: 7, targetName: 9, channelBindings: 10 } as const;
/** "There is a message integrity code." */
const AV_FLAG_MIC = 2;
/** Where the payload of the answer begins: 64 bytes of fields, 8 of version, 16 of integrity code. */
const ANSWER_HEADER_BYTES = 88;
const MIC_AT = 72;
/** A challenge of a real domain has some 300 bytes. */
const CHALLENGE_BYTES_MAX = 16 * 1024;

/** The server's challenge is not one. */
export class NtlmError extends Error {
  override readonly name = 'NtlmError';
}

export interface NtlmQuestion {
  readonly user: string;
  readonly password: Secret;
  readonly random: Random;
  /** Milliseconds since 1970; used when the server gives no time of its own. */
  now(): number;
  /** What `ntlmGreeting` gave and the server's reply to it. */
  readonly greeting: Buffer;
  readonly challenge: Buffer;
  /** The server's certificate in DER, or null without TLS. */
  readonly certificate: Buffer | null;
}

/** NEGOTIATE_MESSAGE ([MS-NLMP] 2.2.1.1). */
export function ntlmGreeting(): Buffer {
  const message = Buffer.alloc(32);
  SIGNATURE.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(OUR_FLAGS, 12);
  return message;
}

/** AUTHENTICATE_MESSAGE ([MS-NLMP] 2.2.1.3). Throws `NtlmError` for a challenge that is none. */
export function ntlmAnswer(question: NtlmQuestion): Buffer {
  const { flags, serverChallenge, targetInfo } = readChallenge(question.challenge);
  const [domain, user] = splitUser(question.user);
  const timestamp = targetInfo.get(AV.timestamp);
  const wanted = withBindings(targetInfo, question.certificate, timestamp !== undefined);
  const clientChallenge = Buffer.from(Array.from({ length: 8 }, () => question.random.int(256)));
  const key = responseKey(user, question.password.reveal(), domain);
  const { ntResponse, sessionKey } = ntlmV2Response({
    key,
    serverChallenge,
    clientChallenge,
    time: timestamp ?? fileTime(question.now()),
    targetInfo: writePairs(wanted),
  });
  // [MS-NLMP] 3.1.5.1.2: with a time from the server the old response is left empty.
  const lmResponse = timestamp === undefined ? lmV2Response(key, serverChallenge, clientChallenge) : Buffer.alloc(24);
  const message = writeAnswer((flags & OUR_FLAGS) >>> 0, [
    lmResponse,
    ntResponse,
    Buffer.from(domain, 'utf16le'),
    Buffer.from(user, 'utf16le'),
    Buffer.from('GODWIT', 'utf16le'),
    Buffer.alloc(0),
  ]);
  if (timestamp !== undefined) {
    hmac(sessionKey, question.greeting, question.challenge, message).copy(message, MIC_AT);
  }
  return message;
}

/** NTOWFv2 ([MS-NLMP] 3.3.2). */
export function responseKey(user: string, password: string, domain: string): Buffer {
  const hash = Buffer.from(md4.arrayBuffer(Buffer.from(password, 'utf16le')));
  return hmac(hash, Buffer.from(user.toUpperCase() + domain, 'utf16le'));
}

export interface NtlmV2Input {
  readonly key: Buffer;
  readonly serverChallenge: Buffer;
  readonly clientChallenge: Buffer;
  /** A FILETIME. */
  readonly time: Buffer;
  readonly targetInfo: Buffer;
}

/** The response to the challenge, its proof first, and the key of the session ([MS-NLMP] 3.3.2). */
export function ntlmV2Response(input: NtlmV2Input): { readonly ntResponse: Buffer; readonly sessionKey: Buffer } {
  const start = Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]);
  const zeros = Buffer.alloc(4);
  const temp = Buffer.concat([start, input.time, input.clientChallenge, zeros, input.targetInfo, zeros]);
  const proof = hmac(input.key, input.serverChallenge, temp);
  return { ntResponse: Buffer.concat([proof, temp]), sessionKey: hmac(input.key, proof) };
}

/** LMv2 ([MS-NLMP] 3.3.2). */
export function lmV2Response(key: Buffer, serverChallenge: Buffer, clientChallenge: Buffer): Buffer {
  return Buffer.concat([hmac(key, serverChallenge, clientChallenge), clientChallenge]);
}

type Pairs = ReadonlyMap<number, Buffer>;

function readChallenge(message: Buffer): {
  readonly flags: number;
  readonly serverChallenge: Buffer;
  readonly targetInfo: Pairs;
} {
  const isChallenge =
    message.byteLength >= 48 &&
    message.byteLength <= CHALLENGE_BYTES_MAX &&
    message.subarray(0, 8).equals(SIGNATURE) &&
    message.readUInt32LE(8) === 2;
  if (!isChallenge) throw new NtlmError('the server sent no NTLM challenge');
  const length = message.readUInt16LE(40);
  const at = message.readUInt32LE(44);
  if (at + length > message.byteLength) throw new NtlmError('the NTLM challenge ends too early');
  return {
    flags: message.readUInt32LE(20),
    serverChallenge: message.subarray(24, 32),
    targetInfo: readPairs(message.subarray(at, at + length)),
  };
}

function readPairs(bytes: Buffer): Pairs {
  const pairs = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.byteLength; ) {
    const id = bytes.readUInt16LE(at);
    const length = bytes.readUInt16LE(at + 2);
    if (id === AV.end) break;
    if (at + 4 + length > bytes.byteLength) throw new NtlmError('the NTLM target information ends too early');
    pairs.set(id, bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return pairs;
}

function writePairs(pairs: Pairs): Buffer {
  const head = (id: number, length: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt16LE(id, 0);
    bytes.writeUInt16LE(length, 2);
    return bytes;
  };
  const all = [...pairs].flatMap(([id, value]) => [head(id, value.byteLength), value]);
  return Buffer.concat([...all, head(AV.end, 0)]);
}

/** [MS-NLMP] 3.1.5.1.2: what the client adds to the target information. */
function withBindings(targetInfo: Pairs, certificate: Buffer | null, hasMic: boolean): Pairs {
  const pairs = new Map(targetInfo);
  if (hasMic) {
    const flags = Buffer.alloc(4);
    const given = targetInfo.get(AV.flags);
    flags.writeUInt32LE(((given?.byteLength === 4 ? given.readUInt32LE(0) : 0) | AV_FLAG_MIC) >>> 0);
    pairs.set(AV.flags, flags);
  }
  if (certificate !== null) pairs.set(AV.channelBindings, channelBindings(certificate));
  return pairs;
}

/** MD5 over the GSS channel bindings of RFC 5929 §4: the hash of the certificate in the strength of its signature. */
export function channelBindings(certificate: Buffer): Buffer {
  const algorithm = /sha-?(384|512)/i.exec(new X509Certificate(certificate).signatureAlgorithm ?? '')?.[1] ?? '256';
  const hash = createHash(`sha${algorithm}`).update(certificate).digest();
  const applicationBytes = Buffer.concat([Buffer.from('tls-server-end-point:', 'latin1'), hash]);
  // Four empty address fields, then the length of what follows.
  const header = Buffer.alloc(20);
  header.writeUInt32LE(applicationBytes.byteLength, 16);
  return createHash('md5').update(header).update(applicationBytes).digest();
}

function writeAnswer(flags: number, payloads: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(ANSWER_HEADER_BYTES);
  SIGNATURE.copy(header);
  header.writeUInt32LE(3, 8);
  let at = ANSWER_HEADER_BYTES;
  payloads.forEach((payload, index) => {
    const field = 12 + index * 8;
    header.writeUInt16LE(payload.byteLength, field);
    header.writeUInt16LE(payload.byteLength, field + 2);
    header.writeUInt32LE(at, field + 4);
    at += payload.byteLength;
  });
  header.writeUInt32LE(flags, 60);
  return Buffer.concat([header, ...payloads]);
}

/** `DOMAIN\user` in two; everything else is a user of no named domain, `user@domain` as a whole. */
function splitUser(user: string): readonly [domain: string, user: string] {
  const at = user.indexOf('\\');
  return at === -1 ? ['', user] : [user.slice(0, at), user.slice(at + 1)];
}

/** 100-nanosecond steps since 1601-01-01. */
function fileTime(ms: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE((BigInt(ms) + 11_644_473_600_000n) * 10_000n);
  return bytes;
}

function hmac(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  const made = createHmac('md5', key);
  for (const part of parts) made.update(part);
  return made.digest();
}
