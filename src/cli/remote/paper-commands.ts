/** `godwit project answers`, `advice`, `inventory`, `check-domain` and `preparation`: what comes before a move, in the service. */
import { readFile } from 'node:fs/promises';
import { formatCount } from '../../base/amounts.ts';
import { Failure } from '../../base/problem.ts';
import type { Answer, Asked } from '../../client/client.ts';
import type { Remote } from './remote.ts';
import type { RemoteCommand, Said } from './remote-command.ts';
import { rowsText } from './rows.ts';

const IN_PROJECT = ['organisation', 'project'] as const;

export const PAPER_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'project answers <file>',
    says: 'hand in an answers file, as docs/advisor.md has it',
    options: IN_PROJECT,
    run: async ({ client, names }, file = '') => {
      // The service names the place of what it does not understand.
      const body = (await documentIn(file)) as Asked<'setAnswers'>['body'];
      const answers = await client.call('setAnswers', { path: await names.project(), body });
      return { json: answers, text: 'They are kept. See: godwit project advice\n' };
    },
  },
  {
    words: 'project advice [project]',
    says: 'what fits each group of the answers, and why',
    options: IN_PROJECT,
    run: async ({ client, names, command }, name) => {
      const advice = await client.call('getAdvice', { path: await names.project(name) });
      const groups = rowsText(
        advice.groups,
        [
          ['group', (group) => group.name],
          ['offer', ({ chosen }) => chosen],
          ['how', ({ way }) => way],
          ['why', ({ reasons }) => reasons[0]],
        ],
        command.terminal,
      );
      return { json: advice, text: groups };
    },
  },
  {
    words: 'project inventory [file]',
    says: 'the mailboxes of the organisation; with a file hand one in, with --again have it read from the admin API',
    options: [...IN_PROJECT, 'again'],
    run: inventory,
  },
  {
    words: 'project check-domain <domain>',
    says: 'what its records and web hosts lack; with --again have it looked at anew',
    options: [...IN_PROJECT, 'again', 'target'],
    run: checkDomain,
  },
  {
    words: 'project preparation [project]',
    says: 'who is prepared for the move, and what is open with whom',
    options: IN_PROJECT,
    run: async ({ client, names, command }, name) => {
      const found = await client.call('getPreparation', { path: await names.project(name) });
      const rows = rowsText(
        found.people,
        [
          ['mailbox', ({ address }) => address],
          ['group', ({ group }) => group],
          ['prepared', ({ isPrepared }) => (isPrepared ? 'yes' : 'no')],
          ['open', ({ tasks }) => openTitles(tasks)],
        ],
        command.terminal,
      );
      return { json: found, text: `${rows}${found.preparedCount} of ${found.people.length} prepared.\n` };
    },
  },
];

function openTitles(tasks: Answer<'getPreparation'>['people'][number]['tasks']): string {
  const open = tasks.filter(({ state, isRequired }) => isRequired && state === 'open');
  return open.map(({ title }) => title).join('; ');
}

async function inventory({ client, names, options, command }: Remote, file?: string): Promise<Said> {
  const path = await names.project();
  if (options.again === true) {
    const asked = await client.call('askInventory', { path });
    return { json: asked, text: 'It is being read. See: godwit project inventory\n' };
  }
  const found =
    file === undefined
      ? await client.call('getInventory', { path })
      : // As above.
        await client.call('setInventory', { path, body: (await documentIn(file)) as Asked<'setInventory'>['body'] });
  const { inventory: known, problem, askedAt } = found;
  const rows = rowsText(
    known?.mailboxes ?? [],
    [
      ['mailbox', ({ address }) => address],
      ['used', ({ bytesUsed }) => bytesUsed],
      ['of', ({ bytesMax }) => bytesMax],
      ['last sign-in', ({ lastSignIn }) => lastSignIn],
    ],
    command.terminal,
  );
  const lists = formatCount(known?.lists.length ?? 0, 'list');
  return { json: found, text: `${rows}${lists}.\n${standing(problem, askedAt)}` };
}

async function checkDomain({ client, names, options, command }: Remote, domain = ''): Promise<Said> {
  const path = { ...(await names.project()), domain };
  if (options.again === true) {
    const asked = await client.call('askDomainCheck', { path, body: { target: options.target ?? null } });
    return { json: asked, text: `It is being looked at. See: godwit project check-domain ${domain}\n` };
  }
  const found = await client.call('getDomainCheck', { path });
  const rows = rowsText(
    found.results ?? [],
    [
      ['check', ({ id }) => id],
      ['', ({ verdict }) => verdict],
      ['what', ({ title, fault }) => fault?.cause ?? title],
      ['who', ({ fault }) => fault?.owner ?? ''],
    ],
    command.terminal,
  );
  return { json: found, text: `${rows}${standing(found.problem, found.askedAt)}` };
}

function standing(problem: { readonly cause: string; readonly remedy: string } | null, askedAt: string | null): string {
  if (problem !== null) return `It could not be had: ${problem.cause} ${problem.remedy}\n`;
  return askedAt === null ? '' : `A newer one is waited for since ${askedAt}.\n`;
}

/** Throws `usage.invalid`. */
async function documentIn(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw unread(file, 'it is no JSON', error);
    if (error instanceof Error && 'code' in error) throw unread(file, error.message, error);
    throw error;
  }
}

function unread(file: string, why: string, cause: Error): Failure {
  const what = `The file ${file} could not be read: ${why}.`;
  return new Failure('usage.invalid', { what, how: 'Name a file with a document of the right kind.' }, { cause });
}
