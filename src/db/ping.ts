/** The cheapest question there is. */
import type { Db } from './db.ts';

/** Throws `database.unreachable`. */
export async function ping(db: Db): Promise<true> {
  await db.query({ name: 'ping', text: 'select 1 as one', values: [] });
  return true;
}
