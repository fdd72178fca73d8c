/** What a program of the service measures, as Prometheus reads it. No label and no number tells of an organisation, an address or content. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AnsweredRequest } from '../../api/answered.ts';
import type { Clock } from '../../base/clock.ts';
import type { WorkCounters } from './measured-engine.ts';
import type { MetricsPage } from './metrics-listener.ts';
import { type FigureDeps, openFigures } from './service-figures.ts';

export interface MetricsDeps extends FigureDeps {
  readonly clock: Clock;
  readonly version: string;
}

export interface Metrics {
  readonly page: MetricsPage;
  readonly answered: (request: AnsweredRequest) => void;
  readonly work: WorkCounters;
}

/** From a list of one page to a table of thousands of mailboxes. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function openMetrics(deps: MetricsDeps): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const help = 'The version of Godwit.';
  new Gauge({ name: 'godwit_build_info', help, labelNames: ['version'], registers }).set({ version: deps.version }, 1);
  const requests = new Histogram({
    name: 'godwit_http_request_duration_seconds',
    help: 'Requests that were answered, by the pattern of their route.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const look = figures(registry, deps);
  return {
    page: {
      type: registry.contentType,
      text: async () => {
        await look();
        return registry.metrics();
      },
    },
    answered: ({ method, route, status, ms }) => {
      // How long somebody listens to a stream says nothing about us.
      if (route?.endsWith('/stream') === true) return;
      requests.observe({ method, route: route ?? 'none', status: String(status) }, ms / 1000);
    },
    work: workCounters(registry),
  };
}

/** Of this program alone, since it began. */
function workCounters(registry: Registry): WorkCounters {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name: `godwit_${name}`, help, registers });
  const copiedItems = counter('copied_items_total', 'Items that this program copied.');
  const copiedBytes = counter('copied_bytes_total', 'Bytes of the items that this program copied.');
  const verifiedItems = counter('verified_items_total', 'Items that this program read back and proved.');
  const verifiedBytes = counter('verified_bytes_total', 'Bytes of the items that this program proved.');
  const failedItems = counter('failed_items_total', 'Items that became exceptions.');
  const waits = counter('throttling_waits_total', 'How often a server or a shared budget asked this program to wait.');
  const waitSeconds = counter('throttling_wait_seconds_total', 'For how long they asked, all mailboxes together.');
  const help = 'Mailboxes that this program copies or proves now.';
  const atWork = new Gauge({ name: 'godwit_mailboxes_at_work', help, registers });
  return {
    moved: (more) => {
      copiedItems.inc(more.itemsCopied);
      copiedBytes.inc(more.bytesCopied);
      verifiedItems.inc(more.itemsVerified);
      verifiedBytes.inc(more.bytesVerified);
      failedItems.inc(more.itemsFailed);
    },
    waited: (ms) => {
      waits.inc();
      waitSeconds.inc(ms / 1000);
    },
    atWork: (mailboxes) => atWork.set(mailboxes),
  };
}

/** Gives what brings the numbers of the database up to date. Those that cannot be had are left out, for an old number would lie. */
function figures(registry: Registry, deps: MetricsDeps): () => Promise<void> {
  const registers = [registry];
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `godwit_${name}`, help, labelNames: ['state'], registers });
  const up = new Gauge({ name: 'godwit_database_up', help: '1 while the database answers.', registers });
  const connections = gauge('database_connections', 'Connections of this program to the database.');
  const help = 'What waits in this program for a connection to the database.';
  const waiting = new Gauge({ name: 'godwit_database_waiting', help, registers });
  const ofAll = {
    mailboxes: gauge('mailboxes', 'Mailboxes of all organisations by state; the same from each program.'),
    jobs: gauge('jobs', 'Jobs of the queue; the same from each program.'),
    programs: gauge('programs', 'Programs on the database; the same from each of them.'),
  };
  const look = openFigures(deps);
  return async () => {
    const { busy, idle, waiting: queued } = deps.db.use();
    connections.set({ state: 'busy' }, busy);
    connections.set({ state: 'idle' }, idle);
    waiting.set(queued);
    const found = await look();
    up.set(found === null ? 0 : 1);
    for (const [name, one] of Object.entries(ofAll)) {
      one.reset();
      const numbers = found === null ? {} : found[name as keyof typeof ofAll]; // its keys are these
      for (const [state, count] of Object.entries(numbers)) one.set({ state }, count);
    }
  };
}
