/** `node sim/exchange/main.ts --folder DIR --port N --account USER:PASSWORD --mailbox ADDRESS …`: a simulator of its own. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startExchange } from './start-exchange.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    port: { type: 'string', default: '0' },
    /** Repeatable; each may act for every mailbox. */
    account: { type: 'string', multiple: true, default: [] },
    mailbox: { type: 'string', multiple: true, default: [] },
    'quota-bytes': { type: 'string' },
    'message-bytes-max': { type: 'string' },
    /** Answers of attendees that a client gives: `keep` or `drop`. */
    'attendee-responses': { type: 'string', default: 'keep' },
    'key-file': { type: 'string' },
    'cert-file': { type: 'string' },
  },
});

const { folder, port, account, mailbox } = values;
if (folder === undefined || account.length === 0 || mailbox.length === 0) {
  process.stderr.write('needed: --folder DIR --account USER:PASSWORD --mailbox ADDRESS [--port N]\n');
  process.exit(1);
}
const limit = (name: 'quotaBytes' | 'messageBytesMax', text: string | undefined): Record<string, number> =>
  text === undefined ? {} : { [name]: Number(text) };
const keyFile = values['key-file'];
const certFile = values['cert-file'];
const exchange = await startExchange({
  folder,
  port: Number(port),
  ...(keyFile === undefined || certFile === undefined
    ? {}
    : { tls: { keyPem: readFileSync(keyFile, 'utf8'), certPem: readFileSync(certFile, 'utf8') } }),
  attendeeResponses: values['attendee-responses'] === 'drop' ? 'drop' : 'keep',
  accounts: account.map((text) => {
    const colon = text.indexOf(':');
    const user = text.slice(0, colon);
    return { user, password: text.slice(colon + 1), mayImpersonate: 'all', auth: ['basic', 'ntlm'] };
  }),
  mailboxes: mailbox.map((address) => ({
    address,
    ...limit('quotaBytes', values['quota-bytes']),
    ...limit('messageBytesMax', values['message-bytes-max']),
  })),
});
process.stdout.write(`${JSON.stringify({ port: exchange.port, url: exchange.url })}\n`);
const stop = (): void => void exchange.close().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
