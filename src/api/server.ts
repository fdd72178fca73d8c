/**
 * The HTTP interface, and the first file of its room: who may ask for what, in the shapes of the contract. It calls `project/`
 * in transactions and never the engine; what it must never do is to answer with something of another organisation, or with a
 * secret.
 */
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerOptions,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Log } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import { type AnsweredDeps, tellAnswered } from './answered.ts';
import { blackoutRoutes } from './blackouts.ts';
import { checkRoutes } from './checks.ts';
import { closingReportRoutes } from './closing-report.ts';
import { type ConsoleDeps, consoleRoutes } from './console.ts';
import { startRoutes } from './cut-over/start-routes.ts';
import { switchRoutes } from './cut-over/switch-routes.ts';
import { describeApi } from './describe.ts';
import { tagAnswers } from './entity-tags.ts';
import { streamRoute } from './event-stream.ts';
import { eventRoutes } from './events.ts';
import { failedItemRoutes } from './failed-items.ts';
import { caseRoutes } from './finish/case-routes.ts';
import { signInRoutes } from './finish/sign-in-routes.ts';
import { finishRoutes } from './finish.ts';
import { handOverRoutes } from './hand-overs.ts';
import { type HealthDeps, healthRoutes } from './health.ts';
import { jobRoutes } from './jobs.ts';
import { mailboxActRoutes } from './mailbox-acts.ts';
import { type MailboxDeps, mailboxRoutes } from './mailboxes.ts';
import { organisationRoutes } from './organisations.ts';
import { type AdviceDeps, adviceRoutes } from './papers/advice-routes.ts';
import { domainCheckRoutes } from './papers/domain-check-routes.ts';
import { inventoryRoutes } from './papers/inventory-routes.ts';
import { preparationRoutes } from './papers/preparation-routes.ts';
import { passwordRoutes } from './passwords.ts';
import type { SessionDeps } from './people/begin-session.ts';
import { needCaller } from './people/caller.ts';
import { operatorRoutes } from './people/operators.ts';
import { peopleRoutes } from './people/people.ts';
import { providerRoutes } from './people/providers.ts';
import { sessionRoutes } from './people/session.ts';
import { tokenRoutes } from './people/tokens.ts';
import { answerProblem } from './problem-document.ts';
import { projectSettingsRoutes } from './project-settings.ts';
import { projectRoutes } from './projects.ts';
import { reportRoutes } from './reports.ts';
import { giveSameAnswers } from './same-answer.ts';
import { refuseForeignPages } from './same-site.ts';
import { surveyRoutes } from './surveys.ts';
import { tableInRoutes } from './table-in.ts';
import { tableOutRoutes } from './table-out.ts';
import { deliveryRoutes } from './telling/deliveries.ts';
import { type IncomingMailDeps, incomingMailRoutes } from './telling/incoming-mail.ts';
import { type MailSettingsDeps, mailSettingsRoutes } from './telling/mail-settings.ts';
import { mailboxContactRoutes } from './telling/mailbox-contact.ts';
import { type WebhookDeps, webhookRoutes } from './telling/webhooks.ts';
import type { PlanDeps } from './ticket/plan-routes.ts';
import { ticketRoutes } from './ticket/ticket-routes.ts';
import { linkRoutes } from './user/links.ts';
import { mailedLinkRoutes } from './user/mailed-links.ts';
import type { ProfileDeps } from './user/own-devices.ts';
import { userRoutes } from './user/user-routes.ts';
import { waveRoutes } from './waves.ts';
import { workSettingsRoutes } from './work-settings.ts';
import { workerRoutes } from './workers.ts';

export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export interface ApiDeps
  extends SessionDeps,
    MailboxDeps,
    HealthDeps,
    AnsweredDeps,
    IncomingMailDeps,
    MailSettingsDeps,
    WebhookDeps,
    AdviceDeps,
    PlanDeps,
    ProfileDeps,
    ConsoleDeps {
  readonly log: Log;
  readonly version: string;
  /** Whose word counts about where a request comes from; null for nobody's. */
  readonly proxies: Proxies | null;
}

/** The one hop before this program, whoever that is, or these addresses and networks. */
export type Proxies = 'one-hop' | readonly string[];

/** 500 mailboxes with long addresses. */
const BODY_BYTES_MAX = 2 * 1024 * 1024;
/** Of one address or one token; a console that is open in several windows stays far below. */
const REQUESTS_PER_MINUTE = 600;

/** For people who are signed in, and for programs with a token. */
const ROUTES: readonly ((api: Api, deps: ApiDeps) => void)[] = [
  operatorRoutes,
  providerRoutes,
  organisationRoutes,
  peopleRoutes,
  projectRoutes,
  mailboxRoutes,
  passwordRoutes,
  mailboxActRoutes,
  surveyRoutes,
  checkRoutes,
  reportRoutes,
  failedItemRoutes,
  tableInRoutes,
  tableOutRoutes,
  eventRoutes,
  streamRoute,
  waveRoutes,
  jobRoutes,
  projectSettingsRoutes,
  blackoutRoutes,
  adviceRoutes,
  inventoryRoutes,
  domainCheckRoutes,
  preparationRoutes,
  ticketRoutes,
  tokenRoutes,
  linkRoutes,
  mailedLinkRoutes,
  startRoutes,
  switchRoutes,
  handOverRoutes,
  finishRoutes,
  closingReportRoutes,
  caseRoutes,
  signInRoutes,
  workSettingsRoutes,
  workerRoutes,
  deliveryRoutes,
  webhookRoutes,
  mailboxContactRoutes,
  mailSettingsRoutes,
];

/** The interface, which listens to nothing yet. */
export async function buildApi(deps: ApiDeps): Promise<Api> {
  const api = fastify({
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    trustProxy: trustOf(deps.proxies),
    genReqId: () => deps.random.id(),
  }).withTypeProvider<ZodTypeProvider>();
  api.setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler);
  api.setErrorHandler(answerProblem(deps));
  api.removeContentTypeParser('text/plain'); // a form of another site could send that
  api.decorateRequest('caller', null);
  tellAnswered(api, deps);
  await secure(api);
  await describeApi(api, deps.version);
  healthRoutes(api, deps);
  sessionRoutes(api, deps);
  userRoutes(api, deps);
  incomingMailRoutes(api, deps);
  await api.register(async (part: Api) => {
    needCaller(part, deps);
    giveSameAnswers(part, deps);
    for (const addTo of ROUTES) addTo(part, deps);
  });
  consoleRoutes(api, deps);
  api.get('/api/openapi.json', { schema: { hide: true } }, async () => api.swagger());
  await api.ready();
  return api;
}

/** `X-Forwarded-*` says nothing unless somebody is trusted: anybody can write it. */
function trustOf(proxies: Proxies | null): NonNullable<FastifyServerOptions['trustProxy']> {
  if (proxies === null) return false;
  return proxies === 'one-hop' ? (_address, hop) => hop === 0 : [...proxies];
}

async function secure(api: Api): Promise<void> {
  await api.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  });
  await api.register(cookie);
  await api.register(rateLimit, {
    max: REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    // The caller is known by now: programs behind one proxy do not use up each other's share.
    keyGenerator: ({ caller, ip }) => (caller?.is === 'token' ? `token ${caller.id}` : ip),
    errorResponseBuilder: (_request, { ttl }) =>
      new Failure('service.asked-too-often', { seconds: String(Math.ceil(ttl / 1000)) }),
  });
  api.setNotFoundHandler(async () => {
    throw new Failure('service.not-found', { what: 'page' });
  });
  api.addHook('onRequest', refuseForeignPages);
  tagAnswers(api);
  api.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
}
