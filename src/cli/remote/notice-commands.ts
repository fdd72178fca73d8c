/** `godwit delivery …` and `godwit webhook …`: what was sent of the tickets, and programs that are told what happens. */
import type { Answer, Asked } from '../../client/client.ts';
import { shown } from '../format.ts';
import { listed } from './listed.ts';
import type { Remote } from './remote.ts';
import type { RemoteCommand, Said } from './remote-command.ts';
import { factsText, rowsText } from './rows.ts';

export const NOTICE_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'delivery list [mailbox]',
    says: 'what was sent and what waits, the newest first; of a project or a mailbox where one is named',
    options: ['organisation', 'project', 'state', 'limit'],
    run: listDeliveries,
  },
  {
    words: 'delivery again <id>',
    says: 'send it once more, whatever became of it',
    options: ['organisation'],
    run: async ({ client, names }, delivery = '') => {
      const path = { ...(await names.organisation()), delivery };
      const sent = await client.call('sendDeliveryAgain', { path });
      return { json: sent, text: '✓ It is sent once more.\n' };
    },
  },
  {
    words: 'webhook list',
    says: 'those of an organisation, and whether they listen',
    options: ['organisation'],
    run: async ({ client, names, command }) => {
      const { items } = await client.call('listWebhooks', { path: await names.organisation() });
      const text = rowsText(
        items,
        [
          ['url', ({ url }) => url],
          ['on', ({ isOn }) => (isOn ? 'yes' : 'no')],
          ['failing since', ({ failingSince }) => failingSince],
          ['kinds', ({ kinds }) => (kinds.length === 0 ? 'all' : kinds.join(' '))],
          ['id', ({ id }) => id],
        ],
        command.terminal,
      );
      return { json: { items }, text };
    },
  },
  {
    words: 'webhook add <url>',
    says: 'tell a program what happens; its secret is shown once',
    options: ['organisation', 'kind'],
    run: async ({ client, names, options }, url = '') => {
      // The service says which kinds there are.
      const body = { url, kinds: options.kind ?? [] } as Asked<'addWebhook'>['body'];
      const made = await client.call('addWebhook', { path: await names.organisation(), body });
      return secretSaid(made, made.secret);
    },
  },
  { words: 'webhook enable <webhook>', says: 'switch it on', options: ['organisation'], run: switched(true) },
  { words: 'webhook disable <webhook>', says: 'switch it off', options: ['organisation'], run: switched(false) },
  {
    words: 'webhook secret <webhook>',
    says: 'give it another secret; the old one signs nothing any more',
    options: ['organisation'],
    run: async ({ client, names }, name = '') => {
      const renewed = await client.call('renewWebhookSecret', { path: await names.webhook(name) });
      return secretSaid(renewed, renewed.secret);
    },
  },
  {
    words: 'webhook remove <webhook>',
    says: 'remove it',
    options: ['organisation'],
    run: async ({ client, names }, name = '') => {
      await client.call('removeWebhook', { path: await names.webhook(name) });
      return { json: { removed: name }, text: `✓ ${shown(name)} is told nothing any more.\n` };
    },
  },
];

async function listDeliveries(remote: Remote, mailbox?: string): Promise<Said> {
  const { client, names, options } = remote;
  const of = mailbox === undefined ? null : await names.mailbox(mailbox);
  const project = of === null && options.project !== undefined ? (await names.project()).project : of?.project;
  const path = await names.organisation();
  const chosen = { project, mailbox: of?.mailbox };
  return listed(remote, (query) => client.call('listDeliveries', { path, query: { ...query, ...chosen } }), [
    ['made', ({ madeAt }) => madeAt],
    ['kind', ({ kind }) => kind],
    ['to', ({ address, channel }) => address ?? channel],
    ['state', ({ state }) => state],
    ['next', ({ dueAt }) => dueAt],
    ['why', ({ problem }) => problem?.cause],
    ['id', ({ id }) => id],
  ]);
}

function switched(isOn: boolean): RemoteCommand['run'] {
  return async ({ client, names }, name = '') => {
    const path = await names.webhook(name);
    return webhookSaid(await client.call('changeWebhook', { path, body: { isOn } }));
  };
}

function webhookSaid(webhook: Answer<'changeWebhook'>): Said {
  const facts = factsText([
    ['url', webhook.url],
    ['on', webhook.isOn ? 'yes' : 'no'],
  ]);
  return { json: webhook, text: facts };
}

function secretSaid(json: unknown, secret: string): Said {
  return { json, text: `${shown(secret)}\nIt signs what is sent, and is shown here and never again.\n` };
}
