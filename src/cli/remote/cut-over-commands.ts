/** `godwit project pre-flight`, `connection`, `lock`, `switch` and `roll-back`: how a project is cut over, and how it goes back. */
import { Failure } from '../../base/problem.ts';
import type { Answer, Asked } from '../../client/client.ts';
import { secretFromFile } from '../password.ts';
import type { Remote } from './remote.ts';
import type { RemoteCommand, Said } from './remote-command.ts';
import { factsText, rowsText } from './rows.ts';

export const CUT_OVER_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'project pre-flight [project]',
    says: 'look whether it may start, and say what is missing',
    options: ['organisation', 'project'],
    run: async (remote, name) => {
      const path = await remote.names.project(name);
      return preFlightSaid(remote, await remote.client.call('runPreFlight', { path }));
    },
  },
  {
    words: 'project waive <check> <thing>',
    says: 'let one finding of the pre-flight pass',
    options: ['organisation', 'project', 'reason'],
    run: async (remote, check, thing) => {
      const path = await remote.names.project();
      // The service knows which checks there are.
      const body = { check, thing, reason: remote.options.reason ?? '' } as Asked<'waivePreFlight'>['body'];
      return preFlightSaid(remote, await remote.client.call('waivePreFlight', { path, body }));
    },
  },
  {
    words: 'project connection [project]',
    says: 'how the admin API of the old system is asked; with key files, connect it',
    options: ['organisation', 'project', 'rackspace-account', 'rackspace-url', 'user-key-file', 'secret-key-file'],
    run: connection,
  },
  {
    words: 'project disconnect [project]',
    says: 'forget the connection with its keys',
    options: ['organisation', 'project'],
    run: async ({ client, names }, name) => {
      await client.call('removeConnection', { path: await names.project(name) });
      return { json: {}, text: 'It is forgotten.\n' };
    },
  },
  {
    words: 'project lock [project]',
    says: 'keep users out of their old mailboxes',
    options: ['organisation', 'project', 'how', 'reason'],
    run: async (remote, name) => {
      const { client, names, options } = remote;
      const path = await names.project(name);
      // As above.
      const body = { how: options.how ?? 'password', reason: options.reason ?? null } as Asked<'orderLocks'>['body'];
      const { mailboxes } = await client.call('orderLocks', { path, body });
      return { json: { mailboxes }, text: `To be locked, or locked: ${mailboxes}. See: godwit project locks\n` };
    },
  },
  {
    words: 'project locks [project]',
    says: 'who is kept out, and how',
    options: ['organisation', 'project'],
    run: async ({ client, names, command }, name) => {
      const { locks } = await client.call('getLocks', { path: await names.project(name) });
      const text = rowsText(
        locks,
        [
          ['mailbox', (lock) => lock.name],
          ['lock', ({ state }) => state],
          ['how', ({ how }) => how],
          ['since', ({ at }) => at],
          ['problem', ({ problem }) => problem?.cause],
        ],
        command.terminal,
      );
      return { json: locks, text };
    },
  },
  {
    words: 'project switch [project]',
    says: 'where mail goes; with --route, where it shall go',
    options: ['organisation', 'project', 'route'],
    run: async ({ client, names, options }, name) => {
      const path = await names.project(name);
      if (options.route === undefined) return switchSaid(await client.call('getSwitch', { path }));
      const body = { wanted: options.route.map(routeOf) };
      return switchSaid(await client.call('planSwitch', { path, body }));
    },
  },
  {
    words: 'project switch-back [project]',
    says: 'mail shall go where it went before',
    options: ['organisation', 'project'],
    run: async ({ client, names }, name) =>
      switchSaid(await client.call('turnBackSwitch', { path: await names.project(name) })),
  },
  {
    words: 'project freeze [project]',
    says: 'what of the old system was changed while mailboxes moved',
    options: ['organisation', 'project'],
    run: async ({ client, names }, name) => {
      const found = await client.call('getFreeze', { path: await names.project(name) });
      const lines = found.differences ?? ['It is compared when all is over.'];
      return { json: found, text: lines.length === 0 ? 'Nothing was changed.\n' : `${lines.join('\n')}\n` };
    },
  },
  {
    words: 'project roll-back [project]',
    says: 'people go back to the old system, and take along what reached the new one',
    options: ['organisation', 'project', 'reason'],
    run: async ({ client, names, options }, name) => {
      const path = await names.project(name);
      const body = { act: 'roll-back', reason: options.reason ?? null } as const;
      const { state } = await client.call('actOnProject', { path, body });
      return { json: { state }, text: `It is ${state}. See: godwit project watch\n` };
    },
  },
];

function preFlightSaid({ command }: Remote, found: Answer<'runPreFlight'>): Said {
  const { isPassed, checksAsked, findings } = found;
  const head = isPassed ? 'It may start.' : 'It may not start yet.';
  const waits = checksAsked === 0 ? '' : ` ${checksAsked} mailboxes are being checked; look again then.`;
  const rows = rowsText(
    findings,
    [
      ['check', ({ check }) => check],
      ['thing', ({ thing }) => thing],
      ['cause', ({ cause }) => cause],
      ['remedy', ({ remedy }) => remedy],
      ['waived', ({ waived }) => waived],
    ],
    command.terminal,
  );
  return { json: found, text: `${head}${waits}\n${findings.length === 0 ? '' : rows}` };
}

async function connection({ client, names, options, command }: Remote, name?: string): Promise<Said> {
  const path = await names.project(name);
  const { userKeyFile, secretKeyFile } = options;
  if (userKeyFile === undefined && secretKeyFile === undefined) {
    const found = await client.call('getConnection', { path });
    return { json: found, text: factsText(Object.entries(found)) };
  }
  if (userKeyFile === undefined || secretKeyFile === undefined) {
    const how = 'Name both, with --user-key-file and --secret-key-file.';
    throw new Failure('usage.invalid', { what: 'One of the two API keys is missing.', how });
  }
  const warn = (sentence: string): void => command.terminal.error(`! ${sentence}\n`);
  const body = {
    userKey: (await secretFromFile(userKeyFile, '--user-key-file', warn)).reveal(),
    secretKey: (await secretFromFile(secretKeyFile, '--secret-key-file', warn)).reveal(),
    ...(options.rackspaceAccount === undefined ? {} : { account: options.rackspaceAccount }),
    ...(options.rackspaceUrl === undefined ? {} : { url: options.rackspaceUrl }),
  } as Asked<'setConnection'>['body']; // what is left out is usual
  const made = await client.call('setConnection', { path, body });
  return { json: made, text: factsText(Object.entries(made)) };
}

/** As typed: `example.com=mx1.example.net,mx2.example.net`. */
function routeOf(text: string): { readonly domain: string; readonly hosts: string[] } {
  const [domain = '', hosts = ''] = text.split('=');
  return { domain, hosts: hosts.split(',') };
}

function switchSaid(found: Answer<'getSwitch'>): Said {
  const { wanted, seen, direction, settledAt } = found;
  const shall = wanted.map(({ domain, hosts }) => `${domain} shall go to ${hosts.join(', ')}.`);
  const end = settledAt === null ? [] : [`From ${settledAt} on no mail goes the other way.`];
  const back = direction === 'back' ? ['Mail goes back to the old system.'] : [];
  return { json: found, text: `${[...back, ...shall, ...seen.map(({ says }) => says), ...end].join('\n')}\n` };
}
