/** The search for calendars against a real server of them, behind the name of a domain as hosters put it there. */
import { request } from 'node:https';
import { expect, test } from 'vitest';
import { startWebHosts, type WebHost } from '../../../test/check/web-hosts.ts';
import { zone } from '../../../test/check/zone.ts';
import { never } from '../../../test/contract/contract.ts';
import type { RunningDavServer } from '../../../test/servers/dav-server.ts';
import { describeWithDav } from '../../../test/servers/with-dav.ts';
import { systemClock } from '../../base/clock.ts';
import { RACKSPACE } from '../mail-service.ts';
import { findDav } from './find-dav.ts';

describeWithDav('radicale', 'the search for calendars and contacts', (server) => {
  test('finds both, and signs in nowhere', async () => {
    const web = await startWebHosts({ 'dav.example.test': passedOnTo(server()) });
    try {
      const deps = { ca: [web.ca], loopback: { ports: web.ports }, clock: systemClock };
      const check = { domain: 'example.test', services: { from: RACKSPACE, to: null }, web: deps };
      const names = zone(['dav.example.test A 127.0.0.1']);
      const results = await findDav({ ...check, names }, ['caldav', 'carddav'], never());
      expect(results.map(({ id, verdict, evidence }) => [id, verdict, evidence[0]])).toEqual([
        ['C11.caldav', 'pass', 'name it as --source caldavs://USER@dav.example.test/'],
        ['C11.carddav', 'pass', 'name it as --source carddavs://USER@dav.example.test/'],
      ]);
    } finally {
      await web.stop();
    }
  });
});

/** What a web server in front of it does. */
function passedOnTo({ url, ca }: RunningDavServer): WebHost {
  return {
    answer: (incoming, outgoing) => {
      const { method, headers } = incoming;
      const target = new URL(incoming.url ?? '/', url);
      const passed = request(target, { method, headers, ca: [...ca], servername: 'localhost' }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      passed.on('error', () => outgoing.destroy());
      incoming.pipe(passed);
    },
  };
}
