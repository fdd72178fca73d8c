/**
 * A small, honest IMAP4rev1 server in memory (RFC 3501, with the parts of RFC 9051 that its options name), on a real
 * loopback socket. It has a grammar of its own: nothing is shared with the client under test. Every fault that tests
 * need is asked for by a script (`fault.ts`); otherwise it does what the standards say.
 */
import { once } from 'node:events';
import { createServer as createPlainServer, type Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { assert } from '../../src/base/assert.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { Account } from './account.ts';
import { type Fault, FaultScript } from './fault.ts';
import { DEFAULT_FEATURES, type ImapServerOptions } from './options.ts';
import { Session, type Shared } from './session.ts';

/** Commands that the journal keeps; the oldest go first. */
const JOURNAL_ENTRIES_MAX = 200_000;

export interface JournalEntry {
  /** Connections count from 1. */
  readonly connection: number;
  /** Name and arguments, without tag, literals and passwords. */
  readonly line: string;
}

export interface RunningImapServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly accounts: readonly Account[];
  /** Commands in the order they came. */
  readonly journal: readonly JournalEntry[];
  /** How many connections there have been. */
  readonly connectionsCount: number;
  /** Replaces the fault script; counting starts anew. */
  setFaults(faults: readonly Fault[]): void;
  /** Ends all connections. May be called twice. Rejects when a session broke by a defect of the simulator. */
  stop(): Promise<void>;
}

export async function startImapServer(options: ImapServerOptions): Promise<RunningImapServer> {
  const running = new Running(options);
  await running.listen();
  return running;
}

class Running implements RunningImapServer {
  readonly host = '127.0.0.1';
  readonly accounts: readonly Account[];
  readonly journal: JournalEntry[] = [];
  port = 0;
  connectionsCount = 0;
  readonly #server: Server;
  readonly #shared: Shared;
  readonly #stopping = new AbortController();
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<Promise<void>>();
  readonly #defects: unknown[] = [];
  #script: FaultScript;

  constructor(options: ImapServerOptions) {
    this.accounts = options.accounts;
    this.#script = new FaultScript(options.faults ?? []);
    this.#shared = {
      options,
      features: new Set(options.features ?? DEFAULT_FEATURES),
      separator: options.separator === undefined ? '/' : options.separator,
      prefix: options.prefix ?? '',
      clock: options.clock ?? systemClock,
      signal: this.#stopping.signal,
      faults: () => this.#script,
      record: (connection, line) => this.#record({ connection, line }),
      secure: (stream) => secured(stream, options),
    };
    this.#server = listener(options, (socket, isSecure) => this.#serve(socket, isSecure));
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  async listen(): Promise<void> {
    this.#server.listen(0, this.host);
    await once(this.#server, 'listening');
    const address = this.#server.address();
    assert(address !== null && typeof address === 'object', 'a TCP server has an address');
    this.port = address.port;
  }

  setFaults(faults: readonly Fault[]): void {
    this.#script = new FaultScript(faults);
  }

  async stop(): Promise<void> {
    if (this.#server.listening) {
      this.#stopping.abort();
      const closed = once(this.#server, 'close');
      this.#server.close();
      for (const socket of this.#sockets) socket.destroy();
      await closed;
    }
    await Promise.all(this.#sessions);
    if (this.#defects.length > 0) throw this.#defects[0];
  }

  #serve(socket: Duplex, isSecure: boolean): void {
    this.connectionsCount += 1;
    const session = new Session(this.#shared, this.connectionsCount, socket, isSecure).run().catch((error: unknown) => {
      this.#defects.push(error);
      socket.destroy();
    });
    this.#sessions.add(session);
    void session.finally(() => this.#sessions.delete(session));
  }

  #record(entry: JournalEntry): void {
    if (this.journal.length >= JOURNAL_ENTRIES_MAX) this.journal.splice(0, JOURNAL_ENTRIES_MAX / 2);
    this.journal.push(entry);
  }
}

function listener(options: ImapServerOptions, serve: (socket: Duplex, isSecure: boolean) => void): Server {
  const { tls } = options;
  const quiet = (socket: Duplex): Duplex => socket.on('error', () => undefined); // a client may go at any moment
  if (tls === undefined) return createPlainServer({ noDelay: true }, (socket) => serve(quiet(socket), false));
  const server = createTlsServer({ key: tls.keyPem, cert: tls.certPem, noDelay: true }, (socket) =>
    serve(quiet(socket), true),
  );
  return server.on('tlsClientError', () => undefined); // clients that do not trust us are part of the tests
}

async function secured(stream: Duplex, { startTls }: ImapServerOptions): Promise<Duplex> {
  assert(
    startTls !== undefined && stream instanceof Socket,
    'STARTTLS is only offered on a socket, with a certificate',
  );
  const upgraded = new TLSSocket(stream, { isServer: true, key: startTls.keyPem, cert: startTls.certPem });
  upgraded.on('error', () => undefined);
  await once(upgraded, 'secure');
  return upgraded;
}
