/** Tells the users of mailboxes by mail, each with a private link of the own page: that they are asked to prepare, that something is left, that it is done. */
import { Failure } from '../../base/problem.ts';
import { HANDED_OVER, type MailboxState } from '../../model/mailbox-states.ts';
import type { Notice, NoticeKind } from '../../model/notice.ts';
import type { Mailbox, MailboxId, ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import { momentWords } from '../../plan/document/day-words.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { announce } from '../../project/announce.ts';
import { prepareProject } from '../../project/papers/advised.ts';
import { mailedLinksShape, mailLinksBody } from '../contract/user.ts';
import { problemShape, projectParams } from '../contract/words.ts';
import { actorOf } from '../people/caller.ts';
import { projectIdOf } from '../projects.ts';
import type { Api } from '../server.ts';
import { type LinkDeps, makeLink } from './links.ts';

export interface MailedLinkDeps extends LinkDeps, ProjectDeps {
  /** Where people reach the service; null: where the request came to. */
  readonly publicUrl: URL | null;
}

const USER_NOTICES = ['user-invited', 'user-reminded', 'user-moved'] as const satisfies readonly NoticeKind[];
type UserNotice = (typeof USER_NOTICES)[number];

const NOT_PREPARED: readonly MailboxState[] = ['listed', 'preparing'];
/** In which states a mailbox is when its user is told so. */
const FITS: Readonly<Record<UserNotice, readonly MailboxState[]>> = {
  'user-invited': NOT_PREPARED,
  'user-reminded': NOT_PREPARED,
  'user-moved': [...HANDED_OVER, 'partial'],
};
const WHY: Readonly<Record<UserNotice, string>> = {
  'user-invited': 'It is prepared, or its move has begun.',
  'user-reminded': 'It is prepared, or its move has begun.',
  'user-moved': 'It is not proven to be in the new system.',
};

const URL_OF = '/api/organisations/:organisation/projects/:project/links/mails';

export function mailedLinkRoutes(api: Api, deps: MailedLinkDeps): void {
  const schema = {
    operationId: 'mailLinks',
    tags: ['links'],
    summary: 'Tell users by mail, each with a new private link, whichever of these mailboxes it fits',
    params: projectParams,
    body: mailLinksBody,
    response: { 202: mailedLinksShape, '4xx': problemShape },
  };
  // Whatever lets somebody in is in no scope.
  api.post(URL_OF, { config: { scope: 'person' }, schema }, async (request, reply) => {
    const { notice, mailboxes, expiresInDays } = request.body;
    const project = projectIdOf(request.params);
    const origin = deps.publicUrl?.origin ?? `${request.protocol}://${request.host}`;
    const told = await request.inTenant(async (tenant) => {
      if ((await tenant.lockProject(project)) === null) throw new Failure('service.not-found', { what: 'project' });
      const { fitting, left } = await chosen(tenant, project, notice, mailboxes);
      const factsOf = await factsFor(tenant, project, notice, deps);
      for (const mailbox of fitting) {
        const { page } = await makeLink(tenant, mailbox, expiresInDays, actorOf(request), deps);
        const facts = { ...factsOf(mailbox), mailbox: mailbox.name, link: `${origin}${page}` };
        // The facts of each kind are those that `factsFor` gives for it, with these two.
        await announce(tenant, { kind: notice, project, mailbox: mailbox.id, facts } as Notice, deps);
      }
      return { told: fitting.map(({ id, name }) => ({ mailbox: id, name })), left };
    });
    return reply.code(202).send(told);
  });
}

/** Where none are named all are asked for, and those that it does not fit are passed over. */
async function chosen(
  tenant: Tenant,
  project: ProjectId,
  notice: UserNotice,
  named: readonly string[] | null,
): Promise<{ fitting: readonly Mailbox[]; left: { mailbox: string; name: string; why: string }[] }> {
  const ids = named ?? (await tenant.mailboxesIn(project, FITS[notice])).map(({ id }) => id);
  const fitting: Mailbox[] = [];
  const left = [];
  for (const id of new Set(ids)) {
    const mailbox = await tenant.mailbox(id as MailboxId); // any id may be asked for; what is not there is not found
    if (mailbox?.project !== project) throw new Failure('service.not-found', { what: 'mailbox' });
    if (FITS[notice].includes(mailbox.state)) fitting.push(mailbox);
    else left.push({ mailbox: id, name: mailbox.name, why: WHY[notice] });
  }
  return { fitting, left };
}

/** What a text needs beside the mailbox and its link. */
async function factsFor(
  tenant: Tenant,
  project: ProjectId,
  notice: UserNotice,
  deps: ProjectDeps,
): Promise<(mailbox: Mailbox) => Readonly<Record<string, string>>> {
  if (notice === 'user-moved') return () => ({});
  if (notice === 'user-invited') {
    const { timeZone } = await tenant.projectSettings(project);
    const { confirmedAt } = await tenant.ticketState(project);
    const date = confirmedAt === null ? 'the date is not set yet' : momentWords(confirmedAt, timeZone);
    return () => ({ date });
  }
  const { people } = (await prepareProject(tenant, project, deps)).preparation;
  const open = new Map(
    people.map(({ person, tasks }) => [
      person.address,
      tasks.filter(({ isRequired, state }) => isRequired && state.is === 'open').length,
    ]),
  );
  return ({ name }) => {
    const count = open.get(name.toLowerCase()) ?? 0;
    return { left: count === 1 ? 'one step' : `${count} steps` };
  };
}
