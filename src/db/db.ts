/**
 * The narrow door to PostgreSQL, and the first file of its room: everything that is SQL is in `db/`, and nothing else
 * is. The rest of the product sees the interfaces of `model/` and this door. It decides nothing about mail.
 */
import { Client, type ClientBase, type ClientConfig, Pool, type QueryConfig, types } from 'pg';
import { assert } from '../base/assert.ts';
import { copyIn, copyOut } from './copy-streams.ts';
import { failureOf } from './db-error.ts';
import { clientOptions, type DbAddress } from './embedded/address.ts';

/** One statement with its values. It is prepared once for a connection, under its name. */
export interface Sql {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface Db {
  /**
   * Runs one statement. The columns it lists are the fields of `Row`; whole numbers of any size come as numbers, `bytea`
   * as Buffers, JSON parsed. Throws `database.unreachable`, `database.full`, or a `DbError` with the state it ended in.
   */
  query<Row>(sql: Sql): Promise<readonly Row[]>;
  /** All of it or nothing. Rolled back when `run` throws. */
  transaction<T>(run: (tx: Db) => Promise<T>): Promise<T>;
  /** Many statements without values: migrations only. */
  script(text: string): Promise<void>;
  /** What somebody else wrote and brings along, as the job queue does; many statements where there are no values. */
  foreign(text: string, values?: readonly unknown[]): Promise<ForeignRows>;
}

/** The rows of all statements together. */
export interface ForeignRows {
  rows: unknown[];
}

/** A connection of its own, for what lives as long as a connection does: session locks. */
export interface Session extends Db {
  /** False once the connection has ended, whoever ended it: what it held is free. */
  isOpen(): boolean;
  close(): Promise<void>;
}

/** A session through which whole tables go, however long that takes. */
export interface Copying extends Session {
  /** What `copy … to stdout` gives, piece by piece; a piece may end in the middle of a row. */
  copyOut(text: string): AsyncIterable<Buffer>;
  /** Feeds `copy … from stdin`. */
  copyIn(text: string, bytes: Buffer): Promise<void>;
}

/** Hears what others say by `pg_notify`, for as long as its connection lives. */
export interface Listening {
  /** False once the connection has ended: nothing is heard any more. */
  isOpen(): boolean;
  close(): Promise<void>;
}

export interface Database extends Db {
  /** Over a connection of its own. What is said before it resolves, or while nobody listens, is never heard. */
  listen(channel: string, hear: (said: string) => void): Promise<Listening>;
  session(name: string): Promise<Session>;
  /** How its connections are used now, but for sessions and what listens. */
  use(): PoolUse;
  copying(): Promise<Copying>;
  /** Waits for running statements and closes all connections but the sessions. */
  close(): Promise<void>;
}

/** How busy the connections are. */
export interface PoolUse {
  readonly busy: number;
  readonly idle: number;
  /** Statements and transactions that wait for a connection. */
  readonly waiting: number;
}

/** Connections at once. Each costs 20 ms of processor to open, and statements of one folder wait for each other anyway. */
const CONNECTIONS_MAX = 3;

/** Opens the door. Connections are made when they are first needed, at most so many. */
export function openDb(address: DbAddress, connectionsMax: number = CONNECTIONS_MAX): Database {
  const options = { ...clientOptions(address, 'godwit'), types: TYPES };
  // Statements are sent without waiting for the answers to those before: what is asked together costs one round trip.
  const pool = new Pool({ ...options, max: connectionsMax, pipeline: true });
  pool.on('error', () => undefined); // an idle connection that breaks is replaced; a statement on it fails by itself
  // The pool does not listen to those that it has lent out: one that breaks between two statements would end the program.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const query = <Row>(sql: Sql) => rowsOf<Row>(pool, sql);
  const alone = async (name: string, more: ClientConfig = {}) => {
    const client = new Client({ ...options, application_name: name, ...more });
    let isOpen = true;
    client.on('error', () => undefined); // as above
    client.on('end', () => {
      isOpen = false;
    });
    await connected(() => client.connect());
    return { client, isOpen: () => isOpen, close: () => client.end() };
  };
  return {
    query,
    transaction: (run) => inTransaction(pool, run),
    script: (text) => runScript(pool, text),
    foreign: (text, values) => runForeign(pool, text, values),
    session: async (name) => {
      const { client, ...session } = await alone(name);
      return { ...onClient(client), ...session };
    },
    copying: async () => {
      const { client, ...session } = await alone('godwit copies', { query_timeout: 0 });
      const copies = {
        copyOut: (text: string) => copyOut(client, text),
        copyIn: (text: string, bytes: Buffer) => copyIn(client, text, bytes),
      };
      return { ...onClient(client), ...session, ...copies };
    },
    listen: async (channel, hear) => {
      const { client, ...listening } = await alone('godwit listens');
      client.on('notification', ({ payload = '' }) => hear(payload));
      await runScript(client, `listen ${client.escapeIdentifier(channel)}`);
      return listening;
    },
    use: () => ({ busy: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  };
}

async function inTransaction<T>(pool: Pool, run: (tx: Db) => Promise<T>): Promise<T> {
  const client = await connected(() => pool.connect());
  let broken: Error | undefined;
  try {
    return await transact(client, run);
  } catch (error) {
    broken = await rollBack(client);
    throw error;
  } finally {
    client.release(broken);
  }
}

async function transact<T>(client: ClientBase, run: (tx: Db) => Promise<T>): Promise<T> {
  // Not waited for: it can only fail together with the connection, and then whatever is sent behind it fails too.
  const [, result] = await Promise.all([runScript(client, 'begin'), run(onClient(client))]);
  await runScript(client, 'commit');
  return result;
}

/** Ends what a failed transaction left open. Gives the error that makes the connection useless, if it is. */
async function rollBack(client: ClientBase): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error('the rollback failed', { cause: error });
  }
}

/** A door on one connection. A transaction inside a transaction is the same transaction. */
function onClient(client: ClientBase): Db {
  let depth = 0;
  const db: Db = {
    query: (sql) => rowsOf(client, sql),
    script: (text) => runScript(client, text),
    foreign: (text, values) => runForeign(client, text, values),
    transaction: async (run) => {
      if (depth > 0) return run(db);
      depth += 1;
      try {
        return await transact(client, run);
      } catch (error) {
        await rollBack(client);
        throw error;
      } finally {
        depth -= 1;
      }
    },
  };
  return db;
}

type Runner = Pick<ClientBase, 'query'> | Pool;

async function rowsOf<Row>(runner: Runner, sql: Sql): Promise<readonly Row[]> {
  const config: QueryConfig = { name: sql.name, text: sql.text, values: [...sql.values] };
  try {
    const { rows } = await runner.query(config);
    return rows; // the driver types rows as any: the statement's column list is what makes them a `Row`
  } catch (error) {
    throw failureOf(error, sql.name);
  }
}

async function runScript(runner: Runner, text: string): Promise<void> {
  try {
    await runner.query(text);
  } catch (error) {
    throw failureOf(error, 'script');
  }
}

async function runForeign(runner: Runner, text: string, values: readonly unknown[] = []): Promise<ForeignRows> {
  try {
    const answer: unknown = await runner.query({ text, values: [...values] });
    return { rows: [answer].flat().flatMap(rowsIn) };
  } catch (error) {
    throw failureOf(error, 'foreign');
  }
}

/** Of one statement's result; the driver gives a list of them where there were several. */
function rowsIn(result: unknown): readonly unknown[] {
  const isResult = typeof result === 'object' && result !== null && 'rows' in result;
  return isResult && Array.isArray(result.rows) ? result.rows : [];
}

async function connected<T>(connect: () => Promise<T>): Promise<T> {
  try {
    return await connect();
  } catch (error) {
    throw failureOf(error, 'connect');
  }
}

/** PostgreSQL's bigint, which the driver gives out as text because it may be larger than a number can be. */
const INT8 = 20;

const TYPES: NonNullable<ConstructorParameters<typeof Pool>[0]>['types'] = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? wholeNumber : types.getTypeParser(oid, format),
};

function wholeNumber(text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), 'a number in the database is one that JavaScript can hold');
  return value;
}
