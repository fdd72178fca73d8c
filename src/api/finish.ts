/** The end of a project: what it waits for, which licences go, and what remains to be read of it. */
import { type Instant, instant, isoSeconds } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import { CONFIRMED, type Finish, heldUntil, isMoving, overlapDays, type ProvenMailbox } from '../model/finish.ts';
import type { Project, ProjectId } from '../model/project.ts';
import { PROJECT } from '../model/project-states.ts';
import { CONDITIONS, needsOf } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import { type ProjectDeps, unmetOf } from '../project/act.ts';
import { noteLastCopy, noteLicence } from '../project/finish/note-finish.ts';
import { type LicenceToGo, licencesToGo, removalText } from '../project/finish/removal.ts';
import { openAtTheEnd } from '../project/finish/unmet-finish.ts';
import { finishShape, lastCopyBody, licenceBody, removalShape } from './contract/finish.ts';
import { problemShape, projectParams } from './contract/words.ts';
import { isoOrNull } from './outlook.ts';
import { actorOf } from './people/caller.ts';
import { projectIdOf } from './projects.ts';
import type { Api } from './server.ts';

const FINISH = '/api/organisations/:organisation/projects/:project/finish';
const tags = ['projects'];
const shown = { tags, params: projectParams, response: { 200: finishShape, '4xx': problemShape } };

export function finishRoutes(api: Api, deps: ProjectDeps): void {
  const get = {
    ...shown,
    operationId: 'getFinish',
    summary: 'What the end of the project waits for, and what it costs',
  };
  api.get(FINISH, { config: { scope: 'read' }, schema: get }, (request) =>
    request.inTenant((tenant) => finishOut(tenant, projectIdOf(request.params), deps.clock.now())),
  );

  const copy = {
    ...shown,
    operationId: 'noteLastCopy',
    summary: 'Note where the last copy of the old mailboxes lies, or why there is none',
    body: lastCopyBody,
  };
  api.put(`${FINISH}/last-copy`, { config: { scope: 'manage' }, schema: copy }, (request) =>
    request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      await noteLastCopy(tenant, id, request.body, actorOf(request), deps);
      return finishOut(tenant, id, deps.clock.now());
    }),
  );

  const price = { ...shown, operationId: 'noteLicence', summary: 'Note what an old licence costs', body: licenceBody };
  api.put(`${FINISH}/licence`, { config: { scope: 'manage' }, schema: price }, (request) =>
    request.inTenant(async (tenant) => {
      const id = projectIdOf(request.params);
      await noteLicence(tenant, id, request.body.licence, actorOf(request), deps);
      return finishOut(tenant, id, deps.clock.now());
    }),
  );
  removalRoute(api);
}

function removalRoute(api: Api): void {
  const get = {
    operationId: 'getRemoval',
    tags,
    summary: 'Whose old licences go, why they may, and the text that asks for it',
    params: projectParams,
    response: { 200: removalShape, '4xx': problemShape },
  };
  api.get(`${FINISH}/removal`, { config: { scope: 'read' }, schema: get }, (request) =>
    request.inTenant(async (tenant) => {
      const { id } = await projectAt(tenant, projectIdOf(request.params));
      const licences = await licencesToGo(tenant, id);
      return { text: removalText(licences), licences: licences.map(licenceOut) };
    }),
  );
}

/** Throws `service.not-found`. */
export async function projectAt(tenant: Tenant, id: ProjectId): Promise<Project> {
  const project = await tenant.project(id);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  return project;
}

export function licenceOut({ provenAt, ...rest }: LicenceToGo) {
  return { ...rest, provenAt: isoOrNull(provenAt) };
}

const OPEN_MAX = 100;

async function finishOut(tenant: Tenant, id: ProjectId, now: Instant) {
  const project = await projectAt(tenant, id);
  const [mailboxes, finish] = [await tenant.provenMailboxes(id), await tenant.finish(id)];
  const { holdDays } = await tenant.arrangement(id);
  const until = heldUntil(mailboxes, holdDays);
  const end = { until, lastCopy: finish.lastCopy, openCases: await tenant.openCases(id) };
  const isUnmet = unmetOf(project, await tenant.counts(id), openAtTheEnd(end, now));
  const missing = needsOf(PROJECT.events['request-removal'])
    .filter(isUnmet)
    .map((condition) => CONDITIONS[condition]);
  const open = mailboxes.filter((one) => isMoving(one) && !CONFIRMED.includes(one.state)).slice(0, OPEN_MAX);
  return {
    holdDays,
    heldUntil: until === null ? null : isoSeconds(instant(until)),
    lastCopy: lastCopyOut(finish),
    licence: finish.licence,
    overlap: overlapOut(mailboxes, finish, now),
    missing,
    openMailboxes: open.map(({ mailbox, name, state }) => ({ mailbox, name, state })),
  };
}

export function lastCopyOut({ lastCopy }: Finish) {
  if (lastCopy === null) return null;
  const { is, at } = lastCopy;
  const nothing = { where: null, sha256: null, reason: null };
  const said = is === 'kept' ? { where: lastCopy.where, sha256: lastCopy.sha256 } : { reason: lastCopy.reason };
  return { ...nothing, ...said, is, at: isoSeconds(at) };
}

const DAYS_A_YEAR = 365;
const MONTHS_A_YEAR = 12;

export function overlapOut(mailboxes: readonly ProvenMailbox[], { licence }: Finish, now: Instant) {
  const days = overlapDays(mailboxes, now);
  const cost = licence === null ? null : (days * licence.pricePerMonth * MONTHS_A_YEAR) / DAYS_A_YEAR;
  return { mailboxDays: rounded(days), cost: cost === null ? null : rounded(cost) };
}

/** To a hundredth, as prices are. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
