/** Stands between a client and a server and keeps what the client said. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Recorder {
  readonly url: URL;
  readonly bodies: readonly string[];
  close(): Promise<void>;
}

export async function recorderBefore(server: URL): Promise<Recorder> {
  const bodies: string[] = [];
  const web = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      bodies.push(body.toString('utf8'));
      const passed = request(new URL(incoming.url ?? '/', server), { method: 'POST', headers: incoming.headers });
      passed.on('error', () => incoming.socket.destroy());
      passed.on('response', (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      passed.end(body);
    });
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const { port } = web.address() as AddressInfo; // it listens on an internet address
  return {
    url: new URL(`http://127.0.0.1:${port}${server.pathname}`),
    bodies,
    close: async () => {
      web.closeAllConnections();
      await new Promise((resolve) => web.close(resolve));
    },
  };
}
