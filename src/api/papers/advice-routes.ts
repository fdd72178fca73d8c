/** Whether anybody needs Exchange at all: the offers, the answers of an organisation, and the advice that follows. */
import { isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import { type Advice, advise } from '../../plan/advice/advise.ts';
import { parseAnswers } from '../../plan/advice/answers.ts';
import { groupDocuments } from '../../plan/advice/group-document.ts';
import type { StorageAdvice } from '../../plan/advice/storage-advice.ts';
import { comparison } from '../../plan/advice/wording.ts';
import type { Offer } from '../../plan/offers/offer.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { adviseProject } from '../../project/papers/advised.ts';
import { setAnswers } from '../../project/papers/keep-paper.ts';
import { ANSWERS } from '../../project/papers/kept-papers.ts';
import { adviceShape, answersBody, answersShape, offersShape } from '../contract/papers.ts';
import { organisationParams, problemShape, projectParams } from '../contract/words.ts';
import { actorOf } from '../people/caller.ts';
import { projectIdOf } from '../projects.ts';
import type { Api } from '../server.ts';

export interface AdviceDeps extends ProjectDeps {
  /** In the order in which they are preferred. */
  readonly offers: readonly Offer[];
}

const ORGANISATION = '/api/organisations/:organisation';
const PROJECT = `${ORGANISATION}/projects/:project` as const;
/** As many people as an organisation has that this program moves, with what each of them told. */
const ANSWERS_BYTES_MAX = 16 * 1024 * 1024;

export function adviceRoutes(api: Api, deps: AdviceDeps): void {
  offerRoutes(api, deps);
  const url = `${PROJECT}/answers` as const;
  const shown = { tags: ['preparation'], params: projectParams, response: { 200: answersShape, '4xx': problemShape } };
  const get = { ...shown, operationId: 'getAnswers', summary: 'What the organisation and its people answered' };
  api.get(url, { config: { scope: 'read' }, schema: get }, async (request) =>
    request.inTenant(async (tenant) => {
      const { madeAt = null, document = null } = (await tenant.paper(projectIdOf(request.params), 'answers', '')) ?? {};
      if (madeAt === null || document === null) throw new Failure('service.not-found', { what: 'answers' });
      return { madeAt: isoSeconds(madeAt), answers: { ...document } };
    }),
  );
  const put = {
    ...shown,
    operationId: 'setAnswers',
    summary: 'Keep answers, in place of earlier ones',
    body: answersBody,
  };
  api.put(url, { config: { scope: 'manage' }, bodyLimit: ANSWERS_BYTES_MAX, schema: put }, async (request) =>
    request.inTenant(async (tenant) => {
      const how = { by: actorOf(request), offers: deps.offers };
      await setAnswers(tenant, projectIdOf(request.params), request.body, how, deps);
      return { madeAt: isoSeconds(deps.clock.now()), answers: request.body };
    }),
  );
  const advice = {
    operationId: 'getAdvice',
    tags: ['preparation'],
    summary: 'What fits each group of the answers, and why',
    params: projectParams,
    response: { 200: adviceShape, '4xx': problemShape },
  };
  api.get(`${PROJECT}/advice`, { config: { scope: 'read' }, schema: advice }, async (request) => {
    const found = await request.inTenant((tenant) =>
      adviseProject(tenant, projectIdOf(request.params), deps.offers, deps),
    );
    return adviceOut(found.advice);
  });
}

/** What needs no project. */
function offerRoutes(api: Api, { offers, clock }: AdviceDeps): void {
  const of = { tags: ['preparation'], params: organisationParams };
  const list = {
    ...of,
    operationId: 'getOffers',
    summary: 'What there is to choose from, compared',
    response: { 200: offersShape, '4xx': problemShape },
  };
  api.get(`${ORGANISATION}/offers`, { config: { scope: 'read' }, schema: list }, async (request) =>
    // Asked inside of the organisation, so that somebody else's is not there.
    request.inTenant(async () => ({
      offers: offers.map(offerOut),
      comparison: comparison(offers).map((row) => ({ ...row, cells: [...row.cells] })),
    })),
  );
  const ask = {
    ...of,
    operationId: 'askAdvice',
    summary: 'What fits these answers; nothing of them is kept',
    body: answersBody,
    response: { 200: adviceShape, '4xx': problemShape },
  };
  const url = `${ORGANISATION}/advice` as const;
  const bound = { bodyLimit: ANSWERS_BYTES_MAX, schema: ask };
  api.post(url, { config: { scope: 'read' }, ...bound }, async (request) =>
    request.inTenant(async () => {
      const answers = parseAnswers(JSON.stringify(request.body), ANSWERS);
      const yearNow = new Date(clock.now()).getUTCFullYear();
      return adviceOut(advise(answers, offers, { inventory: null, surveys: [], yearNow }));
    }),
  );
}

function offerOut({ shows, needs, remarks, ...offer }: Offer) {
  const { outlook, phone, web } = shows;
  return {
    ...offer,
    shows: { outlook: [...outlook], phone: [...phone], web: [...web] },
    needs: [...needs],
    remarks: [...remarks],
  };
}

function adviceOut(advice: Advice) {
  const { offers, storage, remarks } = advice;
  return {
    offers: offers.map(offerOut),
    groups: groupDocuments(advice),
    storage: storage.map(({ advice: of, ...one }) => ({ ...one, advice: of === null ? null : storageOut(of) })),
    remarks: [...remarks],
  };
}

function storageOut({ bytes, bytesAfter, trash, junk, old }: StorageAdvice) {
  return { bytes, bytesAfter, trashBytes: trash.bytes, junkBytes: junk.bytes, oldBytes: old.bytes };
}
