/** Waves of a project: planned, filled with mailboxes, and moved by acts. */
import { z } from 'zod';
import { type Instant, instant } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { Role } from '../model/organisation.ts';
import { type MailboxId, NO_PROGRESS, type ProjectSums } from '../model/project.ts';
import { actionsOf } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import type { Wave, WaveId, WavePlan } from '../model/wave.ts';
import { stageOf, WAVE } from '../model/wave-states.ts';
import { projectOutlook } from '../plan/forecast/project-outlook.ts';
import { type ProjectDeps, unmetOfWave } from '../project/act.ts';
import { assignMailboxes } from '../project/assign-mailboxes.ts';
import { moveWave, type WavePlace } from '../project/move-wave.ts';
import { addWave, changeWave, removeWave } from '../project/plan-wave.ts';
import { listShape } from './contract/lists.ts';
import {
  assignedShape,
  assignmentBody,
  type WaveBody,
  waveActBody,
  waveBody,
  waveChangeBody,
  waveDetailShape,
  waveListQuery,
  waveParams,
  waveShape,
} from './contract/waves.ts';
import { problemShape, projectParams } from './contract/words.ts';
import { needMatch } from './entity-tags.ts';
import { endOut, isoOrNull } from './outlook.ts';
import { pageAsk, pageOut } from './pages.ts';
import { actorOf, callerOf } from './people/caller.ts';
import { projectIdOf } from './projects.ts';
import type { Api } from './server.ts';

export function waveRoutes(api: Api, deps: ProjectDeps): void {
  listRoutes(api, deps);
  assignRoute(api, deps);
  singleRoutes(api, deps);
  changeRoutes(api, deps);
}

const PROJECT = '/api/organisations/:organisation/projects/:project';
const ALL = `${PROJECT}/waves` as const;
const ONE = `${ALL}/:wave` as const;

function listRoutes(api: Api, deps: ProjectDeps): void {
  const list = {
    operationId: 'listWaves',
    tags: ['waves'],
    summary: 'Waves of a project',
    params: projectParams,
    querystring: waveListQuery,
    response: { 200: listShape(waveShape), '4xx': problemShape },
  };
  api.get(ALL, { config: { scope: 'read' }, schema: list }, async (request) => {
    const { query } = request;
    return request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      if ((await tenant.project(id)) === null) throw new Failure('service.not-found', { what: 'project' });
      const page = await tenant.waves(id, query.state ?? [], pageAsk(query));
      const sums = new Map<WaveId, ProjectSums>();
      for (const wave of page.items) sums.set(wave.id, await tenant.waveSums(wave.id));
      return pageOut(page, query, (wave) => waveOut(wave, sums.get(wave.id) ?? NO_SUMS));
    });
  });

  const added = { 201: waveDetailShape, '4xx': problemShape };
  const add = {
    operationId: 'addWave',
    tags: ['waves'],
    summary: 'Add one',
    params: projectParams,
    body: waveBody,
    response: added,
  };
  api.post(ALL, { config: { scope: 'manage' }, schema: add }, async (request, reply) => {
    const { role } = callerOf(request);
    const project = projectIdOf(request.params);
    const made = await request.inTenant(async (tenant) => {
      const wave = await addWave(tenant, project, planOf(request.body), actorOf(request), deps);
      return waveDetail(tenant, { project, wave }, role, deps.clock.now());
    });
    return reply.code(201).send(made);
  });
}

const NO_SUMS: ProjectSums = { mailboxes: {}, progress: NO_PROGRESS };

function assignRoute(api: Api, deps: ProjectDeps): void {
  const assign = {
    operationId: 'assignMailboxes',
    tags: ['waves'],
    summary: 'Put mailboxes into a wave, or out of theirs; all or none',
    params: projectParams,
    body: assignmentBody,
    response: { 200: assignedShape, '4xx': problemShape },
  };
  api.post(`${PROJECT}/assignments`, { config: { scope: 'manage' }, schema: assign }, async (request) => {
    const wave = request.body.wave as WaveId | null; // any id may be asked for; what is not there is not found
    const mailboxes = request.body.mailboxes.map((id) => id as MailboxId); // as above
    const project = projectIdOf(request.params);
    await request.inTenant((tenant) => assignMailboxes(tenant, { project, wave, mailboxes }, actorOf(request), deps));
    return { wave, mailboxes: new Set(mailboxes).size };
  });
}

function singleRoutes(api: Api, deps: ProjectDeps): void {
  const detail = { 200: waveDetailShape, '4xx': problemShape };
  const get = { operationId: 'getWave', tags: ['waves'], summary: 'A wave', params: waveParams, response: detail };
  api.get(ONE, { config: { scope: 'read' }, schema: get }, async (request) => {
    const { role } = callerOf(request);
    return request.inTenant((tenant) => waveDetail(tenant, placeOf(request.params), role, deps.clock.now()));
  });

  const act = {
    operationId: 'actOnWave',
    tags: ['waves'],
    summary: 'Do one of its actions',
    params: waveParams,
    body: waveActBody,
    response: detail,
  };
  api.post(`${ONE}/acts`, { config: { scope: 'move' }, schema: act }, async (request) => {
    const { role } = callerOf(request);
    const { act: event, reason } = request.body;
    const place = placeOf(request.params);
    return request.inTenant(async (tenant) => {
      await moveWave(tenant, place, { event, by: actorOf(request), reason }, deps);
      return waveDetail(tenant, place, role, deps.clock.now());
    });
  });
}

function changeRoutes(api: Api, deps: ProjectDeps): void {
  const detail = { 200: waveDetailShape, '4xx': problemShape };
  const change = {
    operationId: 'changeWave',
    tags: ['waves'],
    summary: 'Change what is planned; what is left out stays',
    params: waveParams,
    body: waveChangeBody,
    response: detail,
  };
  api.patch(ONE, { config: { scope: 'manage' }, schema: change }, async (request, reply) => {
    const { role } = callerOf(request);
    const { reason, startsAt, cutOverAt, ...rest } = request.body;
    const place = placeOf(request.params);
    return request.inTenant(async (tenant) => {
      // What is left out stays as it is now, so nobody else changes it meanwhile.
      await tenant.lockProject(place.project);
      await needMatch(request, reply, () => waveDetail(tenant, place, role, deps.clock.now()));
      const { name, priority, ...now } = await waveAt(tenant, place);
      const hours = { startsAt: hourOr(startsAt, now.startsAt), cutOverAt: hourOr(cutOverAt, now.cutOverAt) };
      const plan = { name: rest.name ?? name, priority: rest.priority ?? priority, ...hours };
      await changeWave(tenant, place, plan, { by: actorOf(request), reason }, deps);
      return waveDetail(tenant, place, role, deps.clock.now());
    });
  });

  const removed = {
    operationId: 'removeWave',
    tags: ['waves'],
    summary: 'Remove one without mailboxes',
    params: waveParams,
    response: { 204: z.null(), '4xx': problemShape },
  };
  api.delete(ONE, { config: { scope: 'manage' }, schema: removed }, async (request, reply) => {
    await request.inTenant((tenant) => removeWave(tenant, placeOf(request.params), actorOf(request), deps));
    return reply.code(204).send(null);
  });
}

function placeOf(params: { readonly project: string; readonly wave: string }): WavePlace {
  return { project: projectIdOf(params), wave: params.wave as WaveId }; // any id may be asked for, as above
}

function planOf({ name, startsAt, cutOverAt, priority }: WaveBody): WavePlan {
  return { name, priority, startsAt: hourOr(startsAt, null), cutOverAt: hourOr(cutOverAt, null) };
}

function hourOr(text: string | null | undefined, otherwise: Instant | null): Instant | null {
  if (text === undefined) return otherwise;
  return text === null ? null : instant(Date.parse(text));
}

/** Throws `service.not-found`. */
async function waveAt(tenant: Tenant, { project, wave: id }: WavePlace): Promise<Wave> {
  const wave = await tenant.wave(id);
  if (wave?.project !== project) throw new Failure('service.not-found', { what: 'wave' });
  return wave;
}

async function waveDetail(tenant: Tenant, place: WavePlace, role: Role, now: Instant) {
  const wave = await waveAt(tenant, place);
  const project = await tenant.project(wave.project);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  const sums = await tenant.waveSums(wave.id);
  const course = await tenant.waveCourse(wave.id);
  const { rate, end } = projectOutlook(course, now);
  return {
    ...waveOut(wave, sums),
    progress: sums.progress,
    total: course.total,
    uncounted: course.uncounted,
    rate,
    end: wave.state === 'running' && project.state === 'running' ? endOut(end) : null,
    lastActivityAt: isoOrNull(course.lastActivityAt),
    exceptions: [...course.problems],
    actions: [...actionsOf(WAVE, wave.state, role, unmetOfWave(project, wave, sums))],
  };
}

function waveOut(wave: Wave, sums: ProjectSums) {
  const { id, name, state, startsAt, cutOverAt, cutOverBeganAt, priority } = wave;
  return {
    id,
    name,
    state,
    stage: stageOf(wave, sums),
    startsAt: isoOrNull(startsAt),
    cutOverAt: isoOrNull(cutOverAt),
    cutOverBeganAt: isoOrNull(cutOverBeganAt),
    priority,
    mailboxes: { ...sums.mailboxes },
  };
}
