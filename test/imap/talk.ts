/** A server that says byte for byte what a test wants: for answers that no honest server gives. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { Certificate } from '../../sim/tls.ts';

/** One command, and the means to answer it. */
export interface Asked {
  /** Without tag and line end; literals stand in place, behind their announcement. */
  readonly command: string;
  readonly tag: string;
  /** Which connection it came on, counted from 1. */
  readonly connection: number;
  readonly socket: Socket;
  /** Sends these bytes (latin1) as they are. */
  readonly say: (bytes: string | Buffer) => void;
  /** Sends lines, each with its end, and then the tagged answer. */
  readonly answer: (status: string, ...untagged: readonly string[]) => void;
}

export interface TalkOptions {
  /** Null says nothing. */
  readonly greeting?: string | null;
  /** What CAPABILITY answers; also told with the sign-in. */
  readonly capabilities?: string;
  readonly tls?: Certificate;
  /** Answers STARTTLS and goes on with this certificate. */
  readonly startTls?: Certificate;
  /** Called for every command. What it returns true for is answered; everything else is answered OK. */
  readonly on?: (asked: Asked) => boolean;
}

export interface Talk {
  readonly port: number;
  /** In the order they came, from all connections. */
  readonly commands: readonly string[];
  readonly connectionsCount: number;
  /** All bytes that came, from all connections. */
  readonly received: () => string;
}

export const FULL =
  'IMAP4rev1 SASL-IR AUTH=PLAIN LITERAL+ MULTIAPPEND UIDPLUS MOVE CONDSTORE QRESYNC ENABLE ESEARCH ' +
  'NAMESPACE LIST-EXTENDED LIST-STATUS SPECIAL-USE STATUS=SIZE ID QUOTA BINARY CREATE-SPECIAL-USE';

/** Ends with the test. */
export async function startTalk(options: TalkOptions = {}): Promise<Talk> {
  const talker = new Talker(options);
  const { tls } = options;
  const serve = (socket: Socket): void => talker.greet(socket);
  const server =
    tls === undefined ? createServer(serve) : createTlsServer({ key: tls.keyPem, cert: tls.certPem }, serve);
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of talker.sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return {
    port: (server.address() as AddressInfo).port,
    commands: talker.commands,
    get connectionsCount() {
      return talker.connectionsCount;
    },
    received: () => talker.received.join(''),
  };
}

/** What all connections of one server have said and heard. */
class Talker {
  readonly commands: string[] = [];
  readonly received: string[] = [];
  readonly sockets = new Set<Socket>();
  connectionsCount = 0;
  readonly #options: TalkOptions;

  constructor(options: TalkOptions) {
    this.#options = options;
  }

  greet(socket: Socket): void {
    const { greeting = '* OK ready' } = this.#options;
    if (greeting !== null) socket.write(`${greeting}\r\n`);
    this.#attend(socket, ++this.connectionsCount);
  }

  #attend(socket: Socket, connection: number): void {
    let held = '';
    this.sockets.add(socket);
    // So that an answer in pieces does not wait for the client's acknowledgement.
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      this.received.push(bytes.toString('latin1'));
      held += bytes.toString('latin1');
      for (let end = endOf(held, socket); end !== null; end = endOf(held, socket)) {
        const whole = held.slice(0, end - 2);
        held = held.slice(end);
        const space = whole.indexOf(' ');
        this.#hear(asked(whole.slice(space + 1), whole.slice(0, space), connection, socket));
      }
    });
  }

  #hear(one: Asked): void {
    const { startTls } = this.#options;
    this.commands.push(one.command);
    if (one.command !== 'STARTTLS' || startTls === undefined) return reply(one, this.#options);
    one.answer('OK');
    one.socket.removeAllListeners('data');
    this.#attend(upgraded(one.socket, startTls), one.connection);
  }
}

function upgraded(socket: Socket, { keyPem, certPem }: Certificate): Socket {
  return new TLSSocket(socket, { isServer: true, key: keyPem, cert: certPem });
}

/** Where the first command ends, its literals included; gives leave for those that ask. Null while it is not whole. */
function endOf(held: string, socket: Socket): number | null {
  let from = 0;
  for (;;) {
    const line = held.indexOf('\r\n', from);
    if (line === -1) return null;
    const announced = /~?\{(\d+)(\+?)\}$/.exec(held.slice(from, line));
    if (announced === null) return line + 2;
    const begin = line + 2;
    from = begin + Number(announced[1]);
    if (announced[2] === '' && held.length === begin) socket.write('+ go ahead\r\n');
    if (held.length < from) return null;
  }
}

function asked(command: string, tag: string, connection: number, socket: Socket): Asked {
  const say = (bytes: string | Buffer): void => {
    if (!socket.destroyed) socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  };
  return {
    command,
    tag,
    connection,
    socket,
    say,
    answer: (status, ...untagged) => say([...untagged, `${tag} ${status}`, ''].join('\r\n')),
  };
}

function reply(one: Asked, options: TalkOptions): void {
  if (options.on?.(one) === true) return;
  const capabilities = options.capabilities ?? FULL;
  if (one.command === 'CAPABILITY') one.answer('OK done', `* CAPABILITY ${capabilities}`);
  else if (/^(LOGIN|AUTHENTICATE) /.test(one.command)) one.answer(`OK [CAPABILITY ${capabilities}] welcome`);
  else if (one.command === 'LOGOUT') one.answer('OK bye', '* BYE bye');
  else if (one.command.startsWith('EXAMINE'))
    one.answer('OK open', '* 9 EXISTS', '* OK [UIDVALIDITY 7] x', '* OK [UIDNEXT 10] x');
  else one.answer('OK done');
}
