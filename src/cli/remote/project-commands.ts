/** `godwit project …`: moves of an organisation. */
import { formatBytes, formatNumber } from '../../base/amounts.ts';
import { Failure } from '../../base/problem.ts';
import type { Answer, Asked } from '../../client/client.ts';
import { actionsText, countsText } from './actions-text.ts';
import { listed } from './listed.ts';
import type { Remote } from './remote.ts';
import type { RemoteCommand, Said } from './remote-command.ts';
import { factsText } from './rows.ts';
import { watchProject } from './watch-project.ts';

export const PROJECT_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'project list',
    says: 'the projects of an organisation',
    options: ['organisation', 'text', 'state', 'sort', 'limit'],
    run: async (remote) => {
      const path = await remote.names.organisation();
      return listed(remote, (query) => remote.client.call('listProjects', { path, query }), [
        ['name', ({ name }) => name],
        ['state', ({ state }) => state],
        ['since', ({ createdAt }) => createdAt],
        ['id', ({ id }) => id],
      ]);
    },
  },
  {
    words: 'project add <name>',
    says: 'begin one',
    options: ['organisation'],
    run: async ({ client, names }, name) => {
      const path = await names.organisation();
      return projectSaid(await client.call('addProject', { path, body: { name: name ?? '' } }));
    },
  },
  {
    words: 'project show [project]',
    says: 'how far it is, what stands in its way, and what may be done',
    options: ['organisation', 'project'],
    run: async ({ client, names }, name) =>
      projectSaid(await client.call('getProject', { path: await names.project(name) })),
  },
  {
    words: 'project act <act> [project]',
    says: 'do one of the acts that `project show` names',
    options: ['organisation', 'project', 'reason'],
    run: async ({ client, names, options }, act, name) => {
      const path = await names.project(name);
      // The service knows which acts there are, and names what it cannot do.
      const body = { act, reason: options.reason ?? null } as Asked<'actOnProject'>['body'];
      return projectSaid(await client.call('actOnProject', { path, body }));
    },
  },
  {
    words: 'project settings [project]',
    says: 'what moves and how; with --set, change it',
    options: ['organisation', 'project', 'set', 'reason'],
    run: projectSettings,
  },
  {
    words: 'project watch [project]',
    says: 'show how far it is until it is complete; the service goes on whether somebody looks or not',
    options: ['organisation', 'project'],
    run: async (remote, name) => watchProject(remote, await remote.names.project(name)),
  },
];

type Project = Answer<'getProject'>;

function projectSaid(project: Project): Said {
  const { name, id, state, mailboxes, progress, total, end, exceptions, actions } = project;
  const facts = factsText([
    ['name', name],
    ['id', id],
    ['state', state],
    ['mailboxes', countsText(mailboxes)],
    ['copied', `${formatNumber(progress.itemsCopied)} of ${formatNumber(total?.items ?? progress.itemsFound)} items`],
    ['size', `${formatBytes(progress.bytesCopied)} of ${formatBytes(total?.bytes ?? progress.bytesFound)}`],
    ['verified', `${formatNumber(progress.itemsVerified)} items`],
    ['failed', `${formatNumber(progress.itemsFailed)} items`],
    ['ends', end === null ? undefined : `between ${end.earliest} and ${end.latest}`],
    ['problems', exceptions.map(({ code, mailboxes: count }) => `${code} (${count})`).join(', ') || undefined],
  ]);
  return { json: project, text: facts + actionsText(actions) };
}

type Settings = Answer<'getProjectSettings'>;

async function projectSettings({ client, names, options }: Remote, name?: string): Promise<Said> {
  const path = await names.project(name);
  const now = await client.call('getProjectSettings', { path });
  if (options.set === undefined) return settingsSaid(now);
  const body = { ...changed(now, options.set), reason: options.reason ?? null };
  return settingsSaid(await client.call('setProjectSettings', { path, body }));
}

function settingsSaid(settings: Settings): Said {
  const facts = Object.entries(settings).map(([key, value]) => [key, [value].flat().join(',')] as const);
  return { json: settings, text: factsText(facts) };
}

/** As typed: `deletions=follow`, and lists with commas. The service says which values there are. */
function changed(settings: Settings, typed: readonly string[]): Settings {
  const changes = typed.map((text): readonly [string, unknown] => {
    const [key = '', value] = text.split(/=(.*)/s);
    const before: unknown = Object.hasOwn(settings, key) ? Reflect.get(settings, key) : undefined;
    if (value === undefined || before === undefined) {
      throw new Failure('usage.invalid', {
        what: 'A setting has to be one of those that there are, with its value.',
        how: `Write --set NAME=VALUE with one of ${Object.keys(settings).join(', ')}.`,
      });
    }
    if (Array.isArray(before)) return [key, value === '' ? [] : value.split(',')];
    return [key, typeof before === 'number' ? Number(value) : value];
  });
  return { ...settings, ...Object.fromEntries(changes) };
}
