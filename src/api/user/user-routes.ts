/** What the user of a mailbox may ask by the private link: about the own mailbox, and about nothing else. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Clock, instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import { type NewToken, tokenHash } from '../../base/token.ts';
import type { LinkHolder } from '../../model/mailbox-user.ts';
import type { Store, Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { openCase } from '../../project/finish/cases.ts';
import { userOf } from '../../project/link-user.ts';
import { sayAllThere, tickSteps } from '../../project/mailbox-user.ts';
import { moveMailbox } from '../../project/move-mailbox.ts';
import { replacePassword } from '../../project/replace-password.ts';
import { placeOf } from '../contract/passwords.ts';
import {
  missingBody,
  openLinkBody,
  ownMailboxShape,
  sourceParams,
  stepsBody,
  userActBody,
  userPasswordBody,
} from '../contract/user.ts';
import { problemShape } from '../contract/words.ts';
import type { Api } from '../server.ts';
import { Guesses } from './guesses.ts';
import { type HolderDeps, holderByToken, holderOf, LINK_COOKIE, needHolder } from './holder.ts';
import { openHandOverRoutes } from './open-hand-over.ts';
import { ownCaseRoutes } from './own-cases.ts';
import { ownDeviceRoutes, type ProfileDeps } from './own-devices.ts';
import { ownMailbox } from './own-mailbox.ts';
import { pageRoutes } from './page-routes.ts';

export interface UserDeps extends ProjectDeps, ProfileDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly newToken: NewToken;
  /** Where people reach the service; null: where a request came to. */
  readonly publicUrl: URL | null;
  /** The cookie goes over encrypted lines alone. */
  readonly isSecure: boolean;
}

/** Long enough to read, tick and type; the link opens the next one. */
const SESSION_MS = 2 * 3_600_000;
const PATH = '/api/user';
/** Of one address: a page that follows the move asks far less. */
const rateLimit = { max: 120, timeWindow: 60_000 };
const config = { scope: 'mailbox-user', rateLimit } as const;
const own = { 200: ownMailboxShape, '4xx': problemShape };

export function userRoutes(api: Api, deps: UserDeps): void {
  const withGuesses: UserDeps & HolderDeps = { ...deps, guesses: new Guesses(deps.clock) };
  api.decorateRequest('holder', null);
  openRoute(api, withGuesses);
  openHandOverRoutes(api, withGuesses);
  pageRoutes(api, withGuesses);
  void api.register(async (part: Api) => {
    needHolder(part, withGuesses);
    ownRoutes(part, deps);
    wordRoutes(part, deps);
    ownCaseRoutes(part, deps);
    ownDeviceRoutes(part, deps);
  });
}

/** Opening the page of the link asks for nothing: a link is exchanged by this alone, and as often as its user comes back. */
function openRoute(api: Api, deps: UserDeps & HolderDeps): void {
  const open = {
    operationId: 'openLink',
    tags: ['mailbox user'],
    summary: 'Exchange the token of a private link for a session of its mailbox',
    body: openLinkBody,
    response: { 201: ownMailboxShape, '4xx': problemShape },
  };
  api.post(
    `${PATH}/session`,
    { config: { rateLimit: { max: 20, timeWindow: 60_000 } }, schema: open },
    async (request, reply) => {
      const holder = await holderByToken(request.body.token, request, deps);
      await beginSession(holder, request, reply, deps);
      const mailbox = await deps.store.inTenant(holder.organisation, async (tenant) => {
        const { mailbox: id, project } = holder;
        const about = { subject: 'mailbox', subjectId: id, project, from: null, to: null, reason: null } as const;
        tenant.append({ ...about, at: deps.clock.now(), actor: userOf(holder), name: 'open-link', facts: {} });
        return ownMailbox(tenant, holder, deps.clock.now());
      });
      return reply.code(201).send(mailbox);
    },
  );
}

/** Does something with the own mailbox and shows it as it is then. */
async function thenShow(
  request: FastifyRequest,
  { store, clock }: UserDeps,
  act: (tenant: Tenant, holder: LinkHolder) => Promise<void>,
) {
  const holder = holderOf(request);
  return store.inTenant(holder.organisation, async (tenant) => {
    await act(tenant, holder);
    return ownMailbox(tenant, holder, clock.now());
  });
}

function ownRoutes(api: Api, deps: UserDeps): void {
  const look = { operationId: 'getOwnMailbox', tags: ['mailbox user'], summary: 'The own mailbox', response: own };
  api.get(`${PATH}/mailbox`, { config, schema: look }, (request) => thenShow(request, deps, async () => undefined));

  const end = {
    operationId: 'endLinkSession',
    tags: ['mailbox user'],
    summary: 'End the session; the link goes on to hold',
  };
  api.delete(`${PATH}/session`, { config, schema: end }, async (request, reply) => {
    const session = request.cookies[LINK_COOKIE] ?? '';
    await deps.store.inHouse((house) => house.endLinkSession(tokenHash(session)));
    return reply.clearCookie(LINK_COOKIE, { path: PATH }).code(204).send();
  });

  const put = {
    operationId: 'putOwnPassword',
    tags: ['mailbox user'],
    summary: 'Hand in the password of the old mailbox',
    params: sourceParams,
    body: userPasswordBody,
    response: own,
  };
  api.put(`${PATH}/mailbox/passwords/:place`, { config, schema: put }, (request) => {
    const place = placeOf(request.params.place);
    if (place === null) throw new Failure('service.not-found', { what: 'page' });
    const password = new Secret(request.body.password);
    return thenShow(request, deps, async (tenant, holder) => {
      await replacePassword(tenant, holder, { place, password }, { by: userOf(holder), reason: null }, deps);
    });
  });
}

function wordRoutes(api: Api, deps: UserDeps): void {
  const tick = {
    operationId: 'putOwnSteps',
    tags: ['mailbox user'],
    summary: 'Which steps of the preparation are done, all of them',
    body: stepsBody,
    response: own,
  };
  api.put(`${PATH}/mailbox/steps`, { config, schema: tick }, (request) =>
    thenShow(request, deps, (tenant, holder) => tickSteps(tenant, holder, [...new Set(request.body.done)], deps)),
  );

  const act = {
    operationId: 'actOnOwnMailbox',
    tags: ['mailbox user'],
    summary: 'Say that you are prepared, or that all is there',
    body: userActBody,
    response: own,
  };
  api.post(`${PATH}/mailbox/acts`, { config, schema: act }, (request) =>
    thenShow(request, deps, async (tenant, holder) => {
      const { act: event } = request.body;
      if (event === 'confirm') return sayAllThere(tenant, holder, deps);
      return moveMailbox(tenant, holder, { event, by: userOf(holder), reason: null }, deps);
    }),
  );

  const miss = {
    operationId: 'sayMissing',
    tags: ['mailbox user'],
    summary: 'Say that something is missing, one thing at a time',
    body: missingBody,
    response: own,
  };
  api.post(`${PATH}/mailbox/missing`, { config, schema: miss }, (request) =>
    thenShow(request, deps, async (tenant, holder) => {
      await openCase(tenant, holder, request.body, userOf(holder), deps);
    }),
  );
}

async function beginSession(
  { link }: LinkHolder,
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { store, clock, newToken, isSecure }: UserDeps,
): Promise<void> {
  const token = newToken().reveal();
  const now = clock.now();
  const span = { now, until: instant(now + SESSION_MS) };
  await store.inHouse((house) => house.addLinkSession(tokenHash(token), link, span));
  reply.setCookie(LINK_COOKIE, token, {
    path: PATH,
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure || headers['x-forwarded-proto'] === 'https',
    maxAge: SESSION_MS / 1000,
  });
}
