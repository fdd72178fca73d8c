/** Raw answers of real servers, as another client's test suite keeps them. Skipped, loudly, where they are not at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connectClient } from '../../../test/imap/client.ts';
import { FULL, startTalk } from '../../../test/imap/talk.ts';
import { instant } from '../../base/clock.ts';
import { append } from './append.ts';
import { createMailbox } from './create.ts';
import { uidFetch } from './fetch.ts';
import { uidFetchBodies } from './fetch-bodies.ts';
import { id } from './id.ts';
import { listMailboxes } from './list.ts';
import { decodeMailboxName } from './mailbox-name.ts';
import { uidMove } from './move.ts';
import { namespace } from './namespace.ts';
import { quotaRoot } from './quota.ts';
import { uidSearch } from './search.ts';
import { examine } from './select.ts';
import { status } from './status.ts';
import { uidSet, uidsFrom } from './uid-set.ts';

const FOLDER = join(import.meta.dirname, '../../../../shared/corpus/imap-transcripts/mailkit');
const never = new AbortController().signal;
/** How the tag of a command is masked in the files. */
const TAG = /A#{8}/g;

if (!existsSync(FOLDER)) {
  process.stderr.write('SKIPPED: "transcripts of real servers" because ../shared/corpus/imap-transcripts is missing\n');
}

function files(wanted: RegExp): string[] {
  if (!existsSync(FOLDER)) return [];
  const all = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
  return all.filter((name) => name.endsWith('.txt') && wanted.test(name)).sort();
}

/** A connection on which the next command that begins so is answered with the file. */
async function playing(name: string, command: RegExp) {
  // The files are kept with bare line feeds; on the wire, and in the sizes of their literals, each is CR LF.
  const text = readFileSync(join(FOLDER, name), 'latin1').replaceAll('\n', '\r\n');
  const talk = await startTalk({
    capabilities: `${FULL} QUOTA`,
    on: (asked) => {
      if (!command.test(asked.command)) return false;
      asked.say(text.replace(TAG, asked.tag));
      if (!TAG.test(text)) asked.answer('OK');
      TAG.lastIndex = 0;
      return true;
    },
  });
  return connectClient(talk.port);
}

describe.skipIf(!existsSync(FOLDER))('transcripts of real servers', () => {
  test.each(files(/\/list-|xlist/))('LIST: %s', async (name) => {
    const found = await listMailboxes(await playing(name, /^LIST/), {}, never);
    for (const { mailbox } of found) expect(decodeMailboxName(mailbox)).not.toBe('');
  });

  test.each(files(/namespace/))('NAMESPACE: %s', async (name) => {
    const c = await playing(name, /^NAMESPACE/);
    if (/common.list-namespace/.test(name)) return;
    expect((await namespace(c, never)).personal.length).toBeGreaterThan(0);
  });

  test.each(files(/greeting/))('greeting: %s', async (name) => {
    const greeting = readFileSync(join(FOLDER, name), 'latin1').trimEnd();
    const talk = await startTalk({ greeting, capabilities: 'IMAP4rev1' });
    const connecting = connectClient(talk.port);
    if (greeting.startsWith('* PREAUTH')) await expect(connecting).rejects.toThrow('before it asked');
    else if (/LOGINDISABLED/.test(greeting)) await expect(connecting).rejects.toThrow('forbids');
    else expect((await connecting).alive).toBe(true);
  });

  test.each(files(/capabilit|authenticate|enable/))('capabilities: %s', async (name) => {
    const c = await playing(name, /^CREATE/);
    await createMailbox(c, 'x', {}, never).catch((error: unknown) => expect(error).toMatchObject({ status: 'NO' }));
    expect(c.alive).toBe(true);
    expect(c.capabilities.size).toBeGreaterThan(0);
  });

  test.each(files(/select|examine/))('SELECT: %s', async (name) => {
    const opened = await examine(await playing(name, /^EXAMINE/), 'x', {}, never);
    expect(opened.uidValidity).not.toBeNull();
  });

  test.each(files(/fetch|getbody|getstream|getmessage/))('FETCH: %s', async (name) => {
    const c = await playing(name, /^UID FETCH/);
    await examine(c, 'x', {}, never);
    const before = (await ends(uidFetch(c, uidsFrom(1), { attributes: ['FLAGS'] }, never))).length;
    const bodies = await ends(uidFetchBodies(c, uidsFrom(1), { heldBytesMax: 1000 }, never));
    expect(before + bodies.length).toBeGreaterThanOrEqual(0);
    expect(c.alive).toBe(true);
  });

  test.each(files(/search/))('SEARCH: %s', async (name) => {
    const c = await playing(name, /^UID SEARCH/);
    await examine(c, 'x', {}, never);
    const found = await uidSearch(c, [{ is: 'all' }], never).catch((error: unknown) => String(error));
    expect(typeof found === 'string' ? found : '').not.toContain('Protocol');
  });

  test.each(files(/append|multiappend/))('APPEND: %s', async (name) => {
    const message = { flags: [], internalDate: instant(0), sizeBytes: 1, content: Buffer.from('x') };
    const [result] = await ends(append(await playing(name, /^APPEND/), 'x', [message], never));
    expect(result?.is).toMatch(/appended|refused/);
  });

  test.each(files(/common.*quota|status|copy|move|issue115|noop|store|expunge/))(
    'what comes between: %s',
    async (name) => {
      const c = await playing(name, /^CREATE/);
      await createMailbox(c, 'x', {}, never).catch((error: unknown) =>
        expect(error).toMatchObject({ name: 'ImapStatusError' }),
      );
      expect(c.alive).toBe(true);
    },
  );
});

describe.skipIf(!existsSync(FOLDER))('what some of them mean', () => {
  test('a mailbox name as a literal, and no delimiter', async () => {
    const literal = await listMailboxes(await playing('common/list-literal-subfolders.txt', /^LIST/), {}, never);
    expect(literal.length).toBeGreaterThan(0);
    const flat = await listMailboxes(await playing('common/list-nil-folder-delim.txt', /^LIST/), {}, never);
    expect(flat.some(({ delimiter }) => delimiter === null)).toBe(true);
  });

  test('Domino separates by backslashes', async () => {
    const [inbox] = await listMailboxes(await playing('domino/list-inbox.txt', /^LIST/), {}, never);
    expect(inbox).toMatchObject({ mailbox: 'Inbox', delimiter: '\\' });
    const found = await namespace(await playing('domino/namespace.txt', /^NAMESPACE/), never);
    expect(found.others).toEqual([{ prefix: 'Other\\', delimiter: '\\' }]);
  });

  test('Yahoo opens read-only with a UIDVALIDITY and a HIGHESTMODSEQ', async () => {
    const opened = await examine(await playing('yahoo/examine-inbox.txt', /^EXAMINE/), 'x', {}, never);
    expect(opened).toMatchObject({
      exists: 1,
      uidValidity: 1595903349,
      uidNext: 3,
      highestModseq: 7n,
      permanentFlags: [],
    });
  });

  test('Dovecot tells what vanished, then what is left', async () => {
    const c = await playing('dovecot/fetch-partial-vanished.txt', /^UID FETCH/);
    await examine(c, 'x', {}, never);
    const said = await ends(
      uidFetch(c, uidsFrom(1), { attributes: ['FLAGS'], changedSince: 1n, vanished: true }, never),
    );
    expect(said.map((one) => (one.is === 'vanished' ? one.uids : one.uid))).toEqual([[{ from: 5, to: 5 }], 6, 7, 8]);
  });

  test('Zoho has messages without a mod-sequence, and their flags come through', async () => {
    const c = await playing('zoho/fetch-negative-modseq-values.txt', /^UID FETCH/);
    await examine(c, 'x', {}, never);
    const said = await ends(uidFetch(c, uidsFrom(1), { attributes: ['FLAGS', 'MODSEQ'] }, never));
    expect(said[0]).toMatchObject({ uid: 1, flags: ['\\Seen'], modseq: 0n });
    expect(said.find((one) => one.is === 'message' && one.uid === 51)).toMatchObject({ flags: ['\\Seen'] });
  });

  test('Exchange loses the beginning of a line within a MOVE, and the MOVE is still done', async () => {
    const c = await playing('exchange/issue115.txt', /^UID MOVE/);
    await examine(c, 'x', {}, never);
    expect(await uidMove(c, uidSet([31]), 'y', never)).toBeNull();
  });

  test('quota, status and identity', async () => {
    const [quota] = await quotaRoot(await playing('common/getquota.txt', /^GETQUOTAROOT/), 'x', never);
    expect(quota?.resources.get('STORAGE')?.limit).toBeGreaterThan(0);
    const c = await playing('dovecot/status-unittests-destination.txt', /^STATUS/);
    expect((await status(c, 'UnitTests.Destination', ['MESSAGES'], never)).messages).not.toBeNull();
    expect((await id(await playing('common/id.txt', /^ID/), {}, never)).size).toBeGreaterThan(0);
  });

  test('the content of a message of Gmail, streamed and held', async () => {
    for (const heldBytesMax of [10, 1_000_000]) {
      const c = await playing('gmail/fetch.1+unsolicited-info.txt', /^UID FETCH/);
      await examine(c, 'x', {}, never);
      const sizes: number[] = [];
      for await (const body of uidFetchBodies(c, uidsFrom(1), { heldBytesMax }, never)) {
        let bytes = 0;
        for await (const chunk of body.chunks()) bytes += chunk.length;
        sizes.push(body.uid, body.sizeBytes, bytes);
      }
      expect(sizes).toEqual([1, 181614, 181614]);
    }
  });
});

/** Everything that came; a refusal at the end is an end. */
async function ends<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  try {
    for await (const item of items) all.push(item);
  } catch (error) {
    expect(error).toMatchObject({ name: 'ImapStatusError' });
  }
  return all;
}
