import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REQUESTS } from '../../../test/exchange/requests.ts';
import { envelope, SCHEMA_MISSING, schemaErrors } from '../../../test/exchange/rig.ts';
import { RequestFault } from '../errors.ts';
import { readRequest } from '../soap.ts';
import { OPERATIONS } from './messages.ts';

describe('the schema of the simulator', () => {
  test('has a full request for every operation, and accepts it', () => {
    expect(Object.keys(REQUESTS).sort()).toEqual([...OPERATIONS]);
    for (const body of Object.values(REQUESTS)) expect(violationOf(envelope(body))).toBeNull();
  });

  test.each([
    {
      what: 'IsRead before Subject',
      from: '<t:Subject>s</t:Subject>',
      to: '<t:IsRead>true</t:IsRead><t:Subject>s</t:Subject>',
    },
    { what: 'an element that is not known', from: '<t:Subject>', to: '<t:Colour>red</t:Colour><t:Subject>' },
    { what: 'an element of the other namespace', from: /t:Subject/g, to: 'm:Subject' },
    { what: 'the namespace with https', from: '/2006/types', to: '/2006/types'.replace('2006', '2007') },
    { what: 'a required attribute that is missing', from: ' PropertyType="String"', to: '' },
    { what: 'an attribute that is not known', from: '<t:Message>', to: '<t:Message Colour="red">' },
    { what: 'a value outside of its enumeration', from: 'SaveOnly', to: 'SaveMaybe' },
    { what: 'a property tag that is no number', from: 'c</t:String>', to: 'c</t:String><t:Number/>' },
    {
      what: 'an element twice',
      from: '<t:Subject>s</t:Subject>',
      to: '<t:Subject>s</t:Subject><t:Subject>s</t:Subject>',
    },
    { what: 'text between elements', from: '<m:Items>', to: '<m:Items>text' },
    { what: 'a boolean that is none', from: '<t:IsRead>true', to: '<t:IsRead>yes' },
    { what: 'a time without its T', from: '2019-03-04T05', to: '2019-03-04 05' },
    { what: 'no items at all', from: /<m:Items>.*<\/m:Items>/, to: '<m:Items/>' },
    { what: 'two operations', from: '</m:CreateItem>', to: '</m:CreateItem><m:ConvertId/>' },
  ])('refuses $what', ({ from, to }) => {
    const text = envelope(REQUESTS['CreateItem'] ?? '').replace(from, to);
    expect(violationOf(text)).not.toBeNull();
  });

  test('names the line, the position and what was expected', () => {
    const text = envelope('\n<m:DeleteItem DeleteType="HardDelete">\n  <m:Wrong/></m:DeleteItem>');
    try {
      readRequest(text);
    } catch (error) {
      expect(error instanceof RequestFault && error.violation).toMatchObject({ line: 3, column: 3 });
      expect(String(error)).toContain("invalid child element 'Wrong'");
    }
    expect.assertions(2);
  });

  test.skipIf(SCHEMA_MISSING !== null)(
    'is right about every request that one change breaks or does not break',
    async () => {
      const texts = fc.sample(changedRequest, { numRuns: 400, seed: 7 });
      const refusedBySchema = new Set(
        (await schemaErrors(texts)).map((error) => Number(/envelope-(\d+)/.exec(error)?.[1] ?? -1)),
      );
      const disagreements = texts.filter((text, place) => (violationOf(text) !== null) !== refusedBySchema.has(place));
      expect(disagreements.map((text) => text.slice(text.indexOf('<s:Body>')))).toEqual([]);
      expect(refusedBySchema.size).toBeGreaterThan(100);
    },
  );
});

/** A request with one element removed, doubled, emptied, swapped with the next, renamed or stripped of an attribute. */
const changedRequest = fc
  .record({
    body: fc.constantFrom(...Object.values(REQUESTS)),
    place: fc.nat(250),
    change: fc.constantFrom('remove', 'double', 'empty', 'swap', 'rename', 'strip'),
  })
  .map(({ body, place, change }) => envelope(changed(body, place, change)));

function changed(body: string, place: number, change: string): string {
  const elements = [...body.matchAll(/<([mt]:\w+)((?:\s[^<>]*?)?)(\/>|>)/g)];
  const found = elements[place % elements.length];
  if (found === undefined) return body;
  const start = found.index;
  const end = endOf(body, start);
  const whole = body.slice(start, end);
  const before = body.slice(0, start);
  const after = body.slice(end);
  switch (change) {
    case 'remove':
      return place % elements.length === 0 ? body : before + after;
    case 'double':
      return place % elements.length === 0 ? body : before + whole + whole + after;
    case 'empty':
      return `${before}<${found[1]}${found[2]}/>${after}`;
    case 'swap': {
      const next = after.startsWith('<') && !after.startsWith('</') ? after.slice(0, endOf(after, 0)) : '';
      return before + next + whole + after.slice(next.length);
    }
    case 'rename':
      return before + whole.replaceAll(String(found[1]), `${found[1]}X`) + after;
    default:
      return before + whole.replace(/ \w+="[^"]*"/, '') + after;
  }
}

/** Where the element that starts there ends. */
function endOf(body: string, start: number): number {
  let depth = 0;
  for (const tag of body.slice(start).matchAll(/<(\/?)[^<>]*?(\/?)>/g)) {
    if (tag[1] === '/') depth -= 1;
    else if (tag[2] !== '/') depth += 1;
    if (depth === 0) return start + tag.index + tag[0].length;
  }
  return body.length;
}

function violationOf(text: string): string | null {
  try {
    readRequest(text);
    return null;
  } catch (error) {
    if (error instanceof RequestFault && error.violation !== null) return error.violation.text;
    throw error;
  }
}
