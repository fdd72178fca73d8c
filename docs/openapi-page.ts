/** Makes docs/openapi.json from the routes of the service, as it answers them at /api/openapi.json. */

import { readFileSync } from 'node:fs';
import { buildApi } from '../src/api/server.ts';
import { systemClock } from '../src/base/clock.ts';
import { silentLog } from '../src/base/log.ts';
import { systemRandom } from '../src/base/random.ts';
import { systemToken } from '../src/base/token.ts';

const MANIFEST = new URL('../package.json', import.meta.url);

export async function openApiPage(): Promise<string> {
  const nobody = async (): Promise<never> => {
    throw new Error('routes are described, and none is asked');
  };
  const api = await buildApi({
    store: { inTenant: nobody, inHouse: nobody },
    clock: systemClock,
    random: systemRandom,
    newToken: systemToken,
    log: silentLog,
    isSecure: true,
    proxies: null,
    publicUrl: null,
    consoleFiles: null,
    version: String(JSON.parse(readFileSync(MANIFEST, 'utf8')).version),
    sourceHostOf: () => '',
    ledgersOf: () => [],
    isInsecureLoopbackAllowed: false,
    offers: [],
    planPdf: nobody,
    signProfile: null,
    sendTestMail: nobody,
    takeMail: nobody,
    readiness: nobody,
  });
  try {
    return `${JSON.stringify(api.swagger(), null, 2)}\n`;
  } finally {
    await api.close();
  }
}
