import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readXml } from './xml.ts';
import { escapeXml } from './xml-text.ts';

async function* once(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

describe('escapeXml', () => {
  test.each([
    ['a < b & c > d', 'a &lt; b &amp; c &gt; d'],
    [`"it's"`, '&quot;it&apos;s&quot;'],
    ['one\r\ntwo\tthree', 'one&#13;&#10;two&#9;three'],
    ['a\u0000b\u001fc\ufffed', 'a�b�c�d'],
    ['half \ud83c a character', 'half � a character'],
    ['🏝 日本', '🏝 日本'],
  ])('%j becomes %j', (text, becomes) => {
    expect(escapeXml(text)).toBe(becomes);
  });

  test('every text reads back as it was, in elements and in attributes, but for what XML cannot carry', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const root = await readXml(once(`<r a="${escapeXml(text)}">${escapeXml(text)}</r>`));
        // oxlint-disable-next-line no-control-regex -- control characters are what this is about
        const carried = text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '�');
        expect(root.text).toBe(carried);
        expect(root.attributes.get('a')).toBe(carried);
      }),
    );
  });
});
