/** A private Knot DNS server that has the zones it is given, and answers for no others. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from '../../src/base/assert.ts';
import { findProgram, type PrivateServer, startPrivateServer } from './private-server.ts';

/** The lines of a zone file without its SOA and NS, by the name of the zone. */
export type Zones = Readonly<Record<string, readonly string[]>>;

/** Starts a server and resolves when it answers. Throws with its own words when it does not start. */
export async function startKnot(zones: Zones): Promise<PrivateServer> {
  const program = findProgram('knotd');
  assert(program !== null, 'a test asks for Knot only where it is installed');
  return startPrivateServer('knot', async (folder, port) => {
    await writeFile(join(folder, 'knot.conf'), configOf(folder, port, Object.keys(zones)));
    for (const [zone, lines] of Object.entries(zones)) {
      await writeFile(join(folder, `${zone}.zone`), [...HEAD, ...lines, ''].join('\n'));
    }
    return [program, '--config', join(folder, 'knot.conf')];
  });
}

const HEAD = ['$TTL 3600', '@ SOA ns1 admin 1 7200 3600 1209600 300', '@ NS ns1', 'ns1 A 127.0.0.1'];

function configOf(folder: string, port: number, zones: readonly string[]): string {
  return [
    'server:',
    `    rundir: "${folder}"`,
    `    listen: 127.0.0.1@${port}`,
    '    udp-workers: 1',
    '    tcp-workers: 1',
    '    background-workers: 1',
    'log:',
    '  - target: stderr',
    '    any: warning',
    'database:',
    `    storage: "${folder}"`,
    'template:',
    '  - id: default',
    `    storage: "${folder}"`,
    '    file: "%s.zone"',
    // Nothing is kept: the zones are as they were given, and a start is fast.
    '    zonefile-sync: -1',
    '    journal-content: none',
    'zone:',
    ...zones.map((zone) => `  - domain: ${zone}`),
    '',
  ].join('\n');
}
