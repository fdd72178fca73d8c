import { describe, expect, test } from 'vitest';
import { childOf, readXml, type TextSink, textOf, type XmlElement, XmlError } from './xml.ts';

async function* inPieces(text: string | Buffer, bytes: number): AsyncGenerator<Buffer> {
  const all = Buffer.from(text);
  for (let at = 0; at < all.byteLength; at += bytes) yield all.subarray(at, at + bytes);
}

const read = (text: string | Buffer, bytes = 1_000_000): Promise<XmlElement> => readXml(inPieces(text, bytes));

class Pieces implements TextSink {
  readonly pieces: string[] = [];
  write(text: string): void {
    this.pieces.push(text);
  }
}

describe('readXml', () => {
  test('names lose their prefix and keep their namespace; attributes, text and order stay', async () => {
    const root = await read(
      '<a:r xmlns:a="urn:x" a:k="v" n="1"><a:one>1</a:one><two xmlns="urn:y">2 &amp; &#x41;</two></a:r>',
    );
    expect(root).toMatchObject({ name: 'r', namespace: 'urn:x' });
    expect([...root.attributes]).toEqual([
      ['k', 'v'],
      ['n', '1'],
    ]);
    expect(root.children.map(({ name, namespace, text }) => [name, namespace, text])).toEqual([
      ['one', 'urn:x', '1'],
      ['two', 'urn:y', '2 & A'],
    ]);
  });

  test.each([1, 2, 3, 7])('a document cut into pieces of %i bytes reads as it does whole', async (bytes) => {
    const text =
      '<?xml version="1.0"?><r a="ü&#233;"><!-- no --><t>Größe 🏝 &lt;b&gt; &#128512;</t><![CDATA[<raw>]]></r>';
    const flat = async (size: number): Promise<string> => JSON.stringify(await read(text, size));
    expect(await flat(bytes)).toBe(await flat(1_000_000));
  });

  test.each([
    ['an external entity', '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'],
    ['an external DTD', '<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd"><r/>'],
    ['ten laughs', `<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(10)}">]><r>&b;</r>`],
    ['an entity that nobody declared', '<r>&nbsp;</r>'],
    ['elements that cross', '<r><a></b></r>'],
    ['an end that is missing', '<r><a>'],
    ['a second root', '<r/><r/>'],
    ['no root', '   '],
    ['nothing', ''],
    ['a prefix that nobody declared', '<x:r/>'],
  ])('%s is refused', async (_, text) => {
    await expect(read(text)).rejects.toThrow(XmlError);
    await expect(read(text, 1)).rejects.toThrow(XmlError);
  });

  test('the 257th level of elements is refused, and quickly', async () => {
    await expect(read(`${'<a>'.repeat(256)}${'</a>'.repeat(256)}`)).resolves.toMatchObject({ name: 'a' });
    await expect(read('<a>'.repeat(300_000))).rejects.toThrow('deeper than 256');
  });

  test('a tag, a comment and a text without end are refused before they fill the memory', async () => {
    for (const start of ['<r a="', '<r><!-- ', '<r>']) {
      let taken = 0;
      async function* endless(): AsyncGenerator<Buffer> {
        yield Buffer.from(start);
        for (;;) {
          taken += 65_536;
          yield Buffer.alloc(65_536, 'x');
        }
      }
      await expect(readXml(endless())).rejects.toThrow(XmlError);
      expect(taken).toBeLessThan(8_000_000);
    }
  });

  test.each([
    ['&#x1F;', '�'],
    ['&#0;', '�'],
    ['&#xFFFE;', '�'],
    ['&#55357;&#56832;', '��'],
    ['&#x110000;', '�'],
    ['\u0001', '�'],
    ['\u001f', '�'],
    ['\ufffe', '�'],
    ['\u0085', '\u0085'],
    ['&#x9;', '\t'],
  ])(
    'the character %j, which XML does not have or servers spell oddly, leaves its neighbours alone',
    async (odd, becomes) => {
      for (const bytes of [1, 1_000_000]) {
        const root = await read(`<r><t>x${odd}y</t><u a="1${odd}2"/></r>`, bytes);
        expect(textOf(root, 't')).toBe(`x${becomes}y`);
        expect(childOf(root, 'u')?.attributes.get('a')).toBe(`1${becomes}2`);
      }
    },
  );

  test('a reference that is text stays text', async () => {
    expect((await read('<r>&amp;#x1F;</r>')).text).toBe('&#x1F;');
  });

  test('a sink gets the text of its element in order and in pieces, and the tree does not hold it', async () => {
    const content = Buffer.alloc(3_000_000, 'QUJD').toString('latin1');
    const text = `<r><m>${content}</m><n>after</n><m>second</m></r>`;
    for (const bytes of [1000, 65_536, 10_000_000]) {
      const sinks: Pieces[] = [];
      const root = await readXml(inPieces(text, bytes), (name) => {
        if (name !== 'm') return null;
        const sink = new Pieces();
        sinks.push(sink);
        return sink;
      });
      expect(sinks.map(({ pieces }) => pieces.join('') === content || pieces.join(''))).toEqual([true, 'second']);
      if (bytes < 1_000_000)
        expect(Math.max(...(sinks[0]?.pieces.map((piece) => piece.length) ?? []))).toBeLessThan(2 * bytes);
      expect(root.children.map(({ name, text: held }) => [name, held])).toEqual([
        ['m', ''],
        ['n', 'after'],
        ['m', ''],
      ]);
    }
  });

  test('the next piece waits until a sink has taken this one', async () => {
    let underWay = 0;
    let most = 0;
    const sink: TextSink = {
      write: async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await Promise.resolve();
        underWay -= 1;
      },
    };
    await readXml(inPieces(`<r>${'QUJD'.repeat(10_000)}</r>`, 1000), () => sink);
    expect(most).toBe(1);
  });

  test('line ends inside base64, even as references, do not split or disturb a sink', async () => {
    const sink = new Pieces();
    await readXml(inPieces('<r>QUJD&#13;\nREVG&#xD;\nR0hJ</r>', 1), () => sink);
    expect(sink.pieces.join('').replace(/\s/g, '')).toBe('QUJDREVGR0hJ');
  });
});

describe('children of the root that are taken', () => {
  const row = `<row><a>1</a><b x="2">text</b></row>`;

  test('are given in order while the document is read, and are not held', async () => {
    const taken: string[] = [];
    const root = await readXml(inPieces(`<r>${row.repeat(3)}<end>E</end>${row}</r>`, 7), undefined, (child) => {
      taken.push(child.children.map(({ text }) => text).join('/') || child.text);
      return child.name === 'row';
    });
    expect(taken).toEqual(['1/text', '1/text', '1/text', 'E', '1/text']);
    expect(root.children.map(({ name }) => name)).toEqual(['end']);
  });

  test('may be more than a tree may have elements and text, and what is held may not', async () => {
    const long = `<row>${'x'.repeat(1_000_000)}</row>`;
    await readXml(inPieces(`<r>${long.repeat(70)}</r>`, 1_000_000), undefined, () => true);
    const held = readXml(
      inPieces(`<r>${`${long}<keep>${'y'.repeat(1_000_000)}</keep>`.repeat(70)}</r>`, 1_000_000),
      undefined,
      ({ name }) => name === 'row',
    );
    await expect(held).rejects.toThrow('characters of text');
  });

  test('end the reading when taking them fails', async () => {
    const read = readXml(inPieces(`<r>${row}</r>`, 1000), undefined, () => {
      throw new Error('enough');
    });
    await expect(read).rejects.toThrow('enough');
  });
});
