/** `godwit case …`: what users miss after their move, until it is known what became of it. */
import type { Answer, Asked } from '../../client/client.ts';
import { shown } from '../format.ts';
import { listed } from './listed.ts';
import type { Remote } from './remote.ts';
import type { RemoteCommand, Said } from './remote-command.ts';
import { factsText } from './rows.ts';

const IN_PROJECT = ['organisation', 'project'] as const;

export const CASE_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'case list',
    says: 'what users miss; those that are open, or with --all the closed ones too',
    options: [...IN_PROJECT, 'all', 'sort', 'limit'],
    run: async (remote) => {
      const path = await remote.names.project();
      const open = remote.options.all === true ? undefined : 'true';
      return listed(remote, (query) => remote.client.call('listCases', { path, query: { ...query, open } }), [
        ['id', ({ id }) => id],
        ['mailbox', ({ name }) => name],
        ['since', ({ openedAt }) => openedAt],
        ['folder', ({ folder }) => folder],
        ['outcome', ({ outcome }) => outcome],
      ]);
    },
  },
  {
    words: 'case open <mailbox>',
    says: 'open one for a user: --set folder=…, --set from=…, --set about=…',
    options: [...IN_PROJECT, 'set'],
    run: async ({ client, names, options }, name = '') => {
      // The service knows what may be set, and names what it does not.
      const body = Object.fromEntries((options.set ?? []).map(settingOf)) as Asked<'openCase'>['body'];
      return caseSaid(await client.call('openCase', { path: await names.mailbox(name), body }));
    },
  },
  {
    words: 'case show <case>',
    says: 'what is missed, what the verification says of it, and what was said',
    options: IN_PROJECT,
    run: async (remote, id = '') => caseSaid(await remote.client.call('getCase', { path: await placeOf(remote, id) })),
  },
  {
    words: 'case answer <case> <text>',
    says: 'say something in it; the user reads it',
    options: IN_PROJECT,
    run: async (remote, id = '', text = '') =>
      caseSaid(await remote.client.call('answerCase', { path: await placeOf(remote, id), body: { text } })),
  },
  {
    words: 'case reopen <case>',
    says: 'copy and verify its mailbox once more; the case stays open',
    options: [...IN_PROJECT, 'reason'],
    run: async (remote, id = '') => {
      const body = { reason: remote.options.reason ?? '' };
      return caseSaid(await remote.client.call('reopenByCase', { path: await placeOf(remote, id), body }));
    },
  },
  {
    words: 'case close <case> <outcome> <text>',
    says: 'found, brought-over, never-there or left-behind, and what became of it',
    options: IN_PROJECT,
    run: async (remote, id = '', outcome = '', text = '') => {
      // The service knows which outcomes there are.
      const body = { outcome, text } as Asked<'closeCase'>['body'];
      return caseSaid(await remote.client.call('closeCase', { path: await placeOf(remote, id), body }));
    },
  },
];

async function placeOf({ names }: Remote, caseId: string) {
  return { ...(await names.project()), caseId };
}

function settingOf(setting: string): readonly [string, string] {
  const [name = '', ...value] = setting.split('=');
  return [name, value.join('=')];
}

function caseSaid(one: Answer<'getCase'>): Said {
  const facts = factsText([
    ['mailbox', one.name],
    ['id', one.id],
    ['opened', `${one.openedAt} by ${one.by}`],
    ['folder', one.folder],
    ['from', one.from],
    ['about', one.about],
    ['then', one.atOpening?.inWords],
    ['now', one.now?.inWords],
    ['closed', one.closedAt === null ? undefined : `${one.closedAt}: ${one.outcome}`],
  ]);
  const words = one.words.map(({ at, by, text }) => `${shown(at)} ${shown(by)}: ${shown(text)}\n`);
  return { json: one, text: facts + words.join('') };
}
