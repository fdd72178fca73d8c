/** What is asked of the database of an installation to say whether it is well. It tells of no organisation: for whoever has the machine. */
import { type Instant, instant } from '../../base/clock.ts';
import type { Db } from '../db.ts';

export interface ServerFacts {
  readonly version: string;
  readonly now: Instant;
}

/** Throws `database.unreachable`. */
export async function serverFacts(db: Db): Promise<ServerFacts> {
  const text = `
    select current_setting('server_version') as version, (extract(epoch from clock_timestamp()) * 1000)::bigint as now`;
  const [row] = await db.query<{ version: string; now: number }>({ name: 'server-facts', text, values: [] });
  return { version: row?.version ?? '', now: instant(row?.now ?? 0) };
}

export interface WorkFacts {
  /** Mailboxes that are to be worked on, or are. */
  readonly due: number;
  /** Of those, how many have no job that waits or is under way. */
  readonly withoutJob: number;
  readonly givenUp: number;
  readonly waiting: number;
  readonly atWork: number;
  /** How long the job has been due that waits the longest; null where none does. */
  readonly oldestMs: number | null;
  /** Jobs under way that nobody has said a word of for so long. */
  readonly hanging: number;
}

/** A worker speaks of its job every ten seconds, and is replaced after 70. */
const HANGING_MS = 180_000;

/** Only on tables of this version. */
export async function workFacts(db: Db): Promise<WorkFacts> {
  const [row] = await db.query<WorkFacts>({ name: 'work-facts', text: WORK, values: [HANGING_MS] });
  return row ?? { due: 0, withoutJob: 0, givenUp: 0, waiting: 0, atWork: 0, oldestMs: null, hanging: 0 };
}

/** False before the first service has begun: the queue makes its tables by itself. */
export async function hasQueue(db: Db): Promise<boolean> {
  const text = "select to_regclass('pgboss.job') is not null as there";
  const [row] = await db.query<{ there: boolean }>({ name: 'has-queue', text, values: [] });
  return row?.there === true;
}

/** The tables of the queue are those of pg-boss, which says nothing of all jobs together by itself. */
const WORK = `
  with job as materialized (
    select data->>'mailbox' as mailbox, state, start_after, coalesce(heartbeat_on, started_on) as heard_at
    from pgboss.job
    where name = 'mailbox' and state in ('created', 'retry', 'active')
  ), due as materialized (
    select mailbox.id
    from project_mailboxes as mailbox
    join projects as project on project.id = mailbox.project_id
    left join waves as wave on wave.id = mailbox.wave_id
    where mailbox.state in ('queued', 'copying', 'following', 'final-queued', 'catching-up', 'copied', 'verifying')
      and project.state = 'running' and (wave.id is null or wave.state = 'running')
  )
  select (select count(*) from due) as due,
    (select count(*) from due where id::text not in (select mailbox from job where mailbox is not null)) as "withoutJob",
    (
      select count(*) from project_mailboxes where state = 'attention' and problem_code = 'work.given-up'
    ) as "givenUp",
    (select count(*) from job where state <> 'active' and start_after <= now()) as waiting,
    (select count(*) from job where state = 'active') as "atWork",
    (
      select (extract(epoch from max(now() - start_after)) * 1000)::bigint
      from job
      where state <> 'active' and start_after <= now()
    ) as "oldestMs",
    (
      select count(*) from job where state = 'active' and heard_at < now() - $1::bigint * interval '1 millisecond'
    ) as hanging`;

/** An installation moves from some hosts to some others. */
const PLACES_MAX = 50;

/** `imaps://host` or `ews+https://host:port`, of all mailboxes that are not at their end; whose they are is not told. */
export async function storedPlaces(db: Db): Promise<readonly string[]> {
  const rows = await db.query<{ place: string }>({ name: 'stored-places', text: PLACES, values: [PLACES_MAX] });
  return rows.map(({ place }) => place);
}

const PLACES = `
  with address as (
    select json_array_elements(settings->'sources')->>'address' as address
    from project_mailboxes
    where state not in ('released', 'cancelled', 'rolled-back')
    union all
    select settings->'target'->>'address'
    from project_mailboxes
    where state not in ('released', 'cancelled', 'rolled-back')
  )
  select distinct lower(regexp_replace(address, '^([a-zA-Z+]+://)([^/?#]*@)?([^/?#@]*).*$', '\\1\\3')) as place
  from address
  where address ~ '^[a-zA-Z+]+://'
  order by 1
  limit $1`;
