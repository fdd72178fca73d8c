/** `godwit hand-over …` and the last of `godwit project …`: new passwords, and the end of a project. */
import type { Answer, Asked } from '../../client/client.ts';
import { shown } from '../format.ts';
import type { Remote } from './remote.ts';
import type { RemoteCommand, Said } from './remote-command.ts';
import { type Column, factsText, rowsText } from './rows.ts';

const IN_PROJECT = ['organisation', 'project'] as const;

export const HAND_OVER_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'hand-over make <mailboxes...>',
    says: 'a new password for each, and a link that shows it once',
    options: IN_PROJECT,
    run: makeHandOvers,
  },
  {
    words: 'hand-over passwords',
    says: 'the new passwords that you have to set at the target; say why with --reason',
    options: [...IN_PROJECT, 'reason'],
    run: async ({ client, names, options, command }) => {
      const path = await names.project();
      const body = { reason: options.reason ?? '' };
      const { passwords } = await client.call('revealPasswordsToSet', { path, body });
      const columns: readonly Column<(typeof passwords)[number]>[] = [
        ['mailbox', ({ name }) => name],
        ['password', ({ password }) => password],
        ['hand-over', ({ handOver }) => handOver],
      ];
      return { json: { passwords }, text: rowsText(passwords, columns, command.terminal) };
    },
  },
  {
    words: 'hand-over set <hand-overs...>',
    says: 'these are set at the target now: their links show them',
    options: IN_PROJECT,
    run: async ({ client, names }, ...handOvers) => {
      await client.call('notePasswordsSet', { path: await names.project(), body: { handOvers } });
      return { json: { set: handOvers }, text: '✓ Their links show the passwords now, once each.\n' };
    },
  },
  {
    words: 'hand-over list <mailbox>',
    says: 'its new passwords, and what became of them',
    options: IN_PROJECT,
    run: listHandOvers,
  },
  {
    words: 'hand-over revoke <mailbox> <hand-over>',
    says: 'take one back',
    options: IN_PROJECT,
    run: async ({ client, names }, name = '', handOver = '') => {
      await client.call('revokeHandOver', { path: { ...(await names.mailbox(name)), handOver } });
      return { json: { revoked: handOver }, text: '✓ Its link shows nothing any more.\n' };
    },
  },
  {
    words: 'project finish',
    says: 'what its end waits for, and what both services cost meanwhile',
    options: IN_PROJECT,
    run: async ({ client, names }) => finishSaid(await client.call('getFinish', { path: await names.project() })),
  },
  {
    words: 'project last-copy [where]',
    says: 'note where the last copy of the old mailboxes lies; with --waived and --reason, why there is none',
    options: [...IN_PROJECT, 'waived', 'reason'],
    run: noteLastCopy,
  },
  {
    words: 'project removal',
    says: 'whose old licences go, as a text for whoever removes them',
    options: IN_PROJECT,
    run: async ({ client, names }) => {
      const removal = await client.call('getRemoval', { path: await names.project() });
      return { json: removal, text: `${shownLines(removal.text)}\n` };
    },
  },
];

async function makeHandOvers({ client, names, url, command }: Remote, ...mailboxes: readonly string[]): Promise<Said> {
  const ids = [];
  for (const name of mailboxes) ids.push((await names.mailbox(name)).mailbox);
  const body = { handOvers: ids.map((mailbox) => ({ mailbox })) };
  const made = await client.call('makeHandOvers', { path: await names.project(), body });
  const columns: readonly Column<(typeof made)[number]>[] = [
    ['mailbox', ({ name }) => name],
    ['link', ({ path }) => `${url}${path}`],
    ['until', ({ expiresAt }) => expiresAt],
    ['hand-over', ({ id }) => id],
  ];
  const next =
    'Set the passwords at the target (godwit hand-over passwords), say so (hand-over set), and give the links out.\n';
  return { json: made, text: `${rowsText(made, columns, command.terminal)}${next}` };
}

async function listHandOvers({ client, names, command }: Remote, name = ''): Promise<Said> {
  const { items } = await client.call('listHandOvers', { path: await names.mailbox(name) });
  const columns: readonly Column<(typeof items)[number]>[] = [
    ['hand-over', ({ id }) => id],
    ['state', ({ state }) => state],
    ['until', ({ expiresAt }) => expiresAt],
    ['shown', ({ shownAt }) => shownAt],
    ['to', ({ shownTo }) => shownTo],
  ];
  return { json: { items }, text: rowsText(items, columns, command.terminal) };
}

async function noteLastCopy({ client, names, options }: Remote, where = ''): Promise<Said> {
  const body: Asked<'noteLastCopy'>['body'] =
    options.waived === true ? { is: 'waived', reason: options.reason ?? '' } : { is: 'kept', where };
  return finishSaid(await client.call('noteLastCopy', { path: await names.project(), body }));
}

function finishSaid(finish: Answer<'getFinish'>): Said {
  const { heldUntil, lastCopy, overlap, missing, openMailboxes, licence } = finish;
  const facts = factsText([
    ['held until', heldUntil],
    ['last copy', lastCopy === null ? null : (lastCopy.where ?? lastCopy.reason)],
    ['paid twice', `${overlap.mailboxDays} days of mailboxes`],
    ['cost', overlap.cost === null ? null : `${overlap.cost} ${licence?.currency ?? ''}`],
    ['open', openMailboxes.map(({ name }) => name).join(', ')],
  ]);
  return { json: finish, text: `${facts}${missing.map((one) => `! ${shown(one)}\n`).join('')}` };
}

function shownLines(text: string): string {
  return text.split('\n').map(shown).join('\n');
}
