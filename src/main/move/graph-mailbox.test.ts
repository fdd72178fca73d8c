import { expect, test } from 'vitest';
import { fakeClock } from '../../../test/fake-clock.ts';
import { silentLog } from '../../base/log.ts';
import { seededRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { CLOUD_NAMES } from '../../cli/graph-address.ts';
import { CLOUDS } from '../../wire/graph/clouds.ts';
import { graphOpener } from './graph-mailbox.ts';

const deps = {
  clock: fakeClock(),
  random: seededRandom(1),
  log: silentLog,
  watch: () => undefined,
  spoolFolder: '.',
  notes: 'as messages',
} as const;

test.each(CLOUD_NAMES)(
  'the cloud %s is known, and one that imports nothing is refused before anything is sent',
  (cloud) => {
    const address = {
      is: 'graph',
      cloud,
      standIn: null,
      host: 'example.com',
      tenant: 'example.com',
      mailbox: 'ann@example.com',
      user: 'app',
      proof: 'secret',
    } as const;
    const open = (): unknown => graphOpener({ address, secret: new Secret('x') }, [], deps);
    if (CLOUDS[cloud].hasImport) expect(open).not.toThrow();
    else expect(open).toThrow(cloud);
  },
);
