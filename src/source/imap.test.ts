import { describe, expect, onTestFinished, test } from 'vitest';
import { Account } from '../../sim/imap/account.ts';
import type { FaultAction } from '../../sim/imap/fault.ts';
import { startImapServer } from '../../sim/imap/server.ts';
import { all, never } from '../../test/contract/contract.ts';
import { openSource } from '../../test/imap/source.ts';
import {
  caught,
  fault,
  isUnreadable,
  listFolder,
  readTexts,
  startRig,
  textIn,
  textOf,
} from '../../test/imap/source-rig.ts';
import { Failure } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import { ImapStatusError } from '../wire/imap/errors.ts';

describe('a line that breaks', () => {
  const breaks: readonly FaultAction[] = [
    { is: 'close', when: 'before' },
    { is: 'cut-answer', afterBytes: 300 },
    { is: 'cut-literal', afterBytes: 5 },
    { is: 'answer', text: 'BYE Too many errors', when: 'before' },
    { is: 'answer', text: 'NO [UNAVAILABLE] try again', when: 'before' },
    { is: 'lie', bytes: 500 },
    { is: 'lie', bytes: -3 },
  ];
  test.each(breaks)('while messages are read is made again, and every message comes once: %j', async (does) => {
    const { source, folder, refs, server } = await startRig(30);
    const asked = await refs();
    server.setFaults([fault(/^UID FETCH/, does, 1), fault(/^UID FETCH/, does, 3)]);
    const items = await all(source.read(await folder(), asked, never()));
    expect(items.map((item) => item.ref).sort()).toEqual([...asked].sort());
    const texts: string[] = [];
    for (const item of items) texts.push(isUnreadable(item) ? item.unreadable : await textIn(item));
    expect(texts.sort()).toEqual(asked.map((_ref, at) => textOf(at + 1)).sort());
  });

  test('while a folder is listed is made again, and the listing goes on where it was', async () => {
    const { source, folder, server } = await startRig(5000);
    server.setFaults([fault(/^UID FETCH/, { is: 'cut-answer', afterBytes: 300_000 })]);
    const { heads } = await listFolder(source, await folder());
    expect(new Set(heads.map((head) => head.ref)).size).toBe(5000);
    expect(heads.length).toBeLessThan(6000);
    expect(server.connectionsCount).toBe(2);
    const fetched = server.journal.map(({ line }) => line).filter((line) => line.startsWith('UID FETCH'));
    expect(fetched.at(-1)).toMatch(/^UID FETCH [2-9]\d{3}:\*/);
  });

  test('while folders are listed is made again', async () => {
    const { source, server } = await startRig(1);
    server.setFaults([fault(/^LIST/, { is: 'close', when: 'before' })]);
    expect(await source.folders(never())).toHaveLength(1);
  });

  test('under five reads at once is one break, and each read goes on', async () => {
    const { source, folder, refs, server, pauses } = await startRig(50);
    const asked = await refs();
    const opened = await folder();
    server.setFaults([1, 2, 3].map((nth) => fault(/^UID FETCH/, { is: 'close', when: 'before' }, nth)));
    const batches = [0, 10, 20, 30, 40].map((from) => readTexts(source, opened, asked.slice(from, from + 10)));
    const texts = await Promise.all(batches);
    expect(texts.flatMap((batch) => [...batch.values()])).toEqual(asked.map((_ref, at) => textOf(at + 1)));
    expect(Math.max(...pauses)).toBeLessThan(500 * 2 ** 3 * 1.5);
  });

  test('over the sizes of folders is made again, and they are not asked for a second time', async () => {
    const { source, server } = await startRig(1);
    server.setFaults([fault(/^LIST.*SIZE/, { is: 'close', when: 'before' }, 'each')]);
    expect(await source.folders(never())).toMatchObject([{ itemsCount: 1, bytesCount: null }]);
  });

  test('again and again, with nothing in between, is given up after a few growing pauses', async () => {
    const { source, server, pauses } = await startRig(1);
    server.setFaults([fault(/^LIST/, { is: 'close', when: 'before' }, 'each')]);
    const error = await caught(source.folders(never()));
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ code: 'connection.lost' });
    expect(pauses).toHaveLength(5);
    expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(60_000);
  });

  test('is left for as long as the server asks, but not for ever', async () => {
    const { source, server, pauses } = await startRig(1);
    server.setFaults([
      fault(/^LIST/, { is: 'answer', text: 'NO Suggested Backoff Time: 299961 milliseconds', when: 'before' }, 1),
      fault(/^LIST/, { is: 'answer', text: 'NO Suggested Backoff Time: 31536000000 milliseconds', when: 'before' }, 2),
    ]);
    await source.folders(never());
    expect(pauses).toEqual([299_961, 15 * 60_000]);
  });

  test('at a server that is starting again is tried until it answers', async () => {
    const { source, server } = await startRig(1);
    server.setFaults([
      fault(/^LIST/, { is: 'close', when: 'before' }),
      fault(/^CONNECT/, { is: 'answer', text: 'BYE [UNAVAILABLE] starting', when: 'before' }, 1),
      fault(/^CONNECT/, { is: 'close', when: 'before' }, 2),
    ]);
    expect(await source.folders(never())).toHaveLength(1);
    expect(server.connectionsCount).toBe(4);
  });
});

describe('the sign-in', () => {
  test('that is refused is final: no second try locks the account', async () => {
    const account = new Account({ user: 'ann', password: 'other' });
    const server = await startImapServer({ accounts: [account] });
    onTestFinished(() => server.stop());
    const error = await caught(openSource(server.port));
    expect(error).toMatchObject({ code: 'source.sign-in-refused', facts: { host: '127.0.0.1', user: 'ann' } });
    expect(server.connectionsCount).toBe(1);
  });

  test('that is refused half-way, because somebody changed the password, is final too', async () => {
    const { source, server } = await startRig(3);
    server.setFaults([
      fault(/^LIST/, { is: 'close', when: 'before' }),
      fault(/^(LOGIN|AUTHENTICATE)/, { is: 'answer', text: 'NO [AUTHENTICATIONFAILED] no', when: 'before' }, 'each'),
    ]);
    expect(await caught(source.folders(never()))).toMatchObject({ code: 'source.sign-in-refused' });
    expect(server.connectionsCount).toBe(2);
  });

  test.each([
    'NO [UNAVAILABLE] busy',
    'NO [LIMIT] too many',
    'NO [INUSE] x',
    'NO Suggested Backoff Time: 10 milliseconds',
  ])('that is only throttled (%s) is tried again', async (text) => {
    const { source, server } = await startRig(1);
    server.setFaults([
      fault(/^LIST/, { is: 'close', when: 'before' }),
      fault(/^(LOGIN|AUTHENTICATE)/, { is: 'answer', text, when: 'before' }),
    ]);
    expect(await source.folders(never())).toHaveLength(1);
  });

  test.each([
    [{ host: '192.0.2.1' }, 'connection.tls-missing'],
    [{ port: 1 }, 'connection.refused'],
  ])('at %j fails at once', async (server, code) => {
    const options = { host: '127.0.0.1', port: 1, tls: 'none', ca: null, ...server } as const;
    expect(await caught(openSource(1, { server: options }))).toMatchObject({ code });
  });
});

test('a folder that the server does not open fails with its name, and with the words of the server', async () => {
  const { source, folder, server } = await startRig(1);
  const opened = await folder();
  server.setFaults([fault(/^EXAMINE/, { is: 'answer', text: 'NO [NOPERM] not yours', when: 'before' }, 'each')]);
  const error = await caught(listFolder(source, opened));
  expect(error).toMatchObject({ code: 'source.folder-refused', facts: { folder: 'INBOX', reason: 'not yours' } });
  expect((error as Failure).cause).toBeInstanceOf(ImapStatusError);
});

test('no secret is in any failure', async () => {
  const { server } = await startRig(1);
  const credentials = { user: 'ann', secret: new Secret('hunter2'), mechanism: 'auto' } as const;
  const error = await caught(openSource(server.port, { credentials }));
  expect(`${JSON.stringify(error)} ${String(error)} ${String((error as Failure).cause)}`).not.toContain('hunter2');
});
