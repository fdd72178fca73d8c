/**
 * Where Prometheus asks: a listener of its own with one page, which tells numbers and no names. It is apart from the interface, so
 * that no proxy before that passes it on to the world, and so that workers, which have no interface, have it too.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Log } from '../../base/log.ts';
import { notListening } from './not-listening.ts';

/** The page, as it is at this moment. */
export interface MetricsPage {
  readonly type: string;
  /** Never fails over what it measures. */
  text(): Promise<string>;
}

export interface MetricsListener {
  /** `http://127.0.0.1:9464/metrics` */
  readonly url: string;
  close(): Promise<void>;
}

const PATH = '/metrics';
/** Some who measure, each with a connection that is kept. */
const CONNECTIONS_MAX = 32;
const REQUEST_MS_MAX = 10_000;

/** Throws `service.not-listening`. */
export async function listenForMetrics(
  place: { readonly host: string; readonly port: number },
  page: MetricsPage,
  log: Log,
): Promise<MetricsListener> {
  const server = createServer({ requestTimeout: REQUEST_MS_MAX, headersTimeout: REQUEST_MS_MAX }, answer(page, log));
  server.maxConnections = CONNECTIONS_MAX;
  await listening(server, place).catch((error: unknown) => {
    throw notListening(place, error);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : place.port;
  const host = place.host.includes(':') ? `[${place.host}]` : place.host;
  return {
    url: `http://${host}:${port}${PATH}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(page: MetricsPage, log: Log): RequestListener {
  return ({ method, url = '' }, response) => {
    const end = (status: number, text: string, type = 'text/plain'): void =>
      void response.writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff' }).end(text);
    if ((method !== 'GET' && method !== 'HEAD') || url.split('?')[0] !== PATH) return end(404, `GET ${PATH}\n`);
    page.text().then(
      (text) => end(200, text, page.type),
      (error: unknown) => {
        log.warn('nothing could be measured', { reason: String(error) });
        end(500, 'The log says why.\n');
      },
    );
  };
}

function listening(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
