/** How a program of the service is watched: lines of the log for requests, and numbers for Prometheus; each where it was asked for. */
import type { AnsweredDeps, AnsweredRequest } from '../../api/answered.ts';
import type { ServiceJob } from '../../cli/service-job.ts';
import type { Engine } from '../../work/engine.ts';
import { measuredEngine } from './measured-engine.ts';
import { listenForMetrics } from './metrics-listener.ts';
import { requestLog } from './request-log.ts';
import type { MetricsDeps } from './service-metrics.ts';

export interface Watched {
  readonly engine: Engine;
  /** For the interface. */
  readonly heard: AnsweredDeps;
}

/** Numbers are given until the stack is disposed of. Throws `service.not-listening`. */
export async function watchService(
  { metrics: place, isRequestLogged }: Pick<ServiceJob, 'metrics' | 'isRequestLogged'>,
  engine: Engine,
  closing: AsyncDisposableStack,
  deps: MetricsDeps,
): Promise<Watched> {
  const { log, clock } = deps;
  const hearers: ((request: AnsweredRequest) => void)[] = isRequestLogged ? [requestLog(log)] : [];
  if (place === null) return { engine, heard: heardBy(hearers) };
  // Loaded where somebody measures: it costs memory and looks at the event loop.
  const { openMetrics } = await import('./service-metrics.ts');
  const metrics = openMetrics(deps);
  const listener = await listenForMetrics(place, metrics.page, log);
  closing.defer(() => listener.close());
  log.info('numbers are given', { url: listener.url });
  return {
    engine: measuredEngine(engine, metrics.work, clock),
    heard: heardBy([...hearers, metrics.answered]),
  };
}

function heardBy(hearers: readonly ((request: AnsweredRequest) => void)[]): AnsweredDeps {
  if (hearers.length === 0) return {};
  return {
    answered: (request) => {
      for (const hear of hearers) hear(request);
    },
  };
}
