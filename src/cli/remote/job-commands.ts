/** `godwit job …`: what is being done with the mailboxes of a project, and what waits to be. */
import { listed } from './listed.ts';
import type { RemoteCommand } from './remote-command.ts';

export const JOB_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'job list',
    says: 'what is being done, by whom and since when, and what waits until when and why',
    options: ['organisation', 'project', 'working', 'sort', 'limit'],
    run: async (remote) => {
      const { client, names, options } = remote;
      const path = await names.project();
      const working = options.working === true ? ('true' as const) : undefined;
      return listed(remote, (query) => client.call('listJobs', { path, query: { ...query, working } }), [
        ['mailbox', ({ mailbox }) => mailbox.name],
        ['job', ({ kind }) => kind],
        ['state', ({ mailbox }) => mailbox.state],
        ['worker', ({ worker }) => worker],
        ['since', ({ since }) => since],
        ['waits until', ({ waiting }) => waiting?.until],
        ['because', ({ waiting }) => waiting?.because],
      ]);
    },
  },
];
