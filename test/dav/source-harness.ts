/** Runs the contract of a source against an account on a real DAV server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from '../../src/base/assert.ts';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import type { FolderPath } from '../../src/model/folder.ts';
import type { Source } from '../../src/model/source.ts';
import { openCaldavSource } from '../../src/source/caldav.ts';
import { openCarddavSource } from '../../src/source/carddav.ts';
import type { DavSourceOptions } from '../../src/source/dav/session.ts';
import type { SourceHarness } from '../../src/source/source.contract.ts';
import { never } from '../contract/contract.ts';
import type { SampleMessage } from '../contract/samples.ts';
import type { DavServerAccount, RunningDavServer } from '../servers/dav-server.ts';
import { davMailbox } from './mailbox.ts';
import { CARD_SAMPLES, EVENT_SAMPLES } from './samples.ts';

/** What every DAV server has in common with no mail server. */
export const DAV_DEVIATIONS = {
  'parents come before their children, and a parent that is only a name holds no items':
    'collections do not lie within each other',
  'a folder that was numbered anew is listed whole, and the first page says so':
    'resources have addresses and no numbers; a token that is refused is tested against scripted servers',
};

export async function openDavHarness(server: RunningDavServer, service: 'caldav' | 'carddav'): Promise<SourceHarness> {
  const account = await server.account();
  const mailbox = davMailbox(server, account, service);
  const spoolFolder = await mkdtemp(join(tmpdir(), 'godwit-test-'));
  const words = service === 'caldav' ? EVENT_SAMPLES : CARD_SAMPLES;
  const nameOf = (path: FolderPath): string => path.join('/');
  const placeOf = async (path: FolderPath, sample: SampleMessage): Promise<URL> =>
    new URL(`${sample.receivedAt}.${service === 'caldav' ? 'ics' : 'vcf'}`, await mailbox.collection(nameOf(path)));
  const put = async (path: FolderPath, sample: SampleMessage, bytes: Buffer): Promise<void> => {
    const status = await mailbox.put(await placeOf(path, sample), bytes);
    assert(status < 300, `the server takes "${sample.what}", and does not answer ${status}`);
  };
  await mailbox.collection('INBOX');
  return {
    forbiddenInNames: server.forbiddenInNames,
    trimsNames: server.trimsNames,
    isFlat: true,
    items: {
      samples: (from) => words.samples(from),
      big: (bytes) => words.big(bytes),
      meaningOf: (bytes) => words.meaningOf(bytes),
      identityOf: (head) => Number(/(\d+)\.(ics|vcf)$/.exec(head.ref)?.[1]),
    },
    open: () => openDavSource(server, account, service, { spoolFolder }),
    addFolder: async (path) => {
      await mailbox.collection(nameOf(path));
    },
    add: async (path, messages) => {
      for (const sample of messages) await put(path, sample, sample.bytes);
    },
    flag: (path, sample) => put(path, sample, words.changed(sample)),
    remove: async (path, sample) => mailbox.remove(await placeOf(path, sample)),
    renumber: async () => undefined,
    snapshot: () => mailbox.snapshot(),
    close: () => rm(spoolFolder, { recursive: true }),
  };
}

/** The account as a source. */
export function openDavSource(
  server: RunningDavServer,
  account: DavServerAccount,
  service: 'caldav' | 'carddav',
  more: Partial<DavSourceOptions> = {},
): Promise<Source> {
  const options: DavSourceOptions = {
    base: server.url,
    credentials: { user: account.user, secret: new Secret(account.password), mechanism: 'basic' },
    ca: server.ca,
    allowInsecureLoopback: true,
    clock: systemClock,
    random: systemRandom,
    spoolFolder: tmpdir(),
    ...more,
  };
  return (service === 'caldav' ? openCaldavSource : openCarddavSource)(options, never());
}
