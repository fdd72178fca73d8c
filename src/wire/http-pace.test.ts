/** That bodies and answers go no faster than a pace lets them, and that nobody calls that silence. */
import { afterEach, describe, expect, test } from 'vitest';
import { never } from '../../test/contract/contract.ts';
import { stillClock } from '../../test/imap/still-clock.ts';
import { Loopback, post } from '../../test/web/loopback.ts';
import type { BytePace } from '../base/byte-pace.ts';
import { heldBody } from './http.ts';

const BODY_BYTES = 900_000;
const SILENCE_MS = 90_000;

const loopback = new Loopback();
afterEach(() => loopback.endAll());

/** Lets nothing pass until it is told to; then everything. */
function heldPace() {
  const gate = Promise.withResolvers<void>();
  const asked: number[] = [];
  const pace: BytePace = {
    take: (bytes) => {
      asked.push(bytes);
      return gate.promise;
    },
  };
  return { pace, asked, open: () => gate.resolve() };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

describe('with a pace', () => {
  test('no part of a body leaves before it may, and the fence is asked after that', async () => {
    const { pace, asked, open } = heldPace();
    const clock = stillClock();
    let came = 0;
    const port = await loopback.web((request, answer) => {
      request.on('data', (chunk: Buffer) => {
        came += chunk.length;
      });
      request.on('end', () => answer.end('done'));
    });
    const client = loopback.client(port, { pace, clock });
    const order: string[] = [];
    const fence = (): void => void order.push(`fence at ${asked.length}`);
    const answering = client.use(async (connection) => {
      const body = heldBody([Buffer.alloc(BODY_BYTES)]);
      const answer = await connection.send({ headers: {}, body, answerBytesMax: 100, fence }, never());
      for await (const chunk of answer.body) order.push(chunk.toString());
    });
    await expect.poll(() => asked.length).toBe(1);
    await expect.poll(() => clock.sleepersCount).toBeGreaterThan(0);
    clock.advance(2 * SILENCE_MS);
    expect([came, order]).toEqual([0, []]);
    open();
    await answering;
    expect(came).toBe(BODY_BYTES);
    expect(sum(asked)).toBeGreaterThanOrEqual(BODY_BYTES);
    expect(order[0]).toBe('fence at 1');
    expect(order.at(-1)).toBe('done');
  });

  test('no part of an answer is given before it may be, and what is not is not taken from the line', async () => {
    const { pace, asked, open } = heldPace();
    const clock = stillClock();
    const port = await loopback.web((request, answer) => {
      request.resume();
      for (let piece = 0; piece < 100; piece += 1) answer.write(Buffer.alloc(BODY_BYTES / 10));
      answer.end();
    });
    const client = loopback.client(port, { pace, clock });
    let got = 0;
    const answering = client.use(async (connection) => {
      const request = { method: 'GET', headers: {}, body: heldBody([]), answerBytesMax: 10 ** 9 } as const;
      const answer = await connection.send(request, never());
      for await (const chunk of answer.body) got += chunk.length;
    });
    await expect.poll(() => asked.length).toBe(1);
    clock.advance(2 * SILENCE_MS);
    await expect.poll(() => asked.length).toBe(1);
    expect(got).toBe(0);
    open();
    await answering;
    expect(got).toBe(10 * BODY_BYTES);
    expect(sum(asked)).toBeGreaterThan(9 * BODY_BYTES);
  });

  test('whoever gives up meanwhile need not wait', async () => {
    const { pace, asked } = heldPace();
    const port = await loopback.web((request) => void request.resume());
    const giving = new AbortController();
    const body = heldBody([Buffer.alloc(BODY_BYTES)]);
    const asking = post(loopback.client(port, { pace }), { body, signal: giving.signal });
    await expect.poll(() => asked.length).toBe(1);
    giving.abort(new Error('enough'));
    await expect(asking).rejects.toThrow('enough');
  });
});
