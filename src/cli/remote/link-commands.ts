/** `godwit link …`: private links of the users of mailboxes, and the mails that bring them. */
import { Failure } from '../../base/problem.ts';
import type { Asked } from '../../client/client.ts';
import type { Remote } from './remote.ts';
import type { RemoteCommand, Said } from './remote-command.ts';
import { rowsText } from './rows.ts';

const IN_PROJECT = ['organisation', 'project'] as const;

export const LINK_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'link mail <what> [mailboxes...]',
    says: 'tell users by mail, each with a new link: invited, reminded or moved; all whom it fits where none is named',
    options: [...IN_PROJECT, 'days'],
    run: mail,
  },
  {
    words: 'link make <mailboxes...>',
    says: 'make links; each is shown once',
    options: [...IN_PROJECT, 'days'],
    run: async (remote, ...names) => {
      const { client, url, options, command } = remote;
      const { path, mailboxes } = await idsOf(remote, names);
      const made = await client.call('makeLinks', { path, body: { mailboxes, ...daysOf(options.days) } });
      const rows = rowsText(
        made,
        [
          ['mailbox', ({ name }) => name],
          ['page', ({ page }) => `${url}${page}`],
        ],
        command.terminal,
      );
      return { json: { items: made }, text: rows };
    },
  },
  {
    words: 'link list <mailbox>',
    says: 'when each was used, and until when it holds',
    options: IN_PROJECT,
    run: async ({ client, names, command }, name = '') => {
      const { items } = await client.call('listLinks', { path: await names.mailbox(name) });
      const text = rowsText(
        items,
        [
          ['id', ({ id }) => id],
          ['made', ({ createdAt }) => createdAt],
          ['used', ({ lastUsedAt }) => lastUsedAt],
          ['until', ({ revokedAt, expiresAt }) => (revokedAt === null ? expiresAt : 'revoked')],
        ],
        command.terminal,
      );
      return { json: { items }, text };
    },
  },
  {
    words: 'link revoke <mailbox> <link>',
    says: 'for good, with its sessions',
    options: IN_PROJECT,
    run: async ({ client, names }, name = '', linkId = '') => {
      await client.call('revokeLink', { path: { ...(await names.mailbox(name)), linkId } });
      return { json: {}, text: 'It opens nothing any more.\n' };
    },
  },
];

async function mail(remote: Remote, what = '', ...names: readonly string[]): Promise<Said> {
  const { client, options, command } = remote;
  if (!['invited', 'reminded', 'moved'].includes(what)) {
    throw new Failure('usage.invalid', {
      what: 'Users are told that they are invited, reminded or moved.',
      how: 'Write one of the three.',
    });
  }
  const { path, mailboxes } = await idsOf(remote, names);
  // One of the three, as just seen.
  const notice = `user-${what}` as Asked<'mailLinks'>['body']['notice'];
  const body = { notice, mailboxes: names.length === 0 ? null : mailboxes, ...daysOf(options.days) };
  const { told, left } = await client.call('mailLinks', { path, body });
  const rows = [...told.map(({ name }) => ({ name, why: 'told' })), ...left];
  const text = rowsText(
    rows,
    [
      ['mailbox', ({ name }) => name],
      ['', ({ why }) => why],
    ],
    command.terminal,
  );
  return { json: { told, left }, text: `${text}What became of each mail: godwit delivery list\n` };
}

async function idsOf({ names }: Remote, typed: readonly string[]) {
  const path = await names.project();
  const mailboxes: string[] = [];
  for (const name of typed) mailboxes.push((await names.mailbox(name)).mailbox);
  return { path, mailboxes };
}

function daysOf(days: number | undefined): { readonly expiresInDays?: number } {
  return days === undefined ? {} : { expiresInDays: days };
}
