/** Signs the settings file of a mailbox, so that an Apple device shows who made it (CMS, RFC 5652 §5; Apple, Configuration Profile Reference). */
import { createPrivateKey, hash, type KeyObject, sign, X509Certificate } from 'node:crypto';
import {
  Attribute,
  CertificateChoices,
  CertificateSet,
  CMSVersion,
  ContentInfo,
  DigestAlgorithmIdentifiers,
  EncapsulatedContent,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  id_data,
  id_signedData,
  SignedData,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
} from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Certificate, Time } from '@peculiar/asn1-x509';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';

export type SignProfile = (profile: string) => Buffer;

const SHA256 = '2.16.840.1.101.3.4.2.1';
const RSA = '1.2.840.113549.1.1.1';
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_TIME = '1.2.840.113549.1.9.5';
const NULL = new Uint8Array([5, 0]).buffer;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * `pem` holds the private key without a passphrase (RSA or an elliptic curve), the certificate that it belongs to, and those
 * of the authorities behind it. Throws `usage.invalid` where that is not so.
 */
export function profileSigner(pem: string, clock: Clock): SignProfile {
  const key = keyIn(pem);
  const all = (pem.match(CERTIFICATE) ?? []).map((text) => new X509Certificate(text));
  const own = all.find((one) => one.checkPrivateKey(key));
  if (own === undefined) throw wrong('no certificate in it belongs to the key');
  const chain = [own, ...all.filter((one) => one !== own)].map(({ raw }) => AsnConvert.parse(raw, Certificate));
  return (profile) => signed(Buffer.from(profile), { key, chain }, new Date(clock.now()));
}

function keyIn(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'ec') return key;
  } catch (error) {
    throw wrong('there is no private key in it that opens without a passphrase', error);
  }
  throw wrong('its key is neither RSA nor of an elliptic curve');
}

function wrong(why: string, cause?: unknown): Failure {
  const what = `The file given with --profile-signer cannot sign: ${why}.`;
  const how = 'Give one PEM file with the key, its certificate, and the certificates of the authorities behind it.';
  return new Failure('usage.invalid', { what, how }, { cause });
}

interface Signer {
  readonly key: KeyObject;
  /** The own one first. */
  readonly chain: readonly Certificate[];
}

function signed(content: Buffer, { key, chain }: Signer, at: Date): Buffer {
  const [own] = chain;
  if (own === undefined) throw wrong('there is no certificate in it');
  const digest = new AlgorithmIdentifier({ algorithm: SHA256, parameters: NULL });
  const isRsa = key.asymmetricKeyType === 'rsa';
  const signature = new AlgorithmIdentifier(
    isRsa ? { algorithm: RSA, parameters: NULL } : { algorithm: ECDSA_WITH_SHA256 },
  );
  const attributes = attributesOf(content, at);
  const { issuer, serialNumber } = own.tbsCertificate;
  const signer = new SignerInfo({
    version: CMSVersion.v1,
    sid: new SignerIdentifier({ issuerAndSerialNumber: new IssuerAndSerialNumber({ issuer, serialNumber }) }),
    digestAlgorithm: digest,
    signedAttrs: [...attributes],
    signatureAlgorithm: signature,
    signature: new OctetString(sign('sha256', setOf(attributes), key)),
  });
  const envelope = new SignedData({
    version: CMSVersion.v1,
    digestAlgorithms: new DigestAlgorithmIdentifiers([digest]),
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: id_data,
      eContent: new EncapsulatedContent({ single: new OctetString(content) }),
    }),
    certificates: new CertificateSet(chain.map((certificate) => new CertificateChoices({ certificate }))),
    signerInfos: new SignerInfos([signer]),
  });
  const whole = new ContentInfo({ contentType: id_signedData, content: AsnConvert.serialize(envelope) });
  return Buffer.from(AsnConvert.serialize(whole));
}

/** In the order of their bytes, as DER has the members of a set (X.690 §11.6). */
function attributesOf(content: Buffer, at: Date): readonly Attribute[] {
  const digest = new OctetString(Buffer.from(hash('sha256', content, 'hex'), 'hex'));
  const all = [
    new Attribute({ attrType: CONTENT_TYPE, attrValues: [objectId(id_data)] }),
    new Attribute({ attrType: MESSAGE_DIGEST, attrValues: [AsnConvert.serialize(digest)] }),
    new Attribute({ attrType: SIGNING_TIME, attrValues: [AsnConvert.serialize(new Time(at))] }),
  ];
  return all.toSorted((one, other) => Buffer.compare(bytesOf(one), bytesOf(other)));
}

function bytesOf(attribute: Attribute): Buffer {
  return Buffer.from(AsnConvert.serialize(attribute));
}

/** What is signed is the set by itself, and not as the part of the signer that it is sent as (RFC 5652 §5.4). */
function setOf(attributes: readonly Attribute[]): Buffer {
  const members = Buffer.concat(attributes.map(bytesOf));
  return Buffer.concat([Buffer.from([0x31]), lengthOf(members.length), members]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
}

function objectId(id: string): ArrayBuffer {
  const { algorithm } = new AlgorithmIdentifier({ algorithm: id });
  const sequence = Buffer.from(AsnConvert.serialize(new AlgorithmIdentifier({ algorithm })));
  // An algorithm without parameters is a sequence of its id alone.
  return Uint8Array.from(sequence.subarray(2)).buffer;
}
