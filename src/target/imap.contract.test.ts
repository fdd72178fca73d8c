/** The contract of a target, kept by the IMAP adapter against every kind of server that the simulator can be. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Account } from '../../sim/imap/account.ts';
import type { Fault } from '../../sim/imap/fault.ts';
import { encodeName } from '../../sim/imap/names.ts';
import { DEFAULT_FEATURES, type Feature, type ImapServerOptions } from '../../sim/imap/options.ts';
import { startImapServer } from '../../sim/imap/server.ts';
import type { Deviations } from '../../test/contract/contract.ts';
import { systemClock } from '../base/clock.ts';
import { Secret } from '../base/secret.ts';
import { openImapTarget } from './imap.ts';
import { type TargetHarness, targetContract } from './target.contract.ts';

const REFUSED = 'Subject: refuse me\r\n\r\n';
const REFUSING: Fault = {
  on: /^APPEND/,
  holding: REFUSED,
  nth: 'each',
  does: { is: 'answer', text: 'NO Message contains invalid header', when: 'before' },
};

function without(...left: readonly Feature[]): Partial<ImapServerOptions> {
  return { features: DEFAULT_FEATURES.filter((feature) => !left.includes(feature)) };
}

const SERVERS: Readonly<Record<string, Partial<ImapServerOptions>>> = {
  'a modern server': {},
  'a server without UIDPLUS': without('UIDPLUS'),
  'a server without MULTIAPPEND': without('MULTIAPPEND'),
  'a server without LITERAL+': without('LITERAL+'),
  'a server with LITERAL- only': { features: [...DEFAULT_FEATURES.filter((one) => one !== 'LITERAL+'), 'LITERAL-'] },
  'a server with UTF8=ONLY': { features: [...DEFAULT_FEATURES, 'UTF8=ONLY'] },
  'a server with nothing but IMAP4rev1': { features: [] },
  'a server that keeps everything below INBOX.': { separator: '.', prefix: 'INBOX.' },
};

const ONLY_MARKED = 'without UIDPLUS only a plain EXPUNGE removes, and that would remove what others have marked too';
const WITHOUT_UIDPLUS: Deviations = {
  'an update of an item that is no longer there fails as missing, and the others are updated': ONLY_MARKED,
  'moved items are in the other folder under new names, with content, date and flags, and not in the first':
    ONLY_MARKED,
  'removed items are gone, the others stay, and removing again is no error': ONLY_MARKED,
  'an item that is no longer there is read as nothing, with the reason': ONLY_MARKED,
};

for (const [name, options] of Object.entries(SERVERS)) {
  const hasUidPlus = (options.features ?? DEFAULT_FEATURES).includes('UIDPLUS');
  targetContract(`an IMAP target on ${name}`, () => openHarness(options), hasUidPlus ? {} : WITHOUT_UIDPLUS);
}

async function openHarness(options: Partial<ImapServerOptions>): Promise<TargetHarness> {
  const account = new Account({ user: 'ann', password: 'pw' });
  const server = await startImapServer({ accounts: [account], faults: [REFUSING], ...options });
  const isUtf8 = options.features?.includes('UTF8=ONLY') === true;
  const storedName = (name: string): string =>
    isUtf8 ? encodeName(Buffer.from(name, 'latin1').toString('utf8')) : name;
  const spoolFolder = await mkdtemp(join(tmpdir(), 'godwit-target-'));
  return {
    open: () =>
      openImapTarget(
        {
          server: { host: server.host, port: server.port, tls: 'none', ca: null },
          credentials: { user: 'ann', secret: new Secret('pw'), mechanism: 'auto' },
          spoolFolder,
          clock: systemClock,
        },
        new AbortController().signal,
      ),
    count: async (folder) => account.byWireName(storedName(folder.serverName))?.messages.length ?? -1,
    isSameContent: async (written, back) => written.equals(back),
    refused: Buffer.from(REFUSED),
    loseNextAnswer: async () => server.setFaults([REFUSING, { on: /^APPEND/, does: { is: 'close', when: 'after' } }]),
    close: async () => {
      await server.stop();
      await rm(spoolFolder, { recursive: true });
    },
  };
}
