/** A private Xandikos. It has neither TLS nor passwords: both are the business of a web server in front of it. */
import { join } from 'node:path';
import { assert } from '../../src/base/assert.ts';
import type { RunningDavServer } from './dav-server.ts';
import { findProgram, startPrivateServer } from './private-server.ts';

/** Starts a server and resolves when it answers. Throws with its own words when it does not start. */
export async function startXandikos(): Promise<RunningDavServer> {
  const program = findProgram('xandikos');
  assert(program !== null, 'a test asks for Xandikos only where it is installed');
  const server = await startPrivateServer('xandikos', async (folder, port) => {
    const place = ['-d', join(folder, 'collections'), '-l', '127.0.0.1', '-p', String(port)];
    return [program, ...place, '--autocreate', '--defaults', '--current-user-principal', '/ann/'];
  });
  const url = new URL(`http://127.0.0.1:${server.port}/`);
  const homes = { caldav: new URL('/ann/calendars/', url), carddav: new URL('/ann/contacts/', url) };
  return {
    name: 'xandikos',
    url,
    ca: [],
    // It keeps names in a file whose reader takes them for references.
    forbiddenInNames: '%',
    trimsNames: true,
    account: async () => {
      // It knows one user only, so that an account is fresh when everything was removed from it.
      for (const home of Object.values(homes)) await emptied(home);
      return { user: 'ann', password: 'any', home: (service) => homes[service] };
    },
    log: () => server.log(),
    stop: () => server.stop(),
  };
}

async function emptied(home: URL): Promise<void> {
  const answer = await fetch(home, { method: 'PROPFIND', headers: { Depth: '1' } });
  const hrefs = [...(await answer.text()).matchAll(/<(?:\w+:)?response><(?:\w+:)?href>([^<]*)</g)];
  for (const [, href = ''] of hrefs) {
    const at = new URL(href, home);
    if (at.pathname.replace(/\/$/, '') === home.pathname.replace(/\/$/, '')) continue;
    const removed = await fetch(at, { method: 'DELETE' });
    assert(removed.ok, `Xandikos removes ${href}, and does not answer ${removed.status}`);
  }
}
