/** The contract of a source against simulated servers of several generations. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Account } from '../../sim/imap/account.ts';
import { DEFAULT_FEATURES, type Feature, type ImapServerOptions } from '../../sim/imap/options.ts';
import { startImapServer } from '../../sim/imap/server.ts';
import { notesHarness } from '../../test/imap/notes-harness.ts';
import { openImapMailbox } from '../../test/servers/imap-mailbox.ts';
import { systemClock } from '../base/clock.ts';
import { seededRandom } from '../base/random.ts';
import { Secret } from '../base/secret.ts';
import type { FolderPath } from '../model/folder.ts';
import { type NotesInMail, openImapSource } from './imap.ts';
import { type SourceHarness, sourceContract } from './source.contract.ts';

function without(...left: readonly Feature[]): readonly Feature[] {
  return DEFAULT_FEATURES.filter((feature) => !left.includes(feature));
}

const EVERYTHING_IS_SAID_AGAIN = {
  'a listing from a cursor gives what is new, changed or gone since, and nothing else':
    'without mod-sequences every known message is given again, since its flags may have changed',
};

sourceContract('a modern IMAP server', () => open({}));
sourceContract('an IMAP server that cannot tell what is gone', () => open({ features: without('QRESYNC', 'ENABLE') }));
sourceContract(
  'an IMAP server of 1996',
  () => open({ features: ['LITERAL+', 'UIDPLUS', 'UNSELECT'] }),
  EVERYTHING_IS_SAID_AGAIN,
);
sourceContract('an IMAP server with everything below INBOX', () => open({ separator: '.', prefix: 'INBOX.' }));
sourceContract('an IMAP server with backslashes', () => open({ separator: '\\' }));

sourceContract('notes on a modern IMAP server', async () => notesHarness(await open({}, 'as notes')));
sourceContract('notes on an IMAP server that cannot tell what is gone', async () =>
  notesHarness(await open({ features: without('QRESYNC', 'ENABLE') }, 'as notes')),
);
sourceContract(
  'notes on an IMAP server of 1996',
  async () => notesHarness(await open({ features: ['LITERAL+', 'UIDPLUS', 'UNSELECT'] }, 'as notes')),
  EVERYTHING_IS_SAID_AGAIN,
);
sourceContract('notes on an IMAP server with everything below INBOX', async () =>
  notesHarness(await open({ separator: '.', prefix: 'INBOX.' }, 'as notes')),
);

async function open(
  options: Omit<ImapServerOptions, 'accounts'>,
  notes: NotesInMail = 'as messages',
): Promise<SourceHarness> {
  const account = new Account({ user: 'ann', password: 'pw' });
  const server = await startImapServer({ ...options, accounts: [account] });
  const separator = options.separator ?? '/';
  const prefix = options.prefix ?? '';
  const mailbox = await openImapMailbox({ imapPort: server.port, separator, prefix }, 'ann', 'pw');
  const spoolFolder = await mkdtemp(join(tmpdir(), 'godwit-test-'));
  const nameOf = (path: FolderPath): string => (path[0] === 'INBOX' ? '' : prefix) + path.join(separator);
  return {
    ...mailbox,
    forbiddenInNames: separator,
    addFolder: async (path) => {
      for (let depth = 1; depth < path.length; depth++) {
        const parent = nameOf(path.slice(0, depth));
        if (![...account.mailboxes.keys()].includes(parent)) account.add(parent, { isSelectable: false });
      }
      account.add(nameOf(path));
    },
    open: () =>
      openImapSource(
        {
          server: { host: server.host, port: server.port, tls: 'none', ca: null },
          credentials: { user: 'ann', secret: new Secret('pw'), mechanism: 'auto' },
          clock: systemClock,
          random: seededRandom(1),
          spoolFolder,
          notes,
        },
        new AbortController().signal,
      ),
    renumber: async (path) => account.mailbox(nameOf(path)).renumber(),
    snapshot: async () => JSON.stringify(account.snapshot()),
    close: async () => {
      await mailbox.close();
      await server.stop();
      await rm(spoolFolder, { recursive: true });
    },
  };
}
