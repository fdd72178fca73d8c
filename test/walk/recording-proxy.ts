/** An HTTP proxy on loopback that keeps a copy of every request body on its way to a server. */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { assert } from '../../src/base/assert.ts';

export interface RecordingProxy {
  readonly port: number;
  /** Every body so far, in the order of their arrival. */
  readonly bodies: readonly string[];
  close(): Promise<void>;
}

export async function startRecordingProxy(to: number): Promise<RecordingProxy> {
  const bodies: string[] = [];
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing, { to, agent, bodies }).catch((error: unknown) => outgoing.destroy(error as Error)); // http fails with errors
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a listening TCP server has a port');
  return {
    port: address.port,
    bodies,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Way {
  readonly to: number;
  readonly agent: Agent;
  readonly bodies: string[];
}

async function pass(incoming: IncomingMessage, outgoing: ServerResponse, { to, agent, bodies }: Way): Promise<void> {
  const body = await bodyOf(incoming);
  bodies.push(withoutContent(body.toString('utf8')));
  const { method = 'GET', url = '/', headers } = incoming;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: to, method, path: url, headers, agent }, resolve);
    asked.once('error', reject);
    asked.end(body);
  });
  const answered = await bodyOf(answer);
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
  outgoing.end(answered);
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part);
  return Buffer.concat(parts);
}

/** The schema sees of a message's content only that it is base64; megabytes of it would be checked for minutes. */
function withoutContent(envelope: string): string {
  return envelope.replaceAll(/(<(?:\w+:)?MimeContent[^>]*>)[A-Za-z0-9+/=\s]*</g, '$1AAAA<');
}
