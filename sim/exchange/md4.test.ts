import { expect, test } from 'vitest';
import { md4 } from './md4.ts';

test.each([
  { text: '', digest: '31d6cfe0d16ae931b73c59d7e0c089c0' },
  { text: 'abc', digest: 'a448017aaf21d8525fc10ae87aa6729d' },
  {
    text: '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
    digest: 'e33b4ddc9c38f2199c3e7b164fcc0536',
  },
])('the digest of "$text" is that of RFC 1320', ({ text, digest }) => {
  expect(md4(Buffer.from(text)).toString('hex')).toBe(digest);
});
