/**
 * A small, honest IMAP4rev1 server in memory (RFC 3501, with the parts of RFC 9051 that its options name), on a real
 * loopback socket. It has a grammar of its own: nothing is shared with the client under test. Every fault that tests
 * need is asked for by a script (`fault.ts`); otherwise it does what the standards say.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer as createPlainServer, type Server, Socket } from 'node:net';
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
  /** Ends all connections. Rejects when a session broke by a defect of the simulator. */
  stop(): Promise<void>;
}

export async function startImapServer(options: ImapServerOptions): Promise<RunningImapServer> {
  const stopping = new AbortController();
  const journal: JournalEntry[] = [];
  const open = new Set<Socket>();
  const sessions = new Set<Promise<void>>();
  const defects: unknown[] = [];
  let script = new FaultScript(options.faults ?? []);
  let connections = 0;
  const shared: Shared = {
    options,
    features: new Set(options.features ?? DEFAULT_FEATURES),
    separator: options.separator === undefined ? '/' : options.separator,
    prefix: options.prefix ?? '',
    clock: options.clock ?? systemClock,
    signal: stopping.signal,
    faults: () => script,
    record: (connection, line) => {
      if (journal.length >= JOURNAL_ENTRIES_MAX) journal.splice(0, JOURNAL_ENTRIES_MAX / 2);
      journal.push({ connection, line });
    },
    secure: async (stream) => await secured(stream, options),
  };
  const server = listener(options, (socket, isSecure) => {
    connections += 1;
    const session = new Session(shared, connections, socket, isSecure).run().catch((error: unknown) => {
      defects.push(error);
      socket.destroy();
    });
    sessions.add(session);
    void session.finally(() => sessions.delete(session));
  });
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a TCP server has an address');
  return {
    host: '127.0.0.1',
    port: (address satisfies AddressInfo).port,
    accounts: options.accounts,
    journal,
    get connectionsCount() {
      return connections;
    },
    setFaults: (faults) => {
      script = new FaultScript(faults);
    },
    stop: async () => {
      stopping.abort();
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await Promise.all([closed, ...sessions]);
      if (defects.length > 0) throw defects[0];
    },
  };
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
