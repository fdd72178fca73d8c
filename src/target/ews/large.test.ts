/** One message of 45 MB, there and back, in a process that must not notice. */
import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import { all, never } from '../../../test/contract/contract.ts';
import { operationAnswer } from '../../../test/exchange/canned-server.ts';
import { instant, systemClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { Item, Marker, SourceRef, SpooledContent, TargetRef } from '../../model/item.ts';
import type { Target } from '../../model/target.ts';
import { openEwsTarget } from '../ews.ts';

const PIECE = Buffer.from('0123456789abcdef\r\n'.repeat(4096));
const PIECES = Math.floor((45 * 1024 * 1024) / PIECE.byteLength);
const BYTES = PIECES * PIECE.byteLength;
/** Sockets, chunks and garbage not collected yet, on a busy machine. Held, the message and its base64 would take 105 MB. */
const GROWTH_MAX = 40 * 1024 * 1024;
const LOOK_EVERY = 40;
const FOLDER: TargetFolder = { path: ['Large'], role: 'plain', kind: 'message', serverName: 'F' };

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Answers like Exchange; counts what it is sent and holds none of it. */
async function server(): Promise<{ readonly url: URL; readonly received: () => number }> {
  let received = 0;
  const web = createServer((request, response) => {
    let bytes = 0;
    let start = '';
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (start.length < 5000) start += chunk.toString('latin1').slice(0, 5000);
    });
    request.on('end', () => {
      received = Math.max(received, bytes);
      void answer(start, response);
    });
  });
  // On a busy machine a client may be silent for longer than Node keeps a line for it.
  web.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    web.closeAllConnections();
    await new Promise((resolve) => web.close(resolve));
  });
  const { port } = web.address() as AddressInfo; // it listens on an internet address
  return { url: new URL(`http://127.0.0.1:${port}/`), received: () => received };
}

async function answer(start: string, response: ServerResponse): Promise<void> {
  const item = '<m:Items><t:Message><t:ItemId Id="I"/><t:Size>46000000</t:Size></t:Message></m:Items>';
  const folder = '<m:Folders><t:Folder><t:FolderId Id="F"/></t:Folder></m:Folders>';
  if (start.includes('IncludeMimeContent')) {
    const [head = '', tail = ''] = operationAnswer('GetItem', [
      ['Success', 'NoError', '<m:Items><t:Message><t:MimeContent>|</t:MimeContent></t:Message></m:Items>'],
    ]).split('|');
    response.write(head);
    // A whole number of threes a piece: base64 pieces can then be joined.
    const text = PIECE.toString('base64');
    for (let piece = 0; piece < PIECES; piece += 1) {
      if (!response.write(text)) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end(tail);
  } else if (start.includes('<m:GetItem')) response.end(operationAnswer('GetItem', [['Success', 'NoError', item]]));
  else if (start.includes('<m:CreateItem')) response.end(operationAnswer('CreateItem', [['Success', 'NoError', item]]));
  else if (start.includes('<m:FindFolder')) {
    response.end(
      operationAnswer('FindFolder', [['Success', 'NoError', '<m:RootFolder IncludesLastItemInRange="true"/>']]),
    );
  } else
    response.end(
      operationAnswer(
        'GetFolder',
        [...start.matchAll(/<t:DistinguishedFolderId /g)].map(() => ['Success', 'NoError', folder] as const),
      ),
    );
}

async function open(url: URL): Promise<Target> {
  const credentials = { kind: 'basic', user: 'u', secret: new Secret('p') } as const;
  const random = seededRandom(1);
  const options = { url, mailbox: 'u', credentials, ca: [], allowInsecureLoopback: true, clock: systemClock, random };
  const target = await openEwsTarget(options, never());
  closing.push(() => target.close());
  return target;
}

/** Watches how much more memory is in use than in the beginning, what is only waiting to be collected not counted. */
function memoryGrowth(): { look(): void; most(): number } {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  const used = (): number => {
    // Twice: the memory of buffers is given back beside the program, and the second collection waits for that.
    for (let time = 0; time < 2; time += 1) if (typeof collect === 'function') collect();
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    return arrayBuffers + heapUsed;
  };
  const before = used();
  let looks = 0;
  let most = 0;
  return {
    look: () => {
      looks += 1;
      if (looks % LOOK_EVERY === 0) most = Math.max(most, used() - before);
    },
    most: () => most,
  };
}

test('is sent from its spool file without being held', async () => {
  const { url, received } = await server();
  const target = await open(url);
  const growth = memoryGrowth();
  let opened = 0;
  const content: SpooledContent = {
    is: 'spooled',
    sizeBytes: BYTES,
    sha256: Buffer.alloc(32),
    open: async function* pieces() {
      opened += 1;
      for (let piece = 0; piece < PIECES; piece += 1) {
        growth.look();
        yield PIECE;
      }
    },
    drop: async () => undefined,
  };
  const item: Item = {
    ref: '1:1' as SourceRef, // the test plays the source
    kind: 'message',
    version: 'seen',
    sizeBytes: BYTES,
    receivedAt: instant(0),
    content,
  };
  async function* writes() {
    yield { item, marker: 'm' as Marker }; // the test plays the engine
  }
  const settled = (await all(target.put(FOLDER, writes(), never()))).flat();
  expect(settled).toMatchObject([{ is: 'copied', target: 'I', losses: [] }]);
  expect(received()).toBeGreaterThan((BYTES / 3) * 4);
  // Once for its header, once for the request.
  expect(opened).toBe(2);
  expect(growth.most()).toBeLessThan(GROWTH_MAX);
});

test('is read back into a spool file without being held', async () => {
  const { url } = await server();
  const target = await open(url);
  const growth = memoryGrowth();
  const looking = new AbortController();
  const watching = (async () => {
    while (!looking.signal.aborted) {
      growth.look();
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const ref = 'I' as TargetRef; // the test plays the server
  const [found] = await all(target.read(FOLDER, [ref], never()));
  looking.abort();
  await watching;
  if (found?.content?.is !== 'spooled') throw new Error(`it was spooled, not ${found?.why}`);
  const hash = createHash('sha256');
  const expected = createHash('sha256');
  for (let piece = 0; piece < PIECES; piece += 1) expected.update(PIECE);
  for await (const bytes of found.content.open()) hash.update(bytes);
  expect(found.content.sizeBytes).toBe(BYTES);
  expect(hash.digest()).toEqual(expected.digest());
  expect(growth.most()).toBeLessThan(GROWTH_MAX);
  await found.content.drop();
});
