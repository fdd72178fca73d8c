/** `godwit project …`: moves of an organisation. */
import { listed } from './listed.ts';
import type { RemoteCommand } from './remote-command.ts';

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
];
