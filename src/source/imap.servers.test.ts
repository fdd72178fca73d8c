import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notesHarness } from '../../test/imap/notes-harness.ts';
import type { RunningDovecot } from '../../test/servers/dovecot.ts';
import { openImapMailbox } from '../../test/servers/imap-mailbox.ts';
import { folderName } from '../../test/servers/maildir.ts';
import { describeWithDovecot } from '../../test/servers/with-dovecot.ts';
import { systemClock } from '../base/clock.ts';
import { systemRandom } from '../base/random.ts';
import { Secret } from '../base/secret.ts';
import { type NotesInMail, openImapSource } from './imap.ts';
import { type SourceHarness, sourceContract } from './source.contract.ts';

const NO_BARE_PARENTS = {
  'parents come before their children, and a parent that is only a name holds no items':
    'Maildir++ does not list parents that are only names, and the source invents none',
};

describeWithDovecot('Dovecot with a Maildir', { separator: '/' }, (dovecot) => {
  sourceContract('an IMAP mailbox', () => openHarness(dovecot()), NO_BARE_PARENTS);
  sourceContract(
    'notes in an IMAP mailbox',
    async () => notesHarness(await openHarness(dovecot(), 'as notes')),
    NO_BARE_PARENTS,
  );
});

describeWithDovecot('Dovecot as legacy servers are', { separator: '.', prefix: 'INBOX.' }, (dovecot) => {
  sourceContract('an IMAP mailbox below INBOX', () => openHarness(dovecot()), NO_BARE_PARENTS);
});

describeWithDovecot('Dovecot with folders on a file system', { format: 'sdbox' }, (dovecot) => {
  sourceContract('an IMAP mailbox in sdbox', () => openHarness(dovecot()), {
    'a folder that was numbered anew is listed whole, and the first page says so':
      'sdbox keeps its numbers in its index, and the test knows no way to lose only them',
  });
});

async function openHarness(server: RunningDovecot, notes: NotesInMail = 'as messages'): Promise<SourceHarness> {
  const user = server.user(`contract-${systemRandom.id()}`);
  const mailbox = await openImapMailbox(server, user.name, user.password);
  const spoolFolder = await mkdtemp(join(tmpdir(), 'godwit-test-'));
  return {
    ...mailbox,
    forbiddenInNames: server.separator,
    open: () =>
      openImapSource(
        {
          server: { host: server.host, port: server.imapsPort, tls: 'implicit', ca: [server.caPem] },
          credentials: { user: user.name, secret: new Secret(user.password), mechanism: 'auto' },
          clock: systemClock,
          random: systemRandom,
          spoolFolder,
          notes,
        },
        new AbortController().signal,
      ),
    renumber: (path) => forgetNumbers(join(user.mailFolder, folderName(path))),
    close: async () => {
      await mailbox.close();
      await rm(spoolFolder, { recursive: true });
    },
  };
}

/** What happens when an administrator removes the index files of a Maildir: Dovecot numbers its messages anew. */
async function forgetNumbers(folder: string): Promise<void> {
  const names = await readdir(folder);
  for (const name of names) if (/^dovecot(-uidlist|\.index)/.test(name)) await rm(join(folder, name));
}
