/** `godwit wave …`: mailboxes that begin and are cut over together. */
import { formatCount } from '../../base/amounts.ts';
import type { Answer, Asked } from '../../client/client.ts';
import { actionsText, countsText } from './actions-text.ts';
import { listed } from './listed.ts';
import { choiceOf } from './many-mailboxes.ts';
import { allOf } from './pages.ts';
import type { Remote } from './remote.ts';
import type { RemoteCommand, Said } from './remote-command.ts';
import { factsText } from './rows.ts';

/** Typed in place of a wave: the mailboxes are in none. */
const NO_WAVE = '-';

export const WAVE_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'wave list',
    says: 'the waves of a project',
    options: ['organisation', 'project', 'state', 'sort', 'limit'],
    run: async (remote) => {
      const path = await remote.names.project();
      return listed(remote, (query) => remote.client.call('listWaves', { path, query }), [
        ['name', ({ name }) => name],
        ['state', ({ state }) => state],
        ['starts', ({ startsAt }) => startsAt],
        ['cut over', ({ cutOverAt }) => cutOverAt],
        ['priority', ({ priority }) => priority],
        ['mailboxes', ({ mailboxes }) => countsText(mailboxes)],
      ]);
    },
  },
  {
    words: 'wave add <name>',
    says: 'plan one',
    options: ['organisation', 'project', 'starts-at', 'cut-over-at', 'priority'],
    run: async ({ client, names, options }, name = '') => {
      const { startsAt, cutOverAt, priority } = options;
      // The service says which priorities there are.
      const body = { name, startsAt, cutOverAt, priority } as Asked<'addWave'>['body'];
      return waveSaid(await client.call('addWave', { path: await names.project(), body }));
    },
  },
  {
    words: 'wave show <wave>',
    says: 'how far it is, and what may be done',
    options: ['organisation', 'project'],
    run: async ({ client, names }, name = '') =>
      waveSaid(await client.call('getWave', { path: await names.wave(name) })),
  },
  {
    words: 'wave act <act> <wave>',
    says: 'do one of the acts that `wave show` names',
    options: ['organisation', 'project', 'reason'],
    run: async ({ client, names, options }, act = '', name = '') => {
      // The service knows which acts there are, and names what it cannot do.
      const body = { act, reason: options.reason ?? null } as Asked<'actOnWave'>['body'];
      return waveSaid(await client.call('actOnWave', { path: await names.wave(name), body }));
    },
  },
  {
    words: 'wave assign <wave> [mailboxes...]',
    says: 'put mailboxes into it; - as the wave takes them out of theirs',
    options: ['organisation', 'project', 'all', 'text', 'state', 'problem', 'waiting', 'failed'],
    run: assign,
  },
];

function waveSaid(wave: Answer<'getWave'>): Said {
  const facts = factsText([
    ['name', wave.name],
    ['id', wave.id],
    ['state', wave.state],
    ['stage', wave.stage ?? undefined],
    ['starts', wave.startsAt],
    ['cut over', wave.cutOverAt],
    ['priority', wave.priority],
    ['mailboxes', countsText(wave.mailboxes)],
  ]);
  return { json: wave, text: facts + actionsText(wave.actions) };
}

async function assign(remote: Remote, wave = '', ...mailboxes: readonly string[]): Promise<Said> {
  const { client, names } = remote;
  const path = await names.project();
  const chosen = await choiceOf(remote, mailboxes);
  const into = wave === NO_WAVE ? null : (await names.wave(wave)).wave;
  const body = { wave: into, mailboxes: chosen.ids ?? (await matching(remote, path, chosen)) };
  const assigned = await client.call('assignMailboxes', { path, body });
  return {
    json: assigned,
    text: `✓ In ${into === null ? 'no wave' : 'it'} now: ${formatCount(assigned.mailboxes, 'mailbox', 'mailboxes')}.\n`,
  };
}

async function matching(
  { client }: Remote,
  path: Asked<'assignMailboxes'>['path'],
  { filter }: Awaited<ReturnType<typeof choiceOf>>,
): Promise<readonly string[]> {
  const { text, problem, state, waiting, hasExceptions } = filter ?? {};
  const query = { text, problem, state, waiting: flag(waiting), hasExceptions: flag(hasExceptions) };
  const found = await allOf((page) => client.call('listMailboxes', { path, query: { ...query, ...page } }));
  return found.map(({ id }) => id);
}

function flag(value: boolean | undefined): 'true' | 'false' | undefined {
  return value === undefined ? undefined : value ? 'true' : 'false';
}
