/**
 * The link that shows a new password once. Looking at it uses nothing up, for programs look at every link in a mail before its
 * reader does; only the button of the page, or a POST, shows the password.
 */
import type { FastifyRequest } from 'fastify';
import { isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import { tokenHash } from '../../base/token.ts';
import { signInPlace } from '../../model/device.ts';
import { type HandOverPlace, handOverState } from '../../model/hand-over.ts';
import type { Store } from '../../model/store.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { showPassword } from '../../project/hand-over.ts';
import { answerPage } from '../answer-page.ts';
import { handOverLinkParams, openHandOverShape, shownPasswordShape } from '../contract/hand-overs.ts';
import { problemShape } from '../contract/words.ts';
import { HAND_OVER_PAGE, HAND_OVER_POLICY, lookPage, problemPage, shownPage } from '../hand-over-page.ts';
import { userAgentOf } from '../people/begin-session.ts';
import { problemDocument } from '../problem-document.ts';
import type { Api } from '../server.ts';
import type { Guesses } from './guesses.ts';

export interface OpenHandOverDeps extends ProjectDeps {
  readonly store: Store;
  readonly guesses: Guesses;
}

const PATH = '/api/hand-overs/:token';
/** Of one address: an office of people may open theirs on the same morning. */
const config = { rateLimit: { max: 120, timeWindow: 60_000 } };

export function openHandOverRoutes(api: Api, deps: OpenHandOverDeps): void {
  const tags = ['mailbox user'];
  const look = {
    operationId: 'lookAtHandOver',
    tags,
    summary: 'Whether a link still shows a password. Uses nothing up',
    params: handOverLinkParams,
    response: { 200: openHandOverShape, '4xx': problemShape },
  };
  api.get(PATH, { config, schema: look }, (request) => looked(request.params.token, request, deps));

  const open = {
    operationId: 'openHandOver',
    tags,
    summary: 'Show the new password, this once',
    params: handOverLinkParams,
    response: { 200: shownPasswordShape, '4xx': problemShape },
  };
  api.post(PATH, { config, schema: open }, (request) => shown(request.params.token, request, deps));
  pageRoutes(api, deps);
}

/** The same for people: a page and a button, without a script. */
function pageRoutes(api: Api, deps: OpenHandOverDeps): void {
  const schema = { hide: true, params: handOverLinkParams };
  const url = `${HAND_OVER_PAGE}/:token` as const;
  void api.register(async (part: Api) => {
    // A form without fields, which is what the button sends.
    part.addContentTypeParser('application/x-www-form-urlencoded', { bodyLimit: 0 }, (_request, _body, done) =>
      done(null),
    );
    part.setErrorHandler(async (error, _request, reply) => {
      if (!(error instanceof Failure)) throw error;
      const { status, title, detail } = problemDocument(error);
      return answerPage(reply.code(status), problemPage(title, detail), HAND_OVER_POLICY);
    });
    part.get(url, { config, schema }, async (request, reply) =>
      answerPage(reply, lookPage(await looked(request.params.token, request, deps)), HAND_OVER_POLICY),
    );
    part.post(url, { config, schema }, async (request, reply) =>
      answerPage(reply, shownPage(await shown(request.params.token, request, deps)), HAND_OVER_POLICY),
    );
  });
}

async function looked(token: string, { ip }: FastifyRequest, deps: OpenHandOverDeps) {
  const place = await placeBy(token, ip, deps);
  return deps.store.inTenant(place.organisation, async (tenant) => {
    const handOver = await tenant.findHandOver(place.handOver);
    const mailbox = handOver === null ? null : await tenant.mailbox(handOver.mailbox);
    if (handOver === null || mailbox === null) throw new Failure('service.link-invalid', {});
    const state = handOverState(handOver, deps.clock.now());
    return { name: mailbox.name, state, expiresAt: isoSeconds(handOver.expiresAt) };
  });
}

async function shown(token: string, request: FastifyRequest, deps: OpenHandOverDeps) {
  const { organisation, ...place } = await placeBy(token, request.ip, deps);
  const to = shownTo(request);
  const { mailbox, password } = await deps.store.inTenant(organisation, (tenant) =>
    showPassword(tenant, place, to, deps),
  );
  return { name: mailbox.name, password: password.reveal(), target: signInPlace(mailbox.settings.target.address).host };
}

/** Throws `service.link-invalid`, and `service.asked-too-often` for who was wrong too often. */
function placeBy(token: string, ip: string, { store, guesses }: OpenHandOverDeps): Promise<HandOverPlace> {
  return guesses.judge(ip, () => store.inHouse((house) => house.handOverBy(tokenHash(token))));
}

function shownTo(request: FastifyRequest): string {
  const browser = userAgentOf(request);
  return browser === null ? request.ip : `${request.ip}, ${browser}`;
}
