/** Where a database is and how to sign in to it. */
import type { ClientConfig } from 'pg';
import { Failure } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';

export type DbAddress =
  | {
      readonly is: 'server';
      /** A host name, or the folder of a Unix socket. */
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: Secret;
      readonly database: string;
    }
  /** `postgres://…`, as in DATABASE_URL. It holds a password, so it is a secret as a whole. */
  | { readonly is: 'url'; readonly url: Secret };

/** A server on the network that does not answer within this time is unreachable. */
const CONNECT_MS_MAX = 10_000;
/** No statement of ours runs longer than seconds; a server that is silent for this long is gone. */
const ANSWER_MS_MAX = 300_000;

/**
 * The planner's view of our statements: they look single rows up by index, whatever the statistics of a table say that was
 * empty a second ago, so every statement is planned for its values and no table is read from end to end.
 */
const PLANNER = '-c plan_cache_mode=force_custom_plan -c enable_seqscan=off -c random_page_cost=1.1';
/**
 * A commit returns before it is on disk, except where a statement asks for more (`intend`, `flush`). What a power cut can
 * then take is the end of what was said, never something in the middle, and the engine finds all of that out again.
 */
const COMMITS = '-c synchronous_commit=off';
/** A connection whose machine died is given up by the server after a minute, and with it what it held. */
const KEEPALIVE = '-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=15 -c tcp_keepalives_count=3';
/**
 * A process that stands still inside a transaction would keep its locks, and others would wait for it. Transactions of ours never
 * wait for anything but the database, so the server may end one that says nothing for so long.
 */
const STANDSTILL = '-c idle_in_transaction_session_timeout=20000';

/** The address as the driver wants it. `name` is shown in `pg_stat_activity`. */
export function clientOptions(address: DbAddress, name: string): ClientConfig {
  const always = {
    application_name: name,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    keepAlive: true,
    query_timeout: ANSWER_MS_MAX,
    options: `${PLANNER} ${COMMITS} ${KEEPALIVE} ${STANDSTILL}`,
  };
  if (address.is === 'url') return { ...always, connectionString: checkedUrl(address.url).href };
  const { host, port, user, password, database } = address;
  return { ...always, host, port, user, password: password.reveal(), database };
}

/** The same server, another database on it. */
export function onDatabase(address: DbAddress, database: string): DbAddress {
  if (address.is === 'server') return { ...address, database };
  const url = checkedUrl(address.url);
  url.pathname = `/${encodeURIComponent(database)}`;
  return { is: 'url', url: new Secret(url.href) };
}

/** Throws `database.unreachable` for what is no address of PostgreSQL, without repeating it: it may hold a password. */
function checkedUrl(secret: Secret): URL {
  const url = URL.parse(secret.reveal());
  if (url?.protocol === 'postgres:' || url?.protocol === 'postgresql:') return url;
  throw new Failure('database.unreachable', { reason: 'the address in DATABASE_URL does not begin with postgres://' });
}
