/** The contract of a target, kept by the IMAP adapter against real servers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { never } from '../../test/contract/contract.ts';
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
