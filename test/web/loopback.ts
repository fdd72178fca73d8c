/** Servers on loopback for tests of the HTTP client, and requests to them. What was opened ends with `endAll`. */
import { createServer, type RequestListener } from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { systemClock } from '../../src/base/clock.ts';
import {
  type HttpAnswer,
  type HttpBody,
  type HttpClient,
  type HttpOptions,
  heldBody,
  httpClient,
} from '../../src/wire/http.ts';
import { HttpError } from '../../src/wire/http-errors.ts';
import { never } from '../contract/contract.ts';

export interface Said {
  readonly body?: HttpBody;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answerBytesMax?: number;
  readonly signal?: AbortSignal;
}

export class Loopback {
  readonly #closing: (() => Promise<void> | void)[] = [];

  client(port: number, more: Partial<HttpOptions> = {}): HttpClient {
    const url = more.url ?? new URL(`http://127.0.0.1:${port}/EWS/Exchange.asmx`);
    const made = httpClient({ ca: [], allowInsecureLoopback: true, clock: systemClock, ...more, url });
    this.#closing.push(() => made.close());
    return made;
  }

  async web(listener: RequestListener): Promise<number> {
    return await this.listening(createServer(listener));
  }

  /** Gives the port. */
  async listening(server: net.Server & { closeAllConnections?: () => void }): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#closing.push(async () => {
      server.closeAllConnections?.();
      await new Promise((resolve) => server.close(resolve));
    });
    return (server.address() as AddressInfo).port; // it listens on an internet address
  }

  /** A server of bare sockets. */
  async sockets(take: (socket: Socket) => void): Promise<number> {
    const open = new Set<Socket>();
    const server = net.createServer((socket) => {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      take(socket);
    });
    const port = await this.listening(server);
    this.#closing.push(() => {
      for (const socket of open) socket.destroy();
    });
    return port;
  }

  async endAll(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close();
  }
}

export async function bytesOf(incoming: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function post(http: HttpClient, said: Said = {}): Promise<HttpAnswer & { readonly bytes: Buffer }> {
  const { body = heldBody([Buffer.from('hello')]), headers = {}, answerBytesMax = 1_000_000, signal = never() } = said;
  return await http.use(async (connection) => {
    const answer = await connection.send({ headers, body, answerBytesMax }, signal);
    return { ...answer, bytes: await bytesOf(answer.body) };
  });
}

/** The error of a request that must not succeed. */
export async function trouble(run: Promise<unknown>): Promise<HttpError> {
  const error: unknown = await run.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof HttpError) return error;
  throw new Error(`an HttpError was expected, not ${String(error)}`);
}
