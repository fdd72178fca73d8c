/** A web server on loopback that answers from a list and remembers what it was asked. For tests of the client alone. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CannedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Null cuts the connection once the request has come. */
  readonly body: string | null;
}

export interface CannedServer {
  readonly url: URL;
  readonly asked: readonly { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  close(): Promise<void>;
}

/** Each request gets the next answer; those beyond the list get the last one again. */
export async function cannedServer(answers: readonly CannedAnswer[]): Promise<CannedServer> {
  const asked: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      if (answer === undefined || answer.body === null) {
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status ?? 200, { 'Content-Type': 'text/xml; charset=utf-8', ...answer.headers });
      response.end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on an internet address
  return {
    url: new URL(`http://127.0.0.1:${port}/EWS/Exchange.asmx`),
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const ERRORS = 'http://schemas.microsoft.com/exchange/services/2006/errors';
const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types';

/** An envelope around what stands in its body. */
export function soapAnswer(body: string): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body ' +
    `xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="${TYPES}">${body}</s:Body></s:Envelope>`
  );
}

/** The response of an operation with these messages; each is [class, code, content]. */
export function operationAnswer(
  operation: string,
  messages: readonly (readonly [kind: 'Success' | 'Warning' | 'Error', code: string, content?: string])[],
): string {
  const all = messages.map(([kind, code, content = '']) => {
    const words = kind === 'Success' ? '' : `<m:MessageText>Words about ${code}.</m:MessageText>`;
    return (
      `<m:${operation}ResponseMessage ResponseClass="${kind}">${words}<m:ResponseCode>${code}</m:ResponseCode>` +
      `${kind === 'Success' ? '' : '<m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>'}${content}</m:${operation}ResponseMessage>`
    );
  });
  return soapAnswer(
    `<m:${operation}Response><m:ResponseMessages>${all.join('')}</m:ResponseMessages></m:${operation}Response>`,
  );
}

/** A fault as Exchange words it. */
export function soapFault(code: string, backOff: string | null = null): string {
  const wait =
    backOff === null ? '' : `<t:MessageXml><t:Value Name="BackOffMilliseconds">${backOff}</t:Value></t:MessageXml>`;
  return soapAnswer(
    `<s:Fault><faultcode xmlns:a="${TYPES}">a:${code}</faultcode><faultstring xml:lang="en-US">Words about ${code}.</faultstring>` +
      `<detail><e:ResponseCode xmlns:e="${ERRORS}">${code}</e:ResponseCode><e:Message xmlns:e="${ERRORS}">Words about ${code}.` +
      `</e:Message>${wait}</detail></s:Fault>`,
  );
}
