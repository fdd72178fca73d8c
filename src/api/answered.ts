/** Tells of each request that was answered, for the log and for measuring: which one it was by its pattern, never what it held. */
import type { FastifyInstance } from 'fastify';

export interface AnsweredRequest {
  /** The caller has it too, as `x-request-id`. */
  readonly id: string;
  readonly method: string;
  /** The pattern of the route, without any value; null where there is no such route. */
  readonly route: string | null;
  readonly status: number;
  readonly ms: number;
}

export interface AnsweredDeps {
  /** Hears of each request once its answer has gone out, or broke. */
  readonly answered?: (request: AnsweredRequest) => void;
}

export function tellAnswered(api: FastifyInstance, { answered }: AnsweredDeps): void {
  api.addHook('onRequest', async ({ id }, reply) => void reply.header('x-request-id', id));
  if (answered === undefined) return;
  api.addHook('onResponse', async ({ id, method, routeOptions }, { statusCode, elapsedTime }) => {
    answered({
      id,
      method,
      route: routeOptions.url ?? null,
      status: statusCode,
      ms: Math.round(elapsedTime * 10) / 10,
    });
  });
}
