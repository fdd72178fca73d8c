import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Failure } from '../base/problem.ts';
import { lineAsker } from './ask-line.ts';

function terminal(): { readonly input: PassThrough & { isTTY: boolean }; readonly output: PassThrough } {
  return { input: Object.assign(new PassThrough(), { isTTY: true }), output: new PassThrough() };
}

describe('a question on the terminal', () => {
  test('shows itself and gives the line that is typed, one after the other', async () => {
    const { input, output } = terminal();
    const ask = lineAsker(input, output, true);
    const first = ask?.('Who? ');
    input.write('Ann\n');
    expect(await first).toBe('Ann');
    const second = ask?.('And who? ');
    input.write('Bob\n');
    expect(await second).toBe('Bob');
    expect(String(output.read())).toContain('And who? ');
  });

  test('that ends without an answer is a run that was stopped', async () => {
    const { input, output } = terminal();
    const answer = lineAsker(input, output, true)?.('Who? ');
    input.end();
    await expect(answer).rejects.toThrow(Failure);
    await expect(answer).rejects.toMatchObject({ code: 'run.interrupted' });
  });

  test('is not asked where nobody sits', () => {
    const { input, output } = terminal();
    expect(lineAsker(input, output, false)).toBeNull();
    expect(lineAsker(new PassThrough(), output, true)).toBeNull();
  });
});
