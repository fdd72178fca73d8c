/** New passwords, made and set by those who look after the project. */
import { isoSeconds } from '../base/clock.ts';
import { Secret } from '../base/secret.ts';
import { type HandOver, type HandOverId, handOverState } from '../model/hand-over.ts';
import {
  type HandOverDeps,
  makeHandOver,
  notePasswordsSet,
  revealPasswordsToSet,
  revokeHandOver,
} from '../project/hand-over.ts';
import {
  handOverParams,
  handOverShape,
  newHandOverShape,
  newHandOversBody,
  passwordsSetBody,
  passwordsToSetShape,
  revealBody,
} from './contract/hand-overs.ts';
import { listShape } from './contract/lists.ts';
import { mailboxParams, problemShape, projectParams } from './contract/words.ts';
import { HAND_OVER_PAGE } from './hand-over-page.ts';
import { mailboxIdOf, mailboxOf, projectOf } from './mailboxes.ts';
import { isoOrNull } from './outlook.ts';
import { actorOf } from './people/caller.ts';
import { projectIdOf } from './projects.ts';
import type { Api } from './server.ts';

const PROJECT = '/api/organisations/:organisation/projects/:project';
const OF_MAILBOX = `${PROJECT}/mailboxes/:mailbox/hand-overs`;
const HOUR_MS = 3_600_000;
/** Whatever lets somebody in is in no scope. */
const config = { scope: 'person' } as const;
const tags = ['hand-overs'];

export function handOverRoutes(api: Api, deps: HandOverDeps): void {
  makeRoute(api, deps);
  setRoutes(api, deps);
  const list = {
    operationId: 'listHandOvers',
    tags,
    summary: 'New passwords of a mailbox and what became of them, the newest first',
    params: mailboxParams,
    response: { 200: listShape(handOverShape), '4xx': problemShape },
  };
  api.get(OF_MAILBOX, { config: { scope: 'read' }, schema: list }, async (request) =>
    request.inTenant(async (tenant) => {
      const { id } = await mailboxOf(tenant, await projectOf(tenant, request.params), mailboxIdOf(request.params));
      const now = deps.clock.now();
      return { items: (await tenant.handOvers(id)).map((one) => handOverOut(one, now)), next: null };
    }),
  );

  const revoke = { operationId: 'revokeHandOver', tags, summary: 'Take one back', params: handOverParams };
  api.delete(`${OF_MAILBOX}/:handOver`, { config, schema: revoke }, async (request, reply) => {
    const handOver = request.params.handOver as HandOverId; // any id may be asked for; what is not there is not found
    const place = { project: projectIdOf(request.params), mailbox: mailboxIdOf(request.params), handOver };
    await request.inTenant((tenant) => revokeHandOver(tenant, place, actorOf(request), deps));
    return reply.code(204).send();
  });
}

function makeRoute(api: Api, deps: HandOverDeps): void {
  const make = {
    operationId: 'makeHandOvers',
    tags,
    summary: 'A new password and a link that shows it once, for each of these mailboxes, all or none',
    params: projectParams,
    body: newHandOversBody,
    response: { 201: newHandOverShape.array(), '4xx': problemShape },
  };
  api.post(`${PROJECT}/hand-overs`, { config, schema: make }, async (request, reply) => {
    const { handOvers, expiresInHours } = request.body;
    const how = { by: actorOf(request), holdsMs: expiresInHours * HOUR_MS };
    const made = await request.inTenant(async (tenant) => {
      const all = [];
      for (const { mailbox: id, password } of handOvers) {
        const wish = {
          mailbox: mailboxIdOf({ mailbox: id }),
          password: password === null ? null : new Secret(password),
        };
        const { handOver, mailbox, token } = await makeHandOver(tenant, projectIdOf(request.params), wish, how, deps);
        const path = `${HAND_OVER_PAGE}/${token.reveal()}`;
        all.push({ ...handOverOut(handOver, deps.clock.now()), name: mailbox.name, path });
      }
      return all;
    });
    return reply.code(201).send(made);
  });
}

function setRoutes(api: Api, deps: HandOverDeps): void {
  const reveal = {
    operationId: 'revealPasswordsToSet',
    tags,
    summary: 'The new passwords that you have to set at the target; who looked, and why, is kept',
    params: projectParams,
    body: revealBody,
    response: { 200: passwordsToSetShape, '4xx': problemShape },
  };
  api.post(`${PROJECT}/hand-overs/revelation`, { config, schema: reveal }, async (request) => {
    const why = { by: actorOf(request), reason: request.body.reason };
    const found = await request.inTenant((tenant) =>
      revealPasswordsToSet(tenant, projectIdOf(request.params), why, deps),
    );
    return { passwords: found.map(({ password, ...rest }) => ({ ...rest, password: password.reveal() })) };
  });

  const set = {
    operationId: 'notePasswordsSet',
    tags,
    summary: 'These are set at the target now: from now on their links show them',
    params: projectParams,
    body: passwordsSetBody,
  };
  api.post(`${PROJECT}/hand-overs/setting`, { config, schema: set }, async (request, reply) => {
    const ids = request.body.handOvers.map((id) => id as HandOverId); // any id may be asked for; what is not there is not found
    await request.inTenant((tenant) =>
      notePasswordsSet(tenant, projectIdOf(request.params), ids, actorOf(request), deps),
    );
    return reply.code(204).send();
  });
}

function handOverOut(handOver: HandOver, now: Parameters<typeof handOverState>[1]) {
  const { id, mailbox, createdAt, expiresAt, setAt, shownAt, shownTo, revokedAt } = handOver;
  return {
    id,
    mailbox,
    state: handOverState(handOver, now),
    createdAt: isoSeconds(createdAt),
    expiresAt: isoSeconds(expiresAt),
    setAt: isoOrNull(setAt),
    shownAt: isoOrNull(shownAt),
    shownTo,
    revokedAt: isoOrNull(revokedAt),
  };
}
