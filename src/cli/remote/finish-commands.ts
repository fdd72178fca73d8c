/** `godwit mailbox …`, after the move: devices, and old mailboxes that are still used. */
import { shown } from '../format.ts';
import { listed } from './listed.ts';
import type { RemoteCommand } from './remote-command.ts';

const IN_PROJECT = ['organisation', 'project'] as const;

export const FINISH_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'mailbox devices <mailbox>',
    says: 'what its user reads mail with, and which of it is set up after the move',
    options: IN_PROJECT,
    run: async ({ client, names }, name = '') => {
      const { devices, settled } = await client.call('getMailboxUser', { path: await names.mailbox(name) });
      const lines = [...new Set([...devices, ...settled])].map(
        (one) => `${settled.includes(one) ? '✓' : ' '} ${shown(one)}\n`,
      );
      return { json: { devices, settled }, text: lines.join('') || 'Its user has named no device yet.\n' };
    },
  },
  {
    words: 'mailbox signed-in <mailbox> <time>',
    says: 'when the old mailbox was last signed in at, as its provider says: 2027-03-01T18:00:00Z',
    options: IN_PROJECT,
    run: async ({ client, names }, mailbox = '', at = '') => {
      const body = { signIns: [{ mailbox, at }] };
      const noted = await client.call('noteSignIns', { path: await names.project(), body });
      const text = noted.unknown.length > 0 ? `No mailbox is called ${shown(mailbox)}.\n` : '✓ Noted.\n';
      return { json: noted, text };
    },
  },
  {
    words: 'mailbox old-sign-ins',
    says: 'old mailboxes that somebody still signs in at though their move is proven',
    options: [...IN_PROJECT, 'limit'],
    run: async (remote) => {
      const path = await remote.names.project();
      return listed(remote, () => remote.client.call('listOldSignIns', { path }), [
        ['name', ({ name }) => name],
        ['state', ({ state }) => state],
        ['signed in', ({ signedInAt }) => signedInAt],
        ['proven', ({ provenAt }) => provenAt],
        ['reminded', ({ remindedAt }) => remindedAt],
      ]);
    },
  },
];
