/** For whoever watches over the service: whether it is alive, and whether it can work. Nobody has to be signed in, and little is told. */
import { z } from 'zod';
import { problemShape } from './contract/words.ts';
import type { Api } from './server.ts';

/** What the service needs for its work, by name; whether each is as it must be. */
export interface Readiness {
  readonly database: boolean;
  /** Its tables are those of this version. */
  readonly migrations: boolean;
  readonly queue: boolean;
  readonly sealingKey: boolean;
}

export interface HealthDeps {
  /** Never fails, and answers within seconds. */
  readonly readiness: () => Promise<Readiness>;
}

const aliveShape = z.object({ alive: z.literal(true) });
const part = z.boolean();
const readyShape = z.object({
  ready: z.boolean(),
  parts: z.object({ database: part, migrations: part, queue: part, sealingKey: part }),
});

export function healthRoutes(api: Api, { readiness }: HealthDeps): void {
  const health = {
    operationId: 'getHealth',
    tags: ['health'],
    summary: 'Whether the service is alive',
    response: { 200: aliveShape, '4xx': problemShape },
  };
  api.get('/api/health', { schema: health }, async () => ({ alive: true as const }));

  const ready = {
    operationId: 'getReadiness',
    tags: ['health'],
    summary: 'Whether the service can work, and which part cannot',
    response: { 200: readyShape, 503: readyShape, '4xx': problemShape },
  };
  api.get('/api/ready', { schema: ready }, async (_request, reply) => {
    const parts = await readiness();
    const isReady = Object.values(parts).every((isWell) => isWell === true);
    return reply.code(isReady ? 200 : 503).send({ ready: isReady, parts });
  });
}
