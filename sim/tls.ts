/**
 * Makes certificates at run time, with node:crypto alone: an authority that a test trusts and server certificates that
 * are good, expired or for another name. EC P-256, X.509 v3 (RFC 5280). For loopback only: the keys live in memory.
 */
import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { assert } from '../src/base/assert.ts';
import { type Instant, instant } from '../src/base/clock.ts';
import {
  bitString,
  boolean,
  integer,
  objectId,
  octetString,
  retagged,
  sequence,
  setOf,
  tagged,
  time,
  utf8String,
} from './der.ts';

export interface Authority {
  /** What a client must trust: the `ca` of tls.connect. */
  readonly certPem: string;
  /** A server certificate with a fresh key, signed by this authority. */
  issue(wanted: WantedCertificate): Certificate;
}

export interface WantedCertificate {
  /** DNS names and IPv4 addresses it is for; the first one is also its common name. Not empty. */
  readonly names: readonly string[];
  /** Default: 2001. */
  readonly notBefore?: Instant;
  /** Default: 2099. */
  readonly notAfter?: Instant;
  /** Default: ec. */
  readonly keyType?: 'ec' | 'rsa';
}

export interface Certificate {
  readonly keyPem: string;
  readonly certPem: string;
}

/** Makes an authority with a fresh key. It is valid from 2001 to 2099, so that no clock is needed. */
export function makeAuthority(name: string): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const authority: Party = { name, publicKey: keys.publicKey };
  const signing = { issuer: authority, privateKey: keys.privateKey, from: EARLIEST, until: LATEST };
  return {
    certPem: pem('CERTIFICATE', signed({ ...signing, subject: authority, extensions: authorityExtensions(authority) })),
    issue: ({ names, notBefore, notAfter, keyType }) => {
      const [first] = names;
      assert(first !== undefined, 'a certificate has a name');
      const own =
        keyType === 'rsa'
          ? generateKeyPairSync('rsa', { modulusLength: 2048 })
          : generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const subject: Party = { name: first, publicKey: own.publicKey };
      const extensions = serverExtensions(subject, authority, names);
      const validity = { from: notBefore ?? EARLIEST, until: notAfter ?? LATEST };
      return {
        keyPem: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        certPem: pem('CERTIFICATE', signed({ ...signing, ...validity, subject, extensions })),
      };
    },
  };
}

const EARLIEST = instant(Date.UTC(2001, 0, 1));
const LATEST = instant(Date.UTC(2099, 11, 31));

const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));
const COMMON_NAME = objectId('2.5.4.3');
const SUBJECT_KEY_ID = '2.5.29.14';
const KEY_USAGE = '2.5.29.15';
const SUBJECT_ALT_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const AUTHORITY_KEY_ID = '2.5.29.35';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

interface Party {
  readonly name: string;
  readonly publicKey: KeyObject;
}

interface Unsigned {
  readonly subject: Party;
  readonly issuer: Party;
  readonly privateKey: KeyObject;
  readonly from: Instant;
  readonly until: Instant;
  readonly extensions: readonly Buffer[];
}

function signed(certificate: Unsigned): Buffer {
  const { subject, issuer, from, until } = certificate;
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))), // version 3 is written as 2
    integer(keyId(subject).subarray(0, 16)), // unique for each key, so for each certificate
    ECDSA_WITH_SHA256,
    distinguishedName(issuer),
    sequence(time(from), time(until)),
    distinguishedName(subject),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...certificate.extensions)),
  );
  const signature = createSign('sha256').update(body).sign(certificate.privateKey);
  return sequence(body, ECDSA_WITH_SHA256, bitString(signature));
}

function authorityExtensions(authority: Party): readonly Buffer[] {
  return [
    extension(BASIC_CONSTRAINTS, sequence(boolean(true)), 'critical'),
    extension(KEY_USAGE, bitString(Buffer.from([0b0000_0110]), 1), 'critical'), // keyCertSign, cRLSign
    extension(SUBJECT_KEY_ID, octetString(keyId(authority))),
  ];
}

function serverExtensions(subject: Party, authority: Party, names: readonly string[]): readonly Buffer[] {
  return [
    extension(BASIC_CONSTRAINTS, sequence(), 'critical'),
    extension(KEY_USAGE, bitString(Buffer.from([0b1000_0000]), 7), 'critical'), // digitalSignature
    extension(EXTENDED_KEY_USAGE, sequence(objectId(SERVER_AUTH))),
    extension(SUBJECT_ALT_NAME, sequence(...names.map(generalName))),
    extension(SUBJECT_KEY_ID, octetString(keyId(subject))),
    extension(AUTHORITY_KEY_ID, sequence(retagged(0, keyId(authority)))),
  ];
}

function extension(id: string, value: Buffer, critical?: 'critical'): Buffer {
  return sequence(objectId(id), ...(critical === undefined ? [] : [boolean(true)]), octetString(value));
}

/** RFC 5280 §4.2.1.6: dNSName is [2], iPAddress is [7] with the four bytes themselves. */
function generalName(name: string): Buffer {
  return isIPv4(name) ? retagged(7, Buffer.from(name.split('.').map(Number))) : retagged(2, Buffer.from(name, 'ascii'));
}

function distinguishedName(party: Party): Buffer {
  return sequence(setOf(sequence(COMMON_NAME, utf8String(party.name))));
}

function keyId(party: Party): Buffer {
  return createHash('sha1')
    .update(party.publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
