import * as fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { lineAndColumn, readXml, XmlError } from './xml-read.ts';

describe('the XML reader of the simulator', () => {
  test('resolves prefixes by scope and keeps text with its entities', () => {
    const root = readXml(
      '<a:r xmlns:a="u:1" xmlns="u:2"><b x="1&#10;2">t&amp;&#x41;<![CDATA[<&]]></b><a:b xmlns:a="u:3"/></a:r>',
    );
    expect([root.uri, root.local]).toEqual(['u:1', 'r']);
    const [first, second] = root.children;
    expect([first?.uri, first?.text, first?.attributes[0]?.value]).toEqual(['u:2', 't&A<&', '1\n2']);
    expect(second?.uri).toBe('u:3');
  });

  test.each([
    { what: 'a document type', text: '<!DOCTYPE r [<!ENTITY e "x">]><r/>' },
    { what: 'an entity that nobody declared', text: '<r>&nbsp;</r>' },
    { what: 'a reference to NUL', text: '<r>&#0;</r>' },
    { what: 'a control character', text: '<r>\u0001</r>' },
    { what: 'a reference to a control character', text: '<r>&#x1;</r>' },
    { what: 'a prefix that nobody declared', text: '<a:r/>' },
    { what: 'an attribute twice', text: '<r a="1" a="2"/>' },
    { what: 'an element that is not closed', text: '<r><a></r>' },
    { what: 'two roots', text: '<r/><r/>' },
    { what: 'text outside of the root', text: '<r/>x' },
    { what: 'a bare less-than sign in a value', text: '<r a="<"/>' },
    { what: 'an end without a start', text: '<r></r></r>' },
    { what: 'nothing', text: '' },
    { what: 'elements nested 200 deep', text: '<a>'.repeat(200) + '</a>'.repeat(200) },
  ])('refuses $what', ({ text }) => {
    expect(() => readXml(text)).toThrow(XmlError);
  });

  test('says where a mistake stands', () => {
    const text = '<r>\n  <a>\n  </b>\n</r>';
    try {
      readXml(text);
    } catch (error) {
      expect(error instanceof XmlError && lineAndColumn(text, error.at)).toEqual({ line: 3, column: 3 });
    }
    expect.assertions(1);
  });

  test('accepts and refuses what an independent parser accepts and refuses', () => {
    const piece = fc.constantFrom(
      '<a>',
      '</a>',
      '<b x="1">',
      '</b>',
      '<c/>',
      'text',
      '&amp;',
      '&#65;',
      '&#xD800;',
      '&bad;',
      '<!-- c -->',
      '<!--',
      '<?p x?>',
      '<![CDATA[x]]>',
      ']]>',
      ' ',
      '\n',
      '<n:d xmlns:n="u">',
      '</n:d>',
      '<n:e/>',
      '<a y="1" y="2">',
      '<a z=1>',
      '<a q=">">',
      '&',
      '<',
      '>',
      '"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = `<r>${pieces.join('')}</r>`;
        expect({ text, refused: isRefusedHere(text) }).toEqual({ text, refused: isRefusedBySaxes(text) });
      }),
      { numRuns: 3000, seed: 42 },
    );
  });
});

function isRefusedHere(text: string): boolean {
  try {
    readXml(text);
    return false;
  } catch (error) {
    if (error instanceof XmlError) return true;
    throw error;
  }
}

function isRefusedBySaxes(text: string): boolean {
  const parser = new SaxesParser({ xmlns: true });
  let refused = false;
  parser.on('error', () => {
    refused = true;
  });
  parser.write(text).close();
  return refused;
}
