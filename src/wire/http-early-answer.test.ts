import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { never } from '../../test/contract/contract.ts';
import { Loopback } from '../../test/web/loopback.ts';
import type { HttpBody } from './http.ts';

const loopback = new Loopback();
afterEach(() => loopback.endAll());

test('an answer that is there before the request was ended does not keep the connection from the next request', async () => {
  const answered = Promise.withResolvers<void>();
  let answers = 0;
  const port = await loopback.sockets((socket) =>
    socket.on('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', () => answered.resolve());
      answers += 1;
    }),
  );
  // The request is on its way as a whole; this side looks up from it only when the answer is there too.
  async function* slowToEnd(): AsyncGenerator<Buffer> {
    yield Buffer.from('<a/>');
    await answered.promise;
    for (let turn = 0; turn < 20; turn++) await nextTurn();
  }
  const body: HttpBody = { length: 4, open: slowToEnd };
  const client = loopback.client(port, { silenceMs: 2000, connectMs: 2000 });
  const texts = await client.use(async (connection) => {
    const said: string[] = [];
    for (let request = 0; request < 2; request++) {
      const answer = await connection.send({ headers: {}, body, answerBytesMax: 100 }, never());
      for await (const chunk of answer.body) said.push(chunk.toString());
    }
    return said;
  });
  expect(texts).toEqual(['ok', 'ok']);
  expect(answers).toBeGreaterThanOrEqual(2);
});
