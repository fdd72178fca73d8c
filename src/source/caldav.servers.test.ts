import { DAV_DEVIATIONS, openDavHarness } from '../../test/dav/source-harness.ts';
import { describeWithDav } from '../../test/servers/with-dav.ts';
import { sourceContract } from './source.contract.ts';

describeWithDav('radicale', 'Radicale over TLS with a password', (server) => {
  sourceContract('an account', () => openDavHarness(server(), 'caldav'), DAV_DEVIATIONS);
});

describeWithDav('xandikos', 'Xandikos on loopback', (server) => {
  sourceContract('an account', () => openDavHarness(server(), 'caldav'), DAV_DEVIATIONS);
});
