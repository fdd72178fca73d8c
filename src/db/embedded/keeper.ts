/**
 * Who uses an embedded server. Every process that does holds a shared advisory lock on one connection for as long as it
 * lives; whoever can take the same lock for itself alone is the last one, and may stop the server. PostgreSQL frees the
 * lock of a process that was killed, so nothing can go stale.
 */
import { Client } from 'pg';
import { LOCKS } from '../locks.ts';
import { clientOptions, type DbAddress } from './address.ts';

/** One process's stay at an embedded server. */
export interface Stay {
  /** Ends the stay. True when nobody else is there: then nobody can come either, and the server must be stopped. */
  leave(): Promise<boolean>;
  /** Ends the connection on which the stay was held. */
  close(): Promise<void>;
}

/**
 * Begins a stay; null when the server is just being stopped by its last user. A server that nobody uses for `idleS`
 * seconds ends by itself, so that a killed run leaves nothing behind.
 */
export async function enter(address: DbAddress, idleS: number): Promise<Stay | null> {
  const client = new Client(clientOptions(address, 'godwit stay'));
  client.on('error', () => undefined); // whoever works with the server learns of its end by his own connection
  await client.connect();
  if (!(await lock(client, 'pg_try_advisory_lock_shared'))) {
    await client.end();
    return null;
  }
  const watch = process.platform === 'win32' ? null : await startWatch(address, idleS);
  return {
    leave: async () => {
      try {
        await lock(client, 'pg_advisory_unlock_shared');
        return await lock(client, 'pg_try_advisory_lock');
      } catch (error) {
        // Somebody who left at the same moment was the last one, and is stopping the server already.
        if (isServerStopping(error)) return false;
        throw error;
      }
    },
    close: async () => {
      watch?.abandon();
      await client.end().catch((error: unknown) => {
        if (!isServerStopping(error)) throw error;
      });
    },
  };
}

/** `admin_shutdown`, or the end of the line that follows it. */
function isServerStopping(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === '57P01') || /^Connection terminated|not queryable/i.test(error.message);
}

async function lock(client: Client, verb: string): Promise<boolean> {
  const { rows } = await client.query<{ done: boolean }>(`select ${verb}($1, 0) as done`, [LOCKS.stays]);
  return rows[0]?.done === true;
}

interface Watch {
  /** Cuts the connection; the watch itself goes on in the server. */
  abandon(): void;
}

/**
 * Lets the server watch itself: a session of its own looks every second whether anybody is there, and ends the server
 * when nobody was for a while. The session outlives the process that began it, because a running statement does not
 * notice that its client is gone. Committing after each look keeps it from holding back the removal of dead rows.
 */
async function startWatch(address: DbAddress, idleS: number): Promise<Watch> {
  const client = new Client({ ...clientOptions(address, 'godwit watch'), query_timeout: 0 });
  client.on('error', () => undefined);
  await client.connect();
  // It ends with an error when the server does, or at once when there is a watch already.
  client.query(watchFor(idleS)).then(
    () => client.end(),
    () => undefined,
  );
  return { abandon: () => void client.end() };
}

const watchFor = (idleS: number): string => `
do $$
declare
  idle_s integer := 0;
begin
  if not pg_try_advisory_lock(${LOCKS.watch}, 0) then
    return;
  end if;
  loop
    perform pg_sleep(1);
    if pg_try_advisory_lock(${LOCKS.stays}, 0) then
      idle_s := idle_s + 1;
      exit when idle_s >= ${Math.trunc(idleS)};
      perform pg_advisory_unlock(${LOCKS.stays}, 0);
    else
      idle_s := 0;
    end if;
    commit;
  end loop;
  copy (select 'end') to program 'read end; read pid < postmaster.pid; kill -INT "$pid"';
end
$$`;
