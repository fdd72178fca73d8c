/** Mailboxes of a project: added with their passwords, which never come out again, and moved by acts. */
import type { Instant } from '../base/clock.ts';
import { describeCause, describeRemedy, Failure } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import { type Blackout, holdAt } from '../model/blackout.ts';
import type { LedgerNames } from '../model/failed-item.ts';
import type { MailboxFilter, NewMailbox } from '../model/mailbox-book.ts';
import { AT_WORK, MAILBOX, type MailboxState } from '../model/mailbox-states.ts';
import type { OrganisationId, Role } from '../model/organisation.ts';
import type { Waiting } from '../model/pace.ts';
import {
  type Mailbox,
  type MailboxId,
  type MailboxSettings,
  type PasswordPlace,
  type Project,
  type StateCounts,
  totalOf,
} from '../model/project.ts';
import { type Action, actionsOf } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import { mailboxOutlook } from '../plan/forecast/mailbox-end.ts';
import { type ProjectDeps, unmetOf } from '../project/act.ts';
import { addMailboxes } from '../project/add-mailboxes.ts';
import { lookRefusal } from '../project/ask-look.ts';
import { moveMailbox } from '../project/move-mailbox.ts';
import { listShape } from './contract/lists.ts';
import {
  type ChoiceBody,
  mailboxActBody,
  mailboxesBody,
  mailboxListQuery,
  mailboxShape,
  type NewMailboxBody,
} from './contract/mailboxes.ts';
import { mailboxParams, problemShape, projectParams } from './contract/words.ts';
import { endOut, isoOrNull, waitingOut } from './outlook.ts';
import { pageAsk, pageOut } from './pages.ts';
import { actorOf, callerOf } from './people/caller.ts';
import { projectIdOf } from './projects.ts';
import type { Api } from './server.ts';

export interface MailboxDeps extends ProjectDeps {
  /** The host that is read from. Throws `usage.invalid` for addresses that no mailbox can be moved from or to. */
  readonly sourceHostOf: (settings: MailboxSettings) => string;
  /** Where it is written down what became of each item. */
  readonly ledgersOf: (organisation: OrganisationId, settings: MailboxSettings) => readonly LedgerNames[];
}

export function mailboxRoutes(api: Api, deps: MailboxDeps): void {
  listRoutes(api, deps);
  singleRoutes(api, deps);
}

const ALL = '/api/organisations/:organisation/projects/:project/mailboxes';

function listRoutes(api: Api, deps: MailboxDeps): void {
  const listed = { 200: listShape(mailboxShape), '4xx': problemShape };
  const list = {
    operationId: 'listMailboxes',
    tags: ['mailboxes'],
    summary: 'Mailboxes of a project',
    params: projectParams,
    querystring: mailboxListQuery,
    response: listed,
  };
  api.get(ALL, { config: { scope: 'read' }, schema: list }, async (request) => {
    const { query } = request;
    const { role } = callerOf(request);
    const now = deps.clock.now();
    return request.inTenant(async (tenant) => {
      const project = await projectOf(tenant, request.params);
      const page = await tenant.mailboxes(project.project.id, filterOf(query, now), pageAsk(query));
      return pageOut(page, query, (mailbox) => mailboxOut(mailbox, project, role, now));
    });
  });

  const add = {
    operationId: 'addMailboxes',
    tags: ['mailboxes'],
    summary: 'Add mailboxes, all or none',
    params: projectParams,
    body: mailboxesBody,
    response: { 201: mailboxShape.array(), '4xx': problemShape },
  };
  api.post(ALL, { config: { scope: 'manage' }, schema: add }, async (request, reply) => {
    const added = request.body.mailboxes.map((body) => newMailboxOf(body, deps));
    const { role } = callerOf(request);
    const made = await request.inTenant(async (tenant) => {
      const ids = await addMailboxes(tenant, projectIdOf(request.params), added, actorOf(request), deps);
      const project = await projectOf(tenant, request.params);
      const out: ReturnType<typeof mailboxOut>[] = [];
      for (const id of ids) {
        out.push(mailboxOut(await mailboxOf(tenant, project, id), project, role, deps.clock.now()));
      }
      return out;
    });
    return reply.code(201).send(made);
  });
}

function singleRoutes(api: Api, deps: MailboxDeps): void {
  const one = `${ALL}/:mailbox` as const;
  const detail = { 200: mailboxShape, '4xx': problemShape };
  const get = {
    operationId: 'getMailbox',
    tags: ['mailboxes'],
    summary: 'A mailbox',
    params: mailboxParams,
    response: detail,
  };
  api.get(one, { config: { scope: 'read' }, schema: get }, async (request) => {
    const id = mailboxIdOf(request.params);
    return request.inTenant(async (tenant) => {
      const project = await projectOf(tenant, request.params);
      return mailboxOut(await mailboxOf(tenant, project, id), project, callerOf(request).role, deps.clock.now());
    });
  });

  const act = {
    operationId: 'actOnMailbox',
    tags: ['mailboxes'],
    summary: 'Do one of its actions',
    params: mailboxParams,
    body: mailboxActBody,
    response: detail,
  };
  api.post(`${one}/acts`, { config: { scope: 'move' }, schema: act }, async (request) => {
    const { act: event, reason } = request.body;
    const id = mailboxIdOf(request.params);
    return request.inTenant(async (tenant) => {
      const where = { project: projectIdOf(request.params), mailbox: id };
      await moveMailbox(tenant, where, { event, by: actorOf(request), reason }, deps);
      const project = await projectOf(tenant, request.params);
      return mailboxOut(await mailboxOf(tenant, project, id), project, callerOf(request).role, deps.clock.now());
    });
  });
}

export function filterOf(query: NonNullable<ChoiceBody['filter']>, now: Instant): MailboxFilter {
  return {
    states: query.state ?? [],
    text: query.text ?? null,
    problem: query.problem ?? null,
    hasExceptions: query.hasExceptions ?? null,
    isWaiting: query.waiting ?? null,
    isUncounted: query.uncounted ?? null,
    now,
  };
}

export interface ProjectWithSums {
  readonly project: Project;
  readonly counts: StateCounts;
  readonly blackouts: readonly Blackout[];
  readonly timeZone: string;
  /** What `role` may do with a mailbox in that state: the same for each of a page, so it is worked out once. */
  actionsIn(state: MailboxState, role: Role): readonly Action[];
}

export function mailboxIdOf({ mailbox }: { readonly mailbox: string }): MailboxId {
  return mailbox as MailboxId; // any id may be asked for; what is not there is not found
}

/** Throws `service.not-found`. */
export async function projectOf(tenant: Tenant, params: { readonly project: string }): Promise<ProjectWithSums> {
  const id = projectIdOf(params);
  const [project, { timeZone }, counts, blackouts] = await Promise.all([
    tenant.project(id),
    tenant.projectSettings(id),
    tenant.counts(id),
    tenant.blackouts(id),
  ]);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  const isUnmet = unmetOf(project, counts);
  const actions = new Map<string, readonly Action[]>();
  const actionsIn = (state: MailboxState, role: Role): readonly Action[] => {
    const known = actions.get(`${state} ${role}`) ?? actionsOf(MAILBOX, state, role, isUnmet);
    actions.set(`${state} ${role}`, known);
    return known;
  };
  return { project, counts, blackouts, timeZone, actionsIn };
}

/** Throws `service.not-found`, for one of another project too. */
export async function mailboxOf(tenant: Tenant, { project }: ProjectWithSums, id: MailboxId): Promise<Mailbox> {
  const mailbox = await tenant.mailbox(id);
  if (mailbox?.project !== project.id) throw new Failure('service.not-found', { what: 'mailbox' });
  return mailbox;
}

export function newMailboxOf(
  { name, sources, target, timeZone }: NewMailboxBody,
  { sourceHostOf }: MailboxDeps,
): Omit<NewMailbox, 'id' | 'project'> {
  const passwords = new Map<PasswordPlace, Secret>();
  for (const [at, { password }] of sources.entries()) {
    if (password !== null) passwords.set(`source ${at}`, new Secret(password));
  }
  if (target.password !== null) passwords.set('target', new Secret(target.password));
  const settings: MailboxSettings = {
    sources: sources.map(({ address, user }) => ({ address, user })),
    target: { address: target.address, user: target.user, auth: target.auth },
    timeZone,
  };
  return { name, settings, sourceHost: sourceHostOf(settings), passwords };
}

export function mailboxOut(mailbox: Mailbox, within: ProjectWithSums, role: Role, now: Instant) {
  const { project } = within;
  const { id, name, state, settings, problem, goesOnAt, progress, progressAt, lastActivityAt, wave } = mailbox;
  const { rate, end } = mailboxOutlook(mailbox, now);
  return {
    id,
    name,
    state,
    sources: settings.sources.map(({ address, user }) => ({ address, user })),
    target: settings.target,
    timeZone: settings.timeZone,
    problem:
      problem === null ? null : { code: problem.code, cause: describeCause(problem), remedy: describeRemedy(problem) },
    goesOnAt: isoOrNull(goesOnAt),
    wave,
    cutOverBeganAt: isoOrNull(mailbox.cutOverBeganAt),
    progress,
    progressAt: isoOrNull(progressAt),
    total: totalOf(mailbox),
    rate,
    end: endOut(end),
    waiting: waitingOut(waitingOf(mailbox, within, now)),
    lastActivityAt: isoOrNull(lastActivityAt),
    ...looksOut(mailbox, project),
    actions: [...within.actionsIn(state, role)],
  };
}

/** What a server, others or a blackout make it wait for; null while nothing does. */
export function waitingOf(mailbox: Mailbox, within: ProjectWithSums, now: Instant): Waiting | null {
  return mailboxOutlook(mailbox, now).waiting ?? blackoutOver(mailbox, within, now);
}

/** What would be worked on now, were it not for a blackout. */
function blackoutOver({ state }: Mailbox, { project, blackouts, timeZone }: ProjectWithSums, now: Instant) {
  const isWaiting = state === 'in-step' || AT_WORK.some((one) => one === state);
  return isWaiting && project.state === 'running' ? holdAt(blackouts, timeZone, now) : null;
}

/** As actions, since they may be asked for: but no table of states has them, as they change none. */
function looksOut(mailbox: Mailbox, project: Project) {
  const { surveyed, surveyAskedAt, checkVerdict, checkedAt, checkAskedAt } = mailbox;
  const why = lookRefusal(project, mailbox);
  const may = { allowed: why === null, why };
  return {
    survey: { isThere: surveyed !== null, askedAt: isoOrNull(surveyAskedAt), ...may },
    check: { verdict: checkVerdict, at: isoOrNull(checkedAt), askedAt: isoOrNull(checkAskedAt), ...may },
  };
}
