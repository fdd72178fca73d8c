/** Writes ASN.1 in DER (ITU-T X.690): only the types that an X.509 certificate is made of. Nothing is ever read back. */
import { assert } from '../src/base/assert.ts';
import { type Instant, isoSeconds } from '../src/base/clock.ts';

/** One element: its tag, its length in the shortest form (X.690 §10.1) and its content. */
export function element(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

export function sequence(...content: readonly Buffer[]): Buffer {
  return element(0x30, ...content);
}

export function setOf(...content: readonly Buffer[]): Buffer {
  return element(0x31, ...content);
}

/** `[number]` around whole elements. */
export function tagged(number: number, ...content: readonly Buffer[]): Buffer {
  return element(0xa0 + number, ...content);
}

/** `[number]` instead of the tag of a primitive type. */
export function retagged(number: number, content: Buffer): Buffer {
  return element(0x80 + number, content);
}

/** A positive integer from its big-endian bytes. */
export function integer(magnitude: Buffer): Buffer {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start += 1;
  const digits = magnitude.subarray(start);
  // A first bit of 1 would make it negative (X.690 §8.3.3).
  const isHigh = (digits[0] ?? 0) >= 0x80;
  return element(0x02, isHigh ? Buffer.from([0]) : Buffer.alloc(0), digits);
}

export function boolean(value: boolean): Buffer {
  return element(0x01, Buffer.from([value ? 0xff : 0]));
}

/** `spareBits` is how many of the last byte's bits do not count. */
export function bitString(bytes: Buffer, spareBits = 0): Buffer {
  return element(0x03, Buffer.from([spareBits]), bytes);
}

export function octetString(bytes: Buffer): Buffer {
  return element(0x04, bytes);
}

export function utf8String(text: string): Buffer {
  return element(0x0c, Buffer.from(text, 'utf8'));
}

/** Takes the dotted form: `2.5.29.17`. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5280 §4.1.2.5). */
export function time(at: Instant): Buffer {
  const digits = `${isoSeconds(at).replace(/[-:TZ]/g, '')}Z`;
  return digits < '2050' ? element(0x17, Buffer.from(digits.slice(2))) : element(0x18, Buffer.from(digits));
}

function base128(value: number): readonly number[] {
  assert(Number.isSafeInteger(value) && value >= 0, 'an arc of an object id is a whole number');
  const septets = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    septets.unshift((rest % 128) + 128);
  }
  return septets;
}

function lengthOf(length: number): Buffer {
  if (length < 128) return Buffer.from([length]);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return Buffer.from([0x80 + digits.length, ...digits]);
}
