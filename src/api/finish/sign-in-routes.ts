/** Sign-ins at old mailboxes: handed in as their provider tells them, and listed where somebody still uses one. */
import { instant, isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { OldSignIn } from '../../model/sign-in.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { noteSignIns } from '../../project/finish/sign-ins.ts';
import { listShape } from '../contract/lists.ts';
import { notedSignInsShape, oldSignInShape, signInsBody } from '../contract/sign-ins.ts';
import { problemShape, projectParams } from '../contract/words.ts';
import { isoOrNull } from '../outlook.ts';
import { actorOf } from '../people/caller.ts';
import { projectIdOf } from '../projects.ts';
import type { Api } from '../server.ts';

const URL_OF = '/api/organisations/:organisation/projects/:project/sign-ins';
const tags = ['mailboxes'];

export function signInRoutes(api: Api, deps: ProjectDeps): void {
  const list = {
    operationId: 'listOldSignIns',
    tags,
    summary: 'Old mailboxes that somebody still signs in at though their move is proven, the latest first',
    params: projectParams,
    response: { 200: listShape(oldSignInShape), '4xx': problemShape },
  };
  api.get(URL_OF, { config: { scope: 'read' }, schema: list }, async (request) =>
    request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      if ((await tenant.project(id)) === null) throw new Failure('service.not-found', { what: 'project' });
      return { items: (await tenant.oldSignIns(id)).map(signInOut), next: null };
    }),
  );

  const note = {
    operationId: 'noteSignIns',
    tags,
    summary: 'Hand in when the old mailboxes were last signed in at; users of those that moved are reminded',
    params: projectParams,
    body: signInsBody,
    response: { 200: notedSignInsShape, '4xx': problemShape },
  };
  api.post(URL_OF, { config: { scope: 'move' }, schema: note }, async (request) => {
    const { signIns } = request.body;
    const seen = signIns.map(({ mailbox, at }) => ({ name: mailbox, at: instant(Date.parse(at)) }));
    return request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      const unknown = await noteSignIns(tenant, id, seen, actorOf(request), deps);
      const old = (await tenant.oldSignIns(id)).map(signInOut);
      return { noted: seen.length - unknown.length, unknown: [...unknown], old };
    });
  });
}

function signInOut({ signedInAt, provenAt, remindedAt, ...rest }: OldSignIn) {
  return {
    ...rest,
    signedInAt: isoSeconds(signedInAt),
    provenAt: isoSeconds(provenAt),
    remindedAt: isoOrNull(remindedAt),
  };
}
