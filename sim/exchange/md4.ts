/** MD4 (RFC 1320), which NTLM hashes passwords with and OpenSSL no longer offers. */

export function md4(message: Uint8Array): Buffer {
  const words = padded(message);
  let [a, b, c, d] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let block = 0; block < words.length; block += 16) {
    const before = [a, b, c, d] as const;
    for (let step = 0; step < 48; step += 1) {
      const round = Math.floor(step / 16);
      const word = words[block + (ORDER[step] ?? 0)] ?? 0;
      const mixed = (a + mix(round, b, c, d) + word + (CONSTANTS[round] ?? 0)) | 0;
      const rotated = rotate(mixed, SHIFTS[round]?.[step % 4] ?? 0);
      [a, b, c, d] = [d, rotated, b, c];
    }
    a = (a + before[0]) | 0;
    b = (b + before[1]) | 0;
    c = (c + before[2]) | 0;
    d = (d + before[3]) | 0;
  }
  const digest = Buffer.alloc(16);
  for (const [place, word] of [a, b, c, d].entries()) digest.writeInt32LE(word | 0, place * 4);
  return digest;
}

const CONSTANTS = [0, 0x5a827999, 0x6ed9eba1];
const SHIFTS = [
  [3, 7, 11, 19],
  [3, 5, 9, 13],
  [3, 9, 11, 15],
];
/** Which word of the block each step takes. */
const ORDER = [
  ...Array.from({ length: 16 }, (_, step) => step),
  ...Array.from({ length: 16 }, (_, step) => (step % 4) * 4 + Math.floor(step / 4)),
  ...Array.from({ length: 16 }, (_, step) => reversedBits(step)),
];

/** Of four bits. */
function reversedBits(number: number): number {
  return ((number & 1) << 3) | ((number & 2) << 1) | ((number & 4) >> 1) | ((number & 8) >> 3);
}

function mix(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d);
  if (round === 1) return (b & c) | (b & d) | (c & d);
  return b ^ c ^ d;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** The message with a one bit, zeros, and its length in bits, as little-endian words. */
function padded(message: Uint8Array): readonly number[] {
  const bytes = Buffer.alloc(Math.ceil((message.length + 9) / 64) * 64);
  bytes.set(message);
  bytes[message.length] = 0x80;
  bytes.writeBigUInt64LE(BigInt(message.length) * 8n, bytes.length - 8);
  return Array.from({ length: bytes.length / 4 }, (_, place) => bytes.readInt32LE(place * 4));
}
