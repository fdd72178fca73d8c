/** `godwit mailbox …`: mailboxes of a project. */
import { formatBytes, formatNumber } from '../../base/amounts.ts';
import type { Answer } from '../../client/client.ts';
import { shown } from '../format.ts';
import { actionsText } from './actions-text.ts';
import { addMailboxes } from './add-mailboxes.ts';
import { listed } from './listed.ts';
import { actOnMailboxes } from './many-mailboxes.ts';
import type { Remote } from './remote.ts';
import type { RemoteCommand, Said } from './remote-command.ts';
import { factsText, rowsText } from './rows.ts';
import { typedPassword } from './typed-password.ts';

export const MAILBOX_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'mailbox list',
    says: 'the mailboxes of a project',
    options: ['organisation', 'project', 'text', 'state', 'problem', 'waiting', 'failed', 'sort', 'limit'],
    run: async (remote) => {
      const path = await remote.names.project();
      return listed(remote, (query) => remote.client.call('listMailboxes', { path, query }), [
        ['name', ({ name }) => name],
        ['state', ({ state }) => state],
        ['copied', ({ progress, total }) => `${progress.itemsCopied}/${total?.items ?? progress.itemsFound}`],
        ['size', ({ progress, total }) => formatBytes(total?.bytes ?? progress.bytesFound)],
        ['failed', ({ progress }) => progress.itemsFailed],
        ['problem', ({ problem, waiting }) => problem?.code ?? waiting?.because],
      ]);
    },
  },
  {
    words: 'mailbox add <file>',
    says: 'add those of a table (CSV) or of a JSON document, all or none; - is standard input',
    options: ['organisation', 'project', 'dry-run', 'source', 'target', 'target-user'],
    run: addMailboxes,
  },
  {
    words: 'mailbox show <mailbox>',
    says: 'how far it is, what stands in its way, and what may be done',
    options: ['organisation', 'project'],
    run: async ({ client, names }, name = '') =>
      mailboxSaid(await client.call('getMailbox', { path: await names.mailbox(name) })),
  },
  {
    words: 'mailbox act <act> [mailboxes...]',
    says: 'do an act on some, or on all that the options name; asks before it is done',
    options: ['organisation', 'project', 'all', 'text', 'state', 'problem', 'waiting', 'failed', 'reason', 'yes'],
    run: actOnMailboxes,
  },
  {
    words: 'mailbox survey <mailbox>',
    says: 'what it holds; asks for a survey where there is none, or with --again',
    options: ['organisation', 'project', 'again'],
    run: surveyMailbox,
  },
  {
    words: 'mailbox exceptions <mailbox>',
    says: 'its items that could not be moved, and why',
    options: ['organisation', 'project', 'limit'],
    run: async (remote, name = '') => {
      const path = await remote.names.mailbox(name);
      return listed(remote, (query) => remote.client.call('listExceptions', { path, query }), [
        ['folder', ({ folder }) => folder],
        ['item', ({ item }) => item],
        ['bytes', ({ bytes }) => bytes],
        ['code', ({ code }) => code],
        ['cause', ({ cause }) => cause],
      ]);
    },
  },
  {
    words: 'mailbox password <mailbox> [place]',
    says: 'which passwords are kept; with a place (target, source 0), hand one in',
    options: ['organisation', 'project', 'password-file', 'reason'],
    run: mailboxPassword,
  },
  {
    words: 'mailbox contact <mailbox> [address]',
    says: 'where its user is written to while it moves; with an address, set it; - takes it away',
    options: ['organisation', 'project'],
    run: async ({ client, names }, name = '', address) => {
      const path = await names.mailbox(name);
      const contact =
        address === undefined
          ? await client.call('getMailboxContact', { path })
          : await client.call('setMailboxContact', { path, body: { address: address === '-' ? null : address } });
      return { json: contact, text: factsText([['address', contact.address]]) };
    },
  },
];

function mailboxSaid(mailbox: Answer<'getMailbox'>): Said {
  const { progress, total, problem, waiting, end } = mailbox;
  const facts = factsText([
    ['name', mailbox.name],
    ['id', mailbox.id],
    ['state', mailbox.state],
    ['from', mailbox.sources.map(({ address }) => address).join(', ')],
    ['to', mailbox.target.address],
    ['copied', `${formatNumber(progress.itemsCopied)} of ${formatNumber(total?.items ?? progress.itemsFound)} items`],
    ['size', `${formatBytes(progress.bytesCopied)} of ${formatBytes(total?.bytes ?? progress.bytesFound)}`],
    ['verified', `${formatNumber(progress.itemsVerified)} items`],
    ['failed', `${formatNumber(progress.itemsFailed)} items`],
    ['waits', waiting === null ? undefined : `until ${waiting.until}: ${waiting.because}`],
    ['ends', end === null ? undefined : `between ${end.earliest} and ${end.latest}`],
    ['problem', problem?.cause],
    ['what to do', problem?.remedy],
  ]);
  return { json: mailbox, text: facts + actionsText(mailbox.actions) };
}

async function surveyMailbox({ client, names, options, command }: Remote, name = ''): Promise<Said> {
  const path = await names.mailbox(name);
  const { survey } = await client.call('getMailbox', { path });
  if (options.again === true || (!survey.isThere && survey.askedAt === null)) {
    const asked = await client.call('askSurvey', { path });
    return { json: asked, text: '✓ Asked for. The same command shows it once somebody has looked.\n' };
  }
  if (!survey.isThere) {
    return { json: { askedAt: survey.askedAt }, text: `It is asked for since ${shown(survey.askedAt ?? '')}.\n` };
  }
  const found = await client.call('getSurvey', { path });
  const folders = rowsText(
    found.folders,
    [
      ['folder', (folder) => folder.name],
      ['items', ({ items }) => items],
      ['size', ({ bytes }) => formatBytes(bytes)],
    ],
    command.terminal,
  );
  const sum = `${formatNumber(found.moves.items)} items move, ${formatBytes(found.moves.bytes)}.\n`;
  return { json: found, text: folders + sum };
}

async function mailboxPassword({ client, names, options, command }: Remote, name = '', place?: string): Promise<Said> {
  const path = await names.mailbox(name);
  if (place === undefined) return passwordsSaid(await client.call('getPasswords', { path }));
  const password = await typedPassword(options.passwordFile, place, command);
  const body = { password, reason: options.reason ?? null };
  return passwordsSaid(await client.call('putPassword', { path: { ...path, place }, body }));
}

function passwordsSaid(kept: Pick<Answer<'getPasswords'>, 'places'>): Said {
  const lines = kept.places.map(({ place, isKept }) => `${shown(place)}  ${isKept ? 'kept' : 'missing'}\n`);
  return { json: kept, text: lines.join('') };
}
