/** Projects: what they are, how far they are, and what may be done with them. */
import { type Instant, isoSeconds } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { Role } from '../model/organisation.ts';
import type { Project, ProjectCourse, ProjectId, ProjectSums } from '../model/project.ts';
import { PROJECT } from '../model/project-states.ts';
import { actionsOf } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import { projectOutlook } from '../plan/forecast/project-outlook.ts';
import { type ProjectDeps, unmetOf } from '../project/act.ts';
import { createProject } from '../project/create-project.ts';
import { unmetLookedUp } from '../project/looked-up.ts';
import { moveProject } from '../project/move-project.ts';
import { listShape } from './contract/lists.ts';
import { projectActBody, projectDetailShape, projectListQuery, projectShape } from './contract/projects.ts';
import { nameBody, organisationParams, problemShape, projectParams } from './contract/words.ts';
import { endOut, isoOrNull } from './outlook.ts';
import { pageAsk, pageOut } from './pages.ts';
import { actorOf, callerOf } from './people/caller.ts';
import type { Api } from './server.ts';

const ALL = '/api/organisations/:organisation/projects';

export function projectRoutes(api: Api, deps: ProjectDeps): void {
  listRoutes(api, deps);
  singleRoutes(api, deps);
}

function listRoutes(api: Api, deps: ProjectDeps): void {
  const list = {
    operationId: 'listProjects',
    tags: ['projects'],
    summary: 'Projects of an organisation',
    params: organisationParams,
    querystring: projectListQuery,
    response: { 200: listShape(projectShape), '4xx': problemShape },
  };
  api.get(ALL, { config: { scope: 'read' }, schema: list }, async (request) => {
    const { query } = request;
    const filter = { states: query.state ?? [], text: query.text ?? null };
    return pageOut(await request.inTenant((tenant) => tenant.projects(filter, pageAsk(query))), query, projectOut);
  });

  const add = {
    operationId: 'addProject',
    tags: ['projects'],
    summary: 'Add a project',
    params: organisationParams,
    body: nameBody,
    response: { 201: projectDetailShape, '4xx': problemShape },
  };
  api.post(ALL, { config: { scope: 'manage' }, schema: add }, async (request, reply) => {
    const { role } = callerOf(request);
    const made = await request.inTenant(async (tenant) => {
      const id = await createProject(tenant, request.body.name, actorOf(request), deps);
      return projectDetail(tenant, id, role, deps.clock.now());
    });
    return reply.code(201).send(made);
  });
}

function singleRoutes(api: Api, deps: ProjectDeps): void {
  const one = `${ALL}/:project` as const;
  const detail = { 200: projectDetailShape, '4xx': problemShape };
  const get = {
    operationId: 'getProject',
    tags: ['projects'],
    summary: 'A project',
    params: projectParams,
    response: detail,
  };
  api.get(one, { config: { scope: 'read' }, schema: get }, async (request) => {
    const { role } = callerOf(request);
    return request.inTenant((tenant) => projectDetail(tenant, projectIdOf(request.params), role, deps.clock.now()));
  });

  const act = {
    operationId: 'actOnProject',
    tags: ['projects'],
    summary: 'Do one of its actions',
    params: projectParams,
    body: projectActBody,
    response: detail,
  };
  api.post(`${one}/acts`, { config: { scope: 'move' }, schema: act }, async (request) => {
    const { role } = callerOf(request);
    const { act: event, reason } = request.body;
    const id = projectIdOf(request.params);
    return request.inTenant(async (tenant) => {
      await moveProject(tenant, id, { event, by: actorOf(request), reason }, deps);
      return projectDetail(tenant, id, role, deps.clock.now());
    });
  });
}

/** The id in a path, which its tenant looks up. */
export function projectIdOf({ project }: { readonly project: string }): ProjectId {
  return project as ProjectId; // any id may be asked for; what is not there is not found
}

/** Throws `service.not-found`. */
async function projectDetail(tenant: Tenant, id: ProjectId, role: Role, now: Instant) {
  const [project, sums, course] = await Promise.all([tenant.project(id), tenant.sums(id), tenant.course(id)]);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  const actions = [
    ...actionsOf(PROJECT, project.state, role, unmetOf(project, sums, await unmetLookedUp(tenant, project, now))),
  ];
  const { rate, end } = projectOutlook(course, now);
  return {
    ...projectOut(project),
    mailboxes: { ...sums.mailboxes },
    progress: sums.progress,
    total: course.total,
    uncounted: course.uncounted,
    rate,
    end: project.state === 'running' ? endOut(end) : null,
    lastActivityAt: isoOrNull(course.lastActivityAt),
    exceptions: [...course.problems],
    links: linksOf(`/api/organisations/${tenant.id}/projects/${id}`, sums, course),
    actions,
  };
}

/** For each number of a project, the list of what it counts. */
function linksOf(project: string, sums: ProjectSums, { problems }: ProjectCourse) {
  const mailboxes = `${project}/mailboxes`;
  const states = Object.keys(sums.mailboxes).map((state) => [state, `${mailboxes}?state=${state}`]);
  return {
    states: Object.fromEntries(states),
    exceptions: Object.fromEntries(problems.map(({ code }) => [code, `${mailboxes}?problem=${code}`])),
    uncounted: `${mailboxes}?uncounted=true`,
    failed: `${mailboxes}?hasExceptions=true`,
    waiting: `${mailboxes}?waiting=true`,
    events: `${project}/events`,
  };
}

function projectOut({ id, name, state, createdAt }: Project) {
  return { id, name, state, createdAt: isoSeconds(createdAt) };
}
