/** What went wrong, as HTTP says it: a problem document (RFC 9457) for every failure that has a code. */
import { inspect } from 'node:util';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../base/log.ts';
import { Failure, type ProblemCode } from '../base/problem.ts';
import type { Random } from '../base/random.ts';

export interface ProblemDeps {
  readonly log: Log;
  readonly random: Random;
}

/** Failures that are the caller's to know of, by the status that says so best. All others are faults of the service. */
const STATUSES: Readonly<Partial<Record<ProblemCode, number>>> = {
  'usage.invalid': 422,
  'service.request-invalid': 400,
  'service.not-signed-in': 401,
  'service.token-refused': 401,
  'service.two-callers': 400,
  'service.scope-missing': 403,
  'service.person-needed': 403,
  'service.sign-in-refused': 401,
  'service.code-needed': 401,
  'service.code-refused': 401,
  'service.passkey-refused': 401,
  'service.provider-refused': 401,
  'service.provider-visit-over': 401,
  'service.identity-unknown': 401,
  'hand-over.not-ready': 409,
  'hand-over.over': 410,
  'service.second-factor-is': 409,
  'service.foreign-page': 403,
  'service.not-yours-to-do': 403,
  'service.own-account': 409,
  'service.last-operator': 409,
  'service.not-found': 404,
  'service.console-missing': 404,
  'service.link-invalid': 404,
  'service.preview-stale': 409,
  'service.table-refused': 422,
  'service.key-of-other': 422,
  'service.key-under-way': 409,
  'service.taken': 409,
  'service.changed-meanwhile': 412,
  'project.move-refused': 409,
  'project.reason-missing': 422,
  'service.asked-too-often': 429,
  'mail.not-set': 409,
  'mail.unreachable': 502,
  'mail.sign-in-refused': 502,
  'mail.refused': 502,
  'mail.put-off': 502,
  'mail.signature-wrong': 401,
  'webhook.forbidden': 422,
  'database.unreachable': 503,
  'database.full': 507,
};
const DEFECT = 500;

/** The error handler of the whole interface. */
export function answerProblem(deps: ProblemDeps) {
  return async (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const failure = failureOf(error);
    if (failure === null) return answerDefect(error, request, reply, deps);
    return send(reply, problemDocument(failure));
  };
}

/** What the framework throws by itself is the caller's mistake in all but our words; null for what nobody expected. */
function failureOf(error: FastifyError | Error): Failure | null {
  if (error instanceof Failure) return error;
  if ('validation' in error && error.validation !== undefined) {
    if (error.validationContext === 'params') return new Failure('service.not-found', { what: 'page' });
    const named = error.validation.map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? ''}`.trim());
    return new Failure('service.request-invalid', { what: named.slice(0, 5).join('; ') });
  }
  const isCallers = 'statusCode' in error && error.statusCode !== undefined && error.statusCode < DEFECT;
  return isCallers ? new Failure('service.request-invalid', { what: error.message }) : null;
}

function answerDefect(error: Error, request: FastifyRequest, reply: FastifyReply, deps: ProblemDeps): FastifyReply {
  const id = deps.random.id();
  const { method, routeOptions } = request;
  deps.log.warn('defect of Godwit', {
    id,
    method,
    route: routeOptions.url ?? '',
    stack: error.stack ?? inspect(error),
  });
  const title = `Something went wrong inside Godwit. This is our fault (${id}).`;
  const detail = 'Ask again; if it happens again, send the log with this id to the makers of Godwit.';
  return send(reply, documentOf(DEFECT, 'defect', title, detail));
}

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
}

/** As it is answered. */
export function problemDocument({ code, message, remedy }: Failure): ProblemDocument {
  return documentOf(STATUSES[code] ?? DEFECT, code, message, remedy);
}

function documentOf(status: number, code: string, title: string, detail: string): ProblemDocument {
  return { type: `https://godwit.invalid/errors#${code}`, title, status, detail, code };
}

export const PROBLEM_TYPE = 'application/problem+json';

function send(reply: FastifyReply, document: ProblemDocument): FastifyReply {
  // Written here and not by the shape of the route: an error may come before there is a route.
  return reply.code(document.status).type(PROBLEM_TYPE).serializer(String).send(JSON.stringify(document));
}
