/** What holds for all mailboxes of a project, seen and set as one. */
import { Failure } from '../base/problem.ts';
import type { ProjectSettings } from '../model/policy.ts';
import type { ProjectDeps } from '../project/act.ts';
import { setProjectSettings } from '../project/project-settings.ts';
import { settingsBody, settingsShape } from './contract/settings.ts';
import { problemShape, projectParams } from './contract/words.ts';
import { needMatch } from './entity-tags.ts';
import { actorOf } from './people/caller.ts';
import { projectIdOf } from './projects.ts';
import type { Api } from './server.ts';

export function projectSettingsRoutes(api: Api, deps: ProjectDeps): void {
  const url = '/api/organisations/:organisation/projects/:project/settings';
  const shown = { tags: ['projects'], params: projectParams, response: { 200: settingsShape, '4xx': problemShape } };

  const get = { ...shown, operationId: 'getProjectSettings', summary: 'What moves, how often, and in which zone' };
  api.get(url, { config: { scope: 'read' }, schema: get }, async (request) =>
    request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      if ((await tenant.project(id)) === null) throw new Failure('service.not-found', { what: 'project' });
      return settingsOut(await tenant.projectSettings(id));
    }),
  );

  const put = { ...shown, operationId: 'setProjectSettings', summary: 'Set all of it', body: settingsBody };
  api.put(url, { config: { scope: 'manage' }, schema: put }, async (request, reply) => {
    const { reason, deltaEveryHours, timeZone, ...policy } = request.body;
    const settings = { policy, deltaEveryHours, timeZone };
    return request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      await needMatch(request, reply, async () => {
        await tenant.lockProject(id);
        return settingsOut(await tenant.projectSettings(id));
      });
      await setProjectSettings(tenant, id, settings, { by: actorOf(request), reason }, deps);
      return settingsOut(await tenant.projectSettings(id));
    });
  });
}

function settingsOut({ policy, ...rest }: ProjectSettings) {
  const { kinds, skipRoles, deletions, folderNames } = policy;
  return { kinds: [...kinds], skipRoles: [...skipRoles], deletions, folderNames, ...rest };
}
