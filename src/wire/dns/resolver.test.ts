import { createSocket, type RemoteInfo } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import { fakeClock } from '../../../test/fake-clock.ts';
import { systemClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import { DnsResolver } from './resolver.ts';

type Reply = (question: Buffer) => readonly Buffer[];

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A name server of datagrams that says what `reply` makes of each question; gives its port. */
async function nameServer(reply: Reply): Promise<number> {
  const socket = createSocket('udp4');
  socket.on('message', (question: Buffer, from: RemoteInfo) => {
    for (const bytes of reply(question)) socket.send(bytes, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  closing.push(() => socket.close());
  return socket.address().port;
}

/** Other programs use ports of TCP too, so the one that the datagrams got may be taken there: then another is tried. */
async function onSamePort(tcp: Server, start: () => Promise<number>): Promise<number> {
  for (;;) {
    const port = await start();
    const isOurs = await new Promise<boolean>((resolve) => {
      tcp.once('error', () => resolve(false));
      tcp.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (isOurs) return port;
  }
}

/** An answer to the question with these records behind it, each for the name that was asked for. */
function answer(
  question: Buffer,
  records: readonly { readonly type: number; readonly rest: Buffer }[],
  flags = 0x8180,
): Buffer {
  const end = question.indexOf(0, 12) + 5;
  const head = Buffer.from(question.subarray(0, end));
  head.writeUInt16BE(flags, 2);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt16BE(0, 10);
  const parts = records.map(({ type, rest }) => {
    const record = Buffer.alloc(12);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(60, 6);
    record.writeUInt16BE(rest.length, 10);
    return Buffer.concat([record, rest]);
  });
  return Buffer.concat([head, ...parts]);
}

const address = (last: number) => ({ type: 1, rest: Buffer.from([192, 0, 2, last]) });
const aliasTo = (name: string) => {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return { type: 5, rest: Buffer.concat([...labels, Buffer.from([0])]) };
};

function resolver(ports: readonly number[], clock = systemClock): DnsResolver {
  const servers = ports.map((port) => ({ address: '127.0.0.1', port }));
  return new DnsResolver({ servers, clock, random: seededRandom(1) });
}

describe('a resolver', () => {
  test('believes no answer with another number, and none to another question', async () => {
    const port = await nameServer((question) => {
      const guessed = answer(question, [address(66)]);
      guessed.writeUInt16BE((guessed.readUInt16BE(0) + 1) & 0xffff, 0);
      const other = answer(question, [address(67)]);
      other.write('X', 13, 'latin1');
      return [guessed, other, answer(question, [address(1)])];
    });
    const found = await resolver([port]).look('example.com', 'A', never());
    expect(found.records.map((record) => record.address)).toEqual(['192.0.2.1']);
  });

  test('asks over TCP for what does not fit, and reads it in pieces', async () => {
    const tcp = createServer((socket) => {
      socket.once('data', (bytes: Buffer) => {
        const whole = answer(bytes.subarray(2), [address(1), address(2)]);
        const length = Buffer.alloc(2);
        length.writeUInt16BE(whole.length);
        socket.write(length.subarray(0, 1));
        setImmediate(() => socket.write(Buffer.concat([length.subarray(1), whole])));
      });
    });
    const port = await onSamePort(tcp, () => nameServer((question) => [answer(question, [], 0x8380)]));
    closing.push(() => tcp.close());
    expect((await resolver([port]).look('example.com', 'A', never())).records).toHaveLength(2);
  });

  test('follows aliases that a server leaves to it', async () => {
    const port = await nameServer((question) => [
      question.includes('target') ? answer(question, [address(9)]) : answer(question, [aliasTo('target.example.net')]),
    ]);
    const found = await resolver([port]).look('www.example.com', 'A', never());
    expect(found.aliases.map(({ host }) => host)).toEqual(['target.example.net']);
    expect(found.records.map((record) => record.address)).toEqual(['192.0.2.9']);
  });

  test.each([
    { what: 'go round in circles', next: () => 'a.example.com', reason: 'goes round in circles' },
    { what: 'never end', next: (count: number) => `a${count}.example.com`, reason: 'does not end' },
  ])('gives up aliases that $what', async ({ next, reason }) => {
    let count = 0;
    const port = await nameServer((question) => [answer(question, [aliasTo(next(++count))])]);
    await expect(resolver([port]).look('a.example.com', 'A', never())).rejects.toMatchObject({
      trouble: 'alias-loop',
      message: expect.stringContaining(reason),
    });
  });

  test('asks the next server where one refuses, fails or talks nonsense', async () => {
    const refusing = await nameServer((question) => [answer(question, [], 0x8185)]);
    const failing = await nameServer((question) => [answer(question, [], 0x8182)]);
    const mad = await nameServer((question) => [Buffer.concat([question.subarray(0, 2), Buffer.from('nonsense')])]);
    const good = await nameServer((question) => [answer(question, [address(1)])]);
    const found = await resolver([refusing, failing, mad, good]).look('example.com', 'A', never());
    expect(found.records).toHaveLength(1);
  });

  test('says that there is no such name, and that a name has no such record', async () => {
    const port = await nameServer((question) => [answer(question, [], question.includes('absent') ? 0x8183 : 0x8180)]);
    expect(await resolver([port]).look('absent.example.com', 'A', never())).toMatchObject({
      records: [],
      isNameUnknown: true,
    });
    expect(await resolver([port]).look('example.com', 'A', never())).toMatchObject({
      records: [],
      isNameUnknown: false,
    });
  });

  test('gives a silent server up, after two tries', async () => {
    let questions = 0;
    const port = await nameServer(() => {
      questions += 1;
      return [];
    });
    await expect(resolver([port], fakeClock()).look('example.com', 'A', never())).rejects.toMatchObject({
      trouble: 'silent',
    });
    expect(questions).toBeLessThanOrEqual(2);
  });

  test('asks for the same thing once', async () => {
    let questions = 0;
    const port = await nameServer((question) => {
      questions += 1;
      return [answer(question, [address(1)])];
    });
    const names = resolver([port]);
    await Promise.all([names.look('example.com', 'A', never()), names.look('EXAMPLE.com.', 'A', never())]);
    expect(questions).toBe(1);
  });

  test('ends when it is told to', async () => {
    const port = await nameServer(() => []);
    const stop = new AbortController();
    const looking = resolver([port]).look('example.com', 'A', stop.signal);
    stop.abort(new Error('enough'));
    await expect(looking).rejects.toThrow('enough');
  });
});
