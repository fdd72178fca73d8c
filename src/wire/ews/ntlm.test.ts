import { createHash, createHmac, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makeAuthority } from '../../../sim/tls.ts';
import { seededRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import {
  channelBindings,
  lmV2Response,
  NtlmError,
  ntlmAnswer,
  ntlmGreeting,
  ntlmV2Response,
  responseKey,
} from './ntlm.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');
const SERVER_CHALLENGE = hex('0123456789abcdef');
/** [MS-NLMP] 4.2.4: Domain and Server as names of two pairs. */
const TARGET_INFO = hex('02000c0044006f006d00610069006e00 01000c005300650072007600650072 00 00000000');

describe('the vectors of [MS-NLMP] 4.2.4', () => {
  const key = responseKey('User', 'Password', 'Domain');
  const clientChallenge = hex('aaaaaaaaaaaaaaaa');

  test('NTOWFv2', () => {
    expect(key).toEqual(hex('0c868a403bfd7a93a3001ef22ef02e3f'));
  });

  test('LMv2', () => {
    expect(lmV2Response(key, SERVER_CHALLENGE, clientChallenge)).toEqual(
      hex('86c35097ac9cec102554764a57cccc19 aaaaaaaaaaaaaaaa'),
    );
  });

  test('NTLMv2 and the session key', () => {
    const time = Buffer.alloc(8);
    const made = ntlmV2Response({
      key,
      serverChallenge: SERVER_CHALLENGE,
      clientChallenge,
      time,
      targetInfo: TARGET_INFO,
    });
    expect(made.ntResponse.subarray(0, 16)).toEqual(hex('68cd0ab851e51c96aabc927bebef6a1c'));
    expect(made.sessionKey).toEqual(hex('8de40ccadbc14a82f15cb0ad0de95ca3'));
  });
});

/** CHALLENGE_MESSAGE with these pairs. */
function challengeOf(targetInfo: Buffer, at = 48): Buffer {
  const message = Buffer.alloc(48);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(2, 8);
  message.writeUInt32LE(0xe28a8215, 20);
  SERVER_CHALLENGE.copy(message, 24);
  message.writeUInt16LE(targetInfo.byteLength, 40);
  message.writeUInt16LE(targetInfo.byteLength, 42);
  message.writeUInt32LE(at, 44);
  return Buffer.concat([message, targetInfo]);
}

function answerTo(challenge: Buffer, user: string, certificate: Buffer | null = null): Buffer {
  return ntlmAnswer({
    user,
    password: new Secret('Password'),
    random: seededRandom(1),
    now: () => Date.UTC(2026, 0, 1),
    greeting: ntlmGreeting(),
    challenge,
    certificate,
  });
}

/** The payload that the field at this place of the answer points to. */
function payload(message: Buffer, field: number): Buffer {
  const at = message.readUInt32LE(field + 4);
  return message.subarray(at, at + message.readUInt16LE(field));
}

/** What a server computes from its own copy of the password. */
function sessionKeyOf(message: Buffer, user: string, domain: string): Buffer {
  const response = payload(message, 20);
  const key = responseKey(user, 'Password', domain);
  const proof = createHmac('md5', key).update(SERVER_CHALLENGE).update(response.subarray(16)).digest();
  expect(response.subarray(0, 16)).toEqual(proof);
  return createHmac('md5', key).update(proof).digest();
}

const withPairs = (...pairs: readonly (readonly [number, Buffer])[]): Buffer =>
  Buffer.concat([
    ...pairs.flatMap(([id, value]) => {
      const head = Buffer.alloc(4);
      head.writeUInt16LE(id, 0);
      head.writeUInt16LE(value.byteLength, 2);
      return [head, value];
    }),
    Buffer.alloc(4),
  ]);

describe('an answer to a challenge', () => {
  test.each([
    ['CORP\\jdoe', 'CORP', 'jdoe'],
    ['jdoe@example.com', '', 'jdoe@example.com'],
    ['jdoe', '', 'jdoe'],
  ])('%s signs in as domain "%s", user "%s", and its proof is what the server computes', (name, domain, user) => {
    const message = answerTo(challengeOf(TARGET_INFO), name);
    expect(payload(message, 28).toString('utf16le')).toBe(domain);
    expect(payload(message, 36).toString('utf16le')).toBe(user);
    sessionKeyOf(message, user, domain);
    expect(payload(message, 12).byteLength).toBe(24);
  });

  test('carries a message integrity code when the server gave its time, and says so', () => {
    const time = hex('0102030405060708');
    const challenge = challengeOf(withPairs([2, Buffer.from('CORP', 'utf16le')], [7, time]));
    const message = answerTo(challenge, 'CORP\\jdoe');
    const key = sessionKeyOf(message, 'jdoe', 'CORP');
    const without = Buffer.from(message);
    without.fill(0, 72, 88);
    const code = createHmac('md5', key).update(ntlmGreeting()).update(challenge).update(without).digest();
    expect(message.subarray(72, 88)).toEqual(code);
    const response = payload(message, 20);
    expect(response.subarray(24, 32)).toEqual(time);
    expect(response.includes(hex('06000400 02000000'))).toBe(true);
    expect(payload(message, 12)).toEqual(Buffer.alloc(24));
  });

  test('is bound to the certificate of the connection', () => {
    const { certPem } = makeAuthority('Godwit tests').issue({ names: ['mail.example.com'] });
    const certificate = new X509Certificate(certPem).raw;
    const name = Buffer.concat([
      Buffer.from('tls-server-end-point:'),
      createHash('sha256').update(certificate).digest(),
    ]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(name.byteLength);
    const expected = createHash('md5')
      .update(Buffer.concat([Buffer.alloc(16), length, name]))
      .digest();
    expect(channelBindings(certificate)).toEqual(expected);
    const message = answerTo(challengeOf(TARGET_INFO), 'jdoe', certificate);
    expect(payload(message, 20).includes(Buffer.concat([hex('0a001000'), expected]))).toBe(true);
    sessionKeyOf(message, 'jdoe', '');
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a greeting', ntlmGreeting()],
    ['something else', Buffer.alloc(100, 'x')],
    ['target information beyond its end', challengeOf(TARGET_INFO, 4_000_000_000)],
    ['a pair that is longer than all of them', challengeOf(hex('0200ffff4100'))],
    ['far too much', challengeOf(Buffer.alloc(60_000))],
  ])('%s is refused as a challenge', (_, challenge) => {
    expect(() => answerTo(challenge, 'jdoe')).toThrow(NtlmError);
  });
});
