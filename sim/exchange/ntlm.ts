/** The server's side of NTLMv2 (MS-NLMP) inside HTTP: a challenge, and the check of the answer to it. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { md4 } from './md4.ts';

const SIGNATURE = 'NTLMSSP\0';
const UNICODE = 0x00000001;
const REQUEST_TARGET = 0x00000004;
const NTLM = 0x00000200;
const ALWAYS_SIGN = 0x00008000;
const TARGET_IS_DOMAIN = 0x00010000;
const EXTENDED_SECURITY = 0x00080000;
const TARGET_INFORMATION = 0x00800000;
const FLAGS = UNICODE | REQUEST_TARGET | NTLM | ALWAYS_SIGN | TARGET_IS_DOMAIN | EXTENDED_SECURITY | TARGET_INFORMATION;
const DOMAIN = 'SIMULATED';
const HOST = 'EXCHANGE01';

/** 1: the client begins; 3: it answers. Null for what is no NTLM message. */
export function messageType(message: Buffer): 1 | 3 | null {
  if (message.length < 12 || message.toString('latin1', 0, 8) !== SIGNATURE) return null;
  const type = message.readUInt32LE(8);
  return type === 1 || type === 3 ? type : null;
}

/** CHALLENGE_MESSAGE (MS-NLMP 2.2.1.2). `nonce` has 8 bytes. */
export function challengeMessage(nonce: Buffer): Buffer {
  const domain = Buffer.from(DOMAIN, 'utf16le');
  const pairs = Buffer.concat([
    pair(2, DOMAIN),
    pair(1, HOST),
    pair(4, 'example.com'),
    pair(3, 'ex01.example.com'),
    pair(0, ''),
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

/** The name that an AUTHENTICATE_MESSAGE gives, with its domain; null when it is broken. */
export function claimedUser(message: Buffer): { readonly user: string; readonly domain: string } | null {
  const domain = field(message, 28);
  const user = field(message, 36);
  if (domain === null || user === null) return null;
  return { user: user.toString('utf16le'), domain: domain.toString('utf16le') };
}

/** Whether the answer proves the password (NTLMv2 response, MS-NLMP 3.3.2). LM and NTLMv1 are never accepted. */
export function provesPassword(message: Buffer, nonce: Buffer, password: string): boolean {
  const claimed = claimedUser(message);
  const response = field(message, 20);
  if (claimed === null || response === null || response.length < 24 + 16) return false;
  const hash = md4(Buffer.from(password, 'utf16le'));
  const key = hmac(hash, Buffer.from(claimed.user.toUpperCase() + claimed.domain, 'utf16le'));
  const proof = hmac(key, Buffer.concat([nonce, response.subarray(16)]));
  return timingSafeEqual(proof, response.subarray(0, 16));
}

function hmac(key: Buffer, content: Buffer): Buffer {
  return createHmac('md5', key).update(content).digest();
}

function pair(id: number, text: string): Buffer {
  const value = Buffer.from(text, 'utf16le');
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}

function writeField(message: Buffer, at: number, length: number, offset: number): void {
  message.writeUInt16LE(length, at);
  message.writeUInt16LE(length, at + 2);
  message.writeUInt32LE(offset, at + 4);
}

function field(message: Buffer, at: number): Buffer | null {
  if (message.length < at + 8) return null;
  const length = message.readUInt16LE(at);
  const offset = message.readUInt32LE(at + 4);
  return offset + length <= message.length ? message.subarray(offset, offset + length) : null;
}
