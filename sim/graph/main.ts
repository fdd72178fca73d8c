/**
 * `node sim/graph/main.ts --folder DIR --tenant T --client-id ID --secret S --mailbox ADDRESS …`: a simulator of its own; with
 * `--ews-account USER:PASSWORD` also EWS on another port, over the same store.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startExchange } from '../exchange/start-exchange.ts';
import { ALL_ROLES } from './permissions.ts';
import { startGraph } from './start-graph.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    port: { type: 'string', default: '0' },
    tenant: { type: 'string', default: 'sim.example' },
    'client-id': { type: 'string' },
    secret: { type: 'string' },
    /** PEM of the certificate that the application signs with. */
    'certificate-file': { type: 'string' },
    mailbox: { type: 'string', multiple: true, default: [] },
    /** Permissions of the application; all that a move needs where none is named. */
    role: { type: 'string', multiple: true, default: [] },
    'ews-account': { type: 'string' },
    'ews-port': { type: 'string', default: '0' },
    'key-file': { type: 'string' },
    'cert-file': { type: 'string' },
  },
});

const { folder, mailbox, secret, tenant } = values;
const clientId = values['client-id'];
if (folder === undefined || clientId === undefined || mailbox.length === 0) {
  process.stderr.write('needed: --folder DIR --client-id ID --mailbox ADDRESS [--secret S] [--port N]\n');
  process.exit(1);
}
const keyFile = values['key-file'];
const certFile = values['cert-file'];
const tls =
  keyFile === undefined || certFile === undefined
    ? {}
    : { tls: { keyPem: readFileSync(keyFile, 'utf8'), certPem: readFileSync(certFile, 'utf8') } };
const certificateFile = values['certificate-file'];
const ewsAccount = values['ews-account'];
const colon = ewsAccount?.indexOf(':') ?? -1;
const exchange =
  ewsAccount === undefined
    ? null
    : await startExchange({
        folder,
        port: Number(values['ews-port']),
        ...tls,
        accounts: [
          {
            user: ewsAccount.slice(0, colon),
            password: ewsAccount.slice(colon + 1),
            mayImpersonate: 'all',
            auth: ['basic', 'ntlm'],
          },
        ],
        mailboxes: mailbox.map((address) => ({ address })),
      });
const graph = await startGraph({
  store: exchange === null ? { folder, addresses: mailbox } : exchange.mailboxes,
  port: Number(values.port),
  ...tls,
  tenant,
  settings: {
    apps: [
      {
        clientId,
        roles: values.role.length === 0 ? ALL_ROLES : values.role,
        scopes: values.role.length === 0 ? ALL_ROLES : values.role,
        ...(secret === undefined ? {} : { secret }),
        ...(certificateFile === undefined ? {} : { certificatePem: readFileSync(certificateFile, 'utf8') }),
      },
    ],
  },
});
process.stdout.write(`${JSON.stringify({ port: graph.port, origin: graph.origin, ewsUrl: exchange?.url ?? null })}\n`);
const stop = (): void => {
  void graph
    .close()
    .then(() => exchange?.close())
    .then(() => process.exit(0));
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
