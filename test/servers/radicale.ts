/** A private Radicale with TLS, whose users have passwords. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeAuthority } from '../../sim/tls.ts';
import { assert } from '../../src/base/assert.ts';
import { systemRandom } from '../../src/base/random.ts';
import type { RunningDavServer } from './dav-server.ts';
import { findProgram, startPrivateServer, writeOwn } from './private-server.ts';

/** Starts a server and resolves when it answers. Throws with its own words when it does not start. */
export async function startRadicale(): Promise<RunningDavServer> {
  const program = findProgram('radicale');
  assert(program !== null, 'a test asks for Radicale only where it is installed');
  const authority = makeAuthority('Godwit tests: DAV');
  const certificate = authority.issue({ names: ['127.0.0.1', 'localhost'] });
  const server = await startPrivateServer('radicale', async (folder, port) => {
    await writeOwn(join(folder, 'cert.pem'), certificate.certPem);
    await writeOwn(join(folder, 'key.pem'), certificate.keyPem);
    await writeOwn(join(folder, 'users'), '');
    await writeOwn(join(folder, 'config'), configOf(folder, port));
    return [program, '--config', join(folder, 'config')];
  });
  const url = new URL(`https://127.0.0.1:${server.port}/`);
  return {
    name: 'radicale',
    url,
    ca: [authority.certPem],
    forbiddenInNames: '',
    trimsNames: false,
    account: async () => {
      const user = `user-${systemRandom.id()}`;
      const password = systemRandom.id();
      await appendFile(join(server.folder, 'users'), `${user}:${password}\n`);
      const home = new URL(`/${user}/`, url);
      return { user, password, home: () => home };
    },
    log: () => server.log(),
    stop: () => server.stop(),
  };
}

function configOf(folder: string, port: number): string {
  return [
    '[server]',
    `hosts = 127.0.0.1:${port}`,
    'ssl = True',
    `certificate = ${folder}/cert.pem`,
    `key = ${folder}/key.pem`,
    '[auth]',
    'type = htpasswd',
    `htpasswd_filename = ${folder}/users`,
    'htpasswd_encryption = plain',
    // Wrong passwords are part of the tests.
    'delay = 0',
    '[rights]',
    'type = owner_only',
    '[storage]',
    `filesystem_folder = ${folder}/collections`,
    '[logging]',
    'level = warning',
    '',
  ].join('\n');
}
