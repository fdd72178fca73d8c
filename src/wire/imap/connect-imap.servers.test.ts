/** The client against a real server: what a simulated one could get wrong in the same way. */
import { expect, test } from 'vitest';
import type { RunningDovecot } from '../../../test/servers/dovecot.ts';
import { describeWithDovecot } from '../../../test/servers/with-dovecot.ts';
import { instant, systemClock } from '../../base/clock.ts';
import { Secret } from '../../base/secret.ts';
import { append } from './append.ts';
import { connectImap, type ImapServer } from './connect-imap.ts';
import type { ImapConnection } from './connection.ts';
import { createMailbox } from './create.ts';
import { enable } from './enable.ts';
import { uidFetch } from './fetch.ts';
import { uidFetchBodies } from './fetch-bodies.ts';
import { listMailboxes } from './list.ts';
import { encodeMailboxName } from './mailbox-name.ts';
import { uidMove } from './move.ts';
import { quotaRoot } from './quota.ts';
import { uidSearch } from './search.ts';
import { examine, select } from './select.ts';
import { uidStore } from './store.ts';
import { eachUid, uidSet, uidsFrom } from './uid-set.ts';

const never = new AbortController().signal;
const AT = instant(Date.UTC(2019, 2, 4, 5, 6, 7));

describeWithDovecot('the IMAP client at Dovecot', { quotaMb: 100 }, (dovecot) => {
  const ways: readonly { readonly tls: ImapServer['tls']; readonly compress: boolean }[] = [
    { tls: 'implicit', compress: false },
    { tls: 'starttls', compress: false },
    { tls: 'implicit', compress: true },
    { tls: 'none', compress: true },
  ];
  test.each(ways)('writes and reads back messages of every size, with %j', async ({ tls, compress }) => {
    const c = await connect(dovecot(), `sizes-${tls}-${compress}`, { tls, compress });
    await createMailbox(c, 'There', {}, never);
    const sizes = [1, 100, 4096, 4097, 65_536, 3_000_000];
    const texts = sizes.map((size) => Buffer.from(`X: ${size}\r\n\r\n${'abc\r\n'.repeat(size / 5)}`));
    const messages = texts.map((content) => ({
      flags: ['\\Seen', 'blue'],
      internalDate: AT,
      sizeBytes: content.length,
      content,
    }));
    const uids: (number | null)[] = [];
    for await (const result of append(c, 'There', messages, never))
      uids.push(result.is === 'appended' ? result.uid : null);
    expect(uids).toEqual([1, 2, 3, 4, 5, 6]);
    await examine(c, 'There', {}, never);
    const found: boolean[] = [];
    for await (const body of uidFetchBodies(c, uidsFrom(1), { heldBytesMax: 50_000 }, never)) {
      const chunks: Buffer[] = [];
      for await (const chunk of body.chunks()) chunks.push(chunk);
      found.push(texts[body.uid - 1]?.equals(Buffer.concat(chunks)) === true && body.internalDate === AT);
    }
    expect(found).toEqual([true, true, true, true, true, true]);
    await c.close();
  });

  test('hears what changed and what is gone since a mod-sequence', async () => {
    const c = await connect(dovecot(), 'changes');
    await fill(c, 'INBOX', 5);
    await enable(c, ['QRESYNC'], never);
    const { highestModseq } = await select(c, 'INBOX', { condstore: true }, never);
    await uidStore(c, uidSet([2]), { how: 'replace', flags: ['\\Flagged'] }, never);
    await createMailbox(c, 'There', {}, never);
    await uidMove(c, uidSet([4]), 'There', never);
    const options = { attributes: ['FLAGS'], changedSince: highestModseq ?? 0n, vanished: true } as const;
    const said: string[] = [];
    for await (const one of uidFetch(c, uidsFrom(1), options, never)) {
      said.push(
        one.is === 'vanished' ? `gone ${[...eachUid(one.uids)].join()}` : `${one.uid} ${one.flags?.join() ?? ''}`,
      );
    }
    expect(said.sort()).toEqual(['2 \\Flagged', 'gone 4']);
    await c.close();
  });

  test('moves, searches, counts and says what fits', async () => {
    const c = await connect(dovecot(), 'small');
    const name = encodeMailboxName('Entwürfe & mehr');
    await createMailbox(c, name, {}, never);
    await fill(c, 'INBOX', 3);
    await select(c, 'INBOX', {}, never);
    const moved = await uidMove(c, uidSet([1, 3]), name, never);
    expect([...(moved?.uids ?? [])]).toEqual([
      [1, 1],
      [3, 2],
    ]);
    expect([...eachUid(await uidSearch(c, [{ is: 'header', field: 'Message-ID', value: '<2@x>' }], never))]).toEqual([
      2,
    ]);
    const listed = await listMailboxes(c, { status: ['MESSAGES'] }, never);
    expect(new Map(listed.map(({ mailbox, status }) => [mailbox, status?.messages])).get(name)).toBe(2);
    const [quota] = await quotaRoot(c, 'INBOX', never);
    expect(quota?.resources.get('STORAGE')?.limit).toBe(100 * 1024);
    await c.close();
  });

  test('is refused a MULTIAPPEND into no mailbox, and goes on', async () => {
    const c = await connect(dovecot(), 'refused');
    const content = Buffer.from('a\r\n');
    const messages = Array.from({ length: 50 }, () => ({ flags: [], internalDate: AT, sizeBytes: 3, content }));
    for await (const result of append(c, 'Nowhere', messages, never)) {
      expect(result).toMatchObject({ is: 'refused', error: { code: { name: 'TRYCREATE' } } });
    }
    await fill(c, 'INBOX', 1);
    expect(c.alive).toBe(true);
    await c.close();
  });
});

async function connect(
  server: RunningDovecot,
  user: string,
  how: { readonly tls: ImapServer['tls']; readonly compress: boolean } = { tls: 'implicit', compress: false },
): Promise<ImapConnection> {
  const port = how.tls === 'implicit' ? server.imapsPort : server.imapPort;
  const c = await connectImap(
    { host: server.host, port, tls: how.tls, ca: [server.caPem] },
    { user, secret: new Secret(server.password), mechanism: 'auto' },
    { clock: systemClock, compress: how.compress },
    never,
  );
  return c;
}

async function fill(c: ImapConnection, mailbox: string, count: number): Promise<void> {
  const messages = Array.from({ length: count }, (_, at) => {
    const content = Buffer.from(`Message-ID: <${at + 1}@x>\r\n\r\nHello.\r\n`);
    return { flags: [], internalDate: AT, sizeBytes: content.length, content };
  });
  for await (const result of append(c, mailbox, messages, never)) expect(result.is).toBe('appended');
}
