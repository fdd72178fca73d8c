import { describe, expect, test } from 'vitest';
import { Failure } from '../base/problem.ts';
import { JsonValue } from './json-value.ts';

const read = (text: string): JsonValue => JsonValue.parse(text, 'a.json');

function complaint(run: () => unknown): { readonly what: string; readonly how: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) return { what: error.message, how: error.remedy };
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a document in JSON', () => {
  test('that is none names the file', () => {
    expect(complaint(() => read('{\n  "a": 1,\n}')).what).toBe('a.json is no JSON (line 3 column 1).');
  });

  test('that is a file with a password is refused without a word of it', () => {
    const { what, how } = complaint(() => read('hunter2'));
    expect(what).toBe('a.json is no JSON (from its beginning).');
    expect(how).not.toContain('hunter2');
  });

  test('may begin with a byte order mark', () => {
    expect(read('\ufeff[]').list(1)).toEqual([]);
  });

  test.each([
    { text: '{"b": 1}', run: (v: JsonValue) => v.members(['a']), says: 'a.json, b: there is no such thing.' },
    { text: '[]', run: (v: JsonValue) => v.members(null), says: 'a.json: an object is expected here.' },
    { text: 'null', run: (v: JsonValue) => v.members(null), says: 'a.json: an object is expected here.' },
    {
      text: '{"a": {"b": "x"}}',
      run: (v: JsonValue) => v.members(null)('a').members(null)('b').number(),
      says: 'a.json, a.b: a number',
    },
    {
      text: '[[1, 2]]',
      run: (v: JsonValue) => v.list(1)[0]?.list(1),
      says: 'a.json, [0]: the list has more than 1 entries.',
    },
    { text: '[1, "b"]', run: (v: JsonValue) => v.list(2).map((one) => one.number()), says: 'a.json, [1]: a number' },
    { text: '-1', run: (v: JsonValue) => v.number(), says: 'a number is expected' },
    { text: '"yes"', run: (v: JsonValue) => v.flag(), says: 'true or false' },
    { text: '"  "', run: (v: JsonValue) => v.text(), says: 'a text is expected' },
    { text: '"a\\u0007b"', run: (v: JsonValue) => v.text(), says: 'control character' },
    { text: '"abcd"', run: (v: JsonValue) => v.text(3), says: 'longer than 3' },
    { text: '"c"', run: (v: JsonValue) => v.choice(['a', 'b']), says: '"c" is no choice.' },
    { text: '{}', run: (v: JsonValue) => v.members(null)('a').choice(['b']), says: 'a.json, a: nothing is no choice.' },
    { text: '["a", 5]', run: (v: JsonValue) => v.choices(['a', 'b']), says: 'a.json, [1]: 5 is no choice.' },
  ])('$text is refused, with its place: $says', ({ text, run, says }) => {
    const { what, how } = complaint(() => run(read(text)));
    expect(what).toContain(says);
    expect(how).not.toBe('');
  });

  test('names what may stand at a place', () => {
    expect(complaint(() => read('"c"').choice(['a', 'b'])).how).toBe('Choose from a, b.');
    expect(complaint(() => read('{"c": 1}').members(['a', 'b'])).how).toBe('Allowed here: a, b.');
  });

  test('gives choices once each, in their own order', () => {
    expect(read('["b", "a", "b"]').choices(['a', 'b', 'c'])).toEqual(['a', 'b']);
  });

  test('takes nothing for a member that every object inherits', () => {
    expect(read('{}').members(null)('constructor').raw).toBeUndefined();
    expect(read('{"__proto__": 1}').members(null)('__proto__').raw).toBe(1);
  });

  test('takes null and what is not there for nothing', () => {
    const member = read('{"a": null, "c": false}').members(null);
    expect([member('a').optional(String), member('b').optional(String), member('c').optional((c) => c.flag())]).toEqual(
      [null, null, false],
    );
  });
});
