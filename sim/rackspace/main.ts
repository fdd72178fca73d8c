/** `node sim/rackspace/main.ts --domain NAME --mailboxes N --user-key KEY --secret-key KEY …`: a simulator of its own. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { RATE_DEFAULT } from './options.ts';
import { sampleOrganisation } from './sample.ts';
import { startRackspace } from './start-rackspace.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    account: { type: 'string', default: '100200' },
    'user-key': { type: 'string' },
    'secret-key': { type: 'string' },
    domain: { type: 'string' },
    mailboxes: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
    /** Requests to read that are answered in a minute. */
    'reads-per-minute': { type: 'string', default: String(RATE_DEFAULT.reads) },
    'skew-ms': { type: 'string', default: '0' },
    'key-file': { type: 'string' },
    'cert-file': { type: 'string' },
  },
});

const { domain, 'user-key': userKey, 'secret-key': secretKey } = values;
if (domain === undefined || userKey === undefined || secretKey === undefined) {
  process.stderr.write('needed: --domain NAME --user-key KEY --secret-key KEY [--mailboxes N] [--port N]\n');
  process.exit(1);
}
const keyFile = values['key-file'];
const certFile = values['cert-file'];
const rackspace = await startRackspace({
  keys: { account: values.account, userKey, secretKey },
  organisation: sampleOrganisation(domain, Number(values.mailboxes), Number(values.seed)),
  port: Number(values.port),
  rate: { ...RATE_DEFAULT, reads: Number(values['reads-per-minute']) },
  skewMs: Number(values['skew-ms']),
  ...(keyFile === undefined || certFile === undefined
    ? {}
    : { tls: { keyPem: readFileSync(keyFile, 'utf8'), certPem: readFileSync(certFile, 'utf8') } }),
});
process.stdout.write(`${JSON.stringify({ port: rackspace.port, url: rackspace.url })}\n`);
const stop = (): void => void rackspace.close().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
