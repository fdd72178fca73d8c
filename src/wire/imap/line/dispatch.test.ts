import { Duplex } from 'node:stream';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { stillClock } from '../../../../test/imap/still-clock.ts';
import { ImapConnection } from '../connection.ts';
import { uidFetchBodies } from '../fetch-bodies.ts';
import { IMAP_LIMITS } from '../limits.ts';
import { listMailboxes } from '../list.ts';
import { examine } from '../select.ts';
import { uidsFrom } from '../uid-set.ts';

/** A line whose other end is the test. */
class Line extends Duplex {
  override _read(): void {
    // The test pushes when it likes.
  }

  override _write(_bytes: Buffer, _encoding: BufferEncoding, written: () => void): void {
    written();
  }
}

const OPENED = '* 3 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\nG1 OK\r\n';
const never = new AbortController().signal;

/** What three commands make of these bytes, arriving in these chunks, as one text. */
async function outcomeOf(bytes: Buffer, places: readonly number[]): Promise<string> {
  const line = new Line();
  const limits = { ...IMAP_LIMITS, lineBytesMax: 2000, shortLiteralBytesMax: 100, literalBytesMax: 1000 };
  const c = new ImapConnection(line, { clock: stillClock(), limits });
  const opening = examine(c, 'x', {}, never);
  const bodies = bodiesOf(c);
  const listing = listMailboxes(c, {}, never).then(
    (found) => found.map(({ mailbox }) => mailbox),
    (error: unknown) => nameOf(error),
  );
  line.push(Buffer.from(OPENED));
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1))), bytes.length].sort((a, b) => a - b);
  for (const [at, end] of ends.entries()) line.push(bytes.subarray(ends[at - 1] ?? 0, end));
  line.push(null);
  await opening.catch(() => undefined);
  return JSON.stringify([await bodies, await listing]);
}

async function bodiesOf(c: ImapConnection): Promise<unknown[]> {
  const found: unknown[] = [];
  try {
    for await (const body of uidFetchBodies(c, uidsFrom(1), { heldBytesMax: 3 }, never)) {
      let text = '';
      for await (const chunk of body.chunks()) text += chunk.toString('latin1');
      found.push([body.uid, body.flags, text]);
    }
  } catch (error) {
    found.push(nameOf(error));
  }
  return found;
}

function nameOf(error: unknown): string {
  expect(error).toMatchObject({ name: expect.stringMatching(/^Imap(Status|Protocol|Connection)Error$/) });
  return error instanceof Error ? error.name : '';
}

test('whatever a server sends, and however it is cut, ends in the same answers or the same typed error', async () => {
  const piece = fc.constantFrom(
    '* 1 FETCH (UID 1 FLAGS (\\Seen) BODY[] {5}\r\nhello)\r\n',
    '* 2 FETCH (UID 2 BODY[] {2}\r\nhi)\r\n',
    '* 2 FETCH (BODY[] "x" UID 7)\r\n',
    '* LIST () "/" "a"\r\n',
    '* LIST () "/" {3}\r\nb\r\n\r\n',
    '* BYE x\r\n',
    '* OK [UIDVALIDITY 2] x\r\n',
    'G2 OK\r\n',
    'G3 NO [X] y\r\n',
    '+ x\r\n',
    '* 1 FETCH (',
    '{4}\r\n',
    '"',
    ')',
    '\r\n',
    'NIL ',
    '\0',
  );
  const text = fc.array(fc.oneof({ weight: 4, arbitrary: piece }, fc.string({ unit: 'binary-ascii', maxLength: 4 })), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(300), { maxLength: 10 }), async (parts, places) => {
      const bytes = Buffer.from(parts.join(''), 'latin1');
      expect(await outcomeOf(bytes, places)).toBe(await outcomeOf(bytes, []));
    }),
    { numRuns: 600 },
  );
});
