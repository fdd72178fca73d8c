/** The contract of a target, kept by the IMAP adapter against real servers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { never } from '../../test/contract/contract.ts';
import { inboxOf, outcomes, putTo, writesOf } from '../../test/imap/target-rig.ts';
import { openBreakableLine } from '../../test/servers/breakable-line.ts';
import type { DovecotOptions, RunningDovecot } from '../../test/servers/dovecot.ts';
import { openImapMailbox } from '../../test/servers/imap-mailbox.ts';
import { describeWithDovecot } from '../../test/servers/with-dovecot.ts';
import { systemClock } from '../base/clock.ts';
import { systemRandom } from '../base/random.ts';
import { Secret } from '../base/secret.ts';
import { openImapTarget } from './imap.ts';
import { type TargetHarness, targetContract } from './target.contract.ts';

const SERVERS: Readonly<Record<string, DovecotOptions>> = {
  'Dovecot with Maildir': {},
  'Dovecot that keeps everything below INBOX.': { separator: '.', prefix: 'INBOX.' },
  'Dovecot with sdbox': { format: 'sdbox' },
};

for (const [name, options] of Object.entries(SERVERS)) {
  describeWithDovecot(name, options, (dovecot) => {
    targetContract(`an IMAP target on ${name}`, () => openHarness(dovecot()), {});
  });
}

describeWithDovecot('Dovecot with a quota', { quotaMb: 1 }, (dovecot) => {
  test('is filled as far as messages fit, and what was written is known', async () => {
    const harness = await openHarness(dovecot());
    const target = await harness.open();
    const inbox = await inboxOf(target);
    const writes = writesOf(
      Array.from({ length: 40 }, (_, at) => `Subject: ${at}\r\n\r\n${'x'.repeat(70)}\r\n`.repeat(500)),
    );
    const { settled, failure } = await putTo(target, inbox, writes);
    expect(failure).toBe('target.full');
    expect(settled.length).toBeGreaterThan(10);
    expect(outcomes(settled).every((outcome) => outcome.endsWith('copied'))).toBe(true);
    expect(await harness.count(inbox)).toBe(settled.length);
    await target.close();
    await harness.close();
  });
});

describeWithDovecot('names of folders in Dovecot', {}, (dovecot) => {
  test.each([
    { what: 'as long as its file system cannot hold', name: 'x'.repeat(300) },
    { what: 'long in bytes only', name: '受信箱'.repeat(60) },
  ])('a name that is $what is shortened and can be written to', async ({ name }) => {
    const harness = await openHarness(dovecot());
    const target = await harness.open();
    const wanted = { path: [name, 'Below'], role: 'plain', kind: 'message', sourcePath: [name, 'Below'] } as const;
    const folder = await target.ensureFolder(wanted, never());
    expect(folder.path[0]?.length).toBeLessThan(name.length);
    expect(await target.ensureFolder(wanted, never())).toEqual(folder);
    expect((await putTo(target, folder, writesOf(['Subject: x\r\n\r\n']))).failure).toBeNull();
    expect(await harness.count(folder)).toBe(1);
    await target.close();
    await harness.close();
  });
});

async function openHarness(dovecot: RunningDovecot): Promise<TargetHarness> {
  const user = dovecot.user(`ann-${systemRandom.id()}`);
  const spoolFolder = await mkdtemp(join(tmpdir(), 'godwit-target-'));
  const line = await openBreakableLine(dovecot.imapPort);
  return {
    open: () =>
      openImapTarget(
        {
          server: { host: '127.0.0.1', port: line.port, tls: 'none', ca: null },
          credentials: { user: user.name, secret: new Secret(user.password), mechanism: 'auto' },
          spoolFolder,
          clock: systemClock,
        },
        never(),
      ),
    count: async (folder) => {
      const mailbox = await openImapMailbox(dovecot, user.name, user.password);
      const count = await mailbox.count(folder.path);
      await mailbox.close();
      return count;
    },
    isSameContent: async (written, back) => written.equals(back),
    // Dovecot: "Can't save a zero byte message". It takes everything else.
    refused: Buffer.alloc(0),
    loseNextAnswer: async () => line.loseNext('APPENDUID'),
    close: async () => {
      await line.close();
      await rm(spoolFolder, { recursive: true });
    },
  };
}
