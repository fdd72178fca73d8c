/** The table of everything that happened. It only grows. */
import { unreachable } from '../../base/assert.ts';
import type { Instant } from '../../base/clock.ts';
import type { Facts } from '../../base/log.ts';
import type { TokenId } from '../../model/api-token.ts';
import type { Actor, EventFilter, NewEvent, StoredEvent, Subject } from '../../model/event.ts';
import type { LinkId } from '../../model/mailbox-user.ts';
import type { OrganisationId, PersonId, Role } from '../../model/organisation.ts';
import type { Page, PageAsk } from '../../model/page.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Db } from '../db.ts';
import { LOCKS } from '../locks.ts';
import { type Listing, pageOf } from './listing.ts';
import type { HouseScope, Scope, TenantStatement } from './scope.ts';

/**
 * The last statement of a transaction. Those of one organisation append one after the other, each until its commit: so a
 * number that can be seen is never followed by a lower one, and who has read up to a number has missed nothing.
 */
export async function appendEvents(
  tx: Db,
  organisation: OrganisationId | null,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const lock = 'select pg_advisory_xact_lock($1, hashtext($2))';
  await tx.query({ name: 'events-lock', text: lock, values: [LOCKS.events, organisation ?? ''] });
  const columns = events.map(columnsOf);
  const column = <Name extends keyof Columns>(name: Name) => columns.map((one) => one[name]);
  await tx.query({
    name: 'append-events',
    text: APPEND,
    values: [organisation, ...COLUMN_NAMES.map((name) => column(name))],
  });
}

type Columns = Readonly<Record<(typeof COLUMN_NAMES)[number], string | number | null>>;

const COLUMN_NAMES = [
  'at',
  'actor',
  'actorId',
  'actorRole',
  'subject',
  'subjectId',
  'project',
  'name',
  'from',
  'to',
  'reason',
  'facts',
] as const;

function columnsOf({ actor, facts, ...event }: NewEvent): Columns {
  return { ...event, actor: actor.is, ...whoOf(actor), facts: JSON.stringify(facts) };
}

function whoOf(actor: Actor): Pick<Columns, 'actorId' | 'actorRole'> {
  switch (actor.is) {
    case 'godwit':
      return { actorId: actor.worker, actorRole: null };
    case 'mailbox-user':
      return { actorId: actor.id, actorRole: null };
    case 'person':
    case 'token':
      return { actorId: actor.id, actorRole: actor.role };
    default:
      return unreachable(actor);
  }
}

const APPEND = `
  insert into events (organisation_id, at_ms, actor, actor_id, actor_role, subject, subject_id, project_id, name,
    from_state, to_state, reason, facts)
  select $1::uuid, event.*
  from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::text[],
    $10::text[], $11::text[], $12::text[], $13::json[]) as event`;

interface EventRow {
  readonly number: number;
  readonly at: Instant;
  readonly actor: Actor['is'];
  readonly actorId: string;
  readonly actorRole: Role | null;
  readonly subject: Subject;
  readonly subjectId: string;
  readonly project: ProjectId | null;
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string | null;
  readonly facts: Facts;
}

export async function listEvents(scope: Scope, after: number, limit: number): Promise<readonly StoredEvent[]> {
  return (await scope.run<EventRow>(LIST, after, limit)).map(eventOf);
}

export function eventPage(scope: Scope, filter: EventFilter, ask: PageAsk<'number'>): Promise<Page<StoredEvent>> {
  return pageIn(scope, filter.project === null ? OF_ORGANISATION : OF_PROJECT, filter, ask);
}

/** Those of the installation, which belong to no organisation. */
export function houseEventPage(
  house: HouseScope,
  filter: EventFilter,
  ask: PageAsk<'number'>,
): Promise<Page<StoredEvent>> {
  return pageIn(house, OF_HOUSE, filter, ask);
}

async function pageIn(
  place: Scope | HouseScope,
  listing: Listing<'number'>,
  { project, subject, subjectId, name, since, before }: EventFilter,
  ask: PageAsk<'number'>,
): Promise<Page<StoredEvent>> {
  const page = await pageOf<EventRow, 'number'>(
    place,
    listing,
    [project, subject, subjectId, name, since, before],
    ask,
  );
  return { ...page, items: page.items.map(eventOf) };
}

function eventOf({ actor, actorId, actorRole, ...event }: EventRow): StoredEvent {
  return { ...event, actor: actorOf(actor, actorId, actorRole) };
}

/** A check of the table says that people and tokens have a role, and nobody else. */
function actorOf(is: Actor['is'], id: string, role: Role | null): Actor {
  if (is === 'mailbox-user') return { is, id: id as LinkId }; // `is` says whose id it is
  if (is === 'godwit' || role === null) return { is: 'godwit', worker: id };
  return is === 'token' ? { is, id: id as TokenId, role } : { is, id: id as PersonId, role }; // `is` says whose id it is
}

const COLUMNS = `
  number, at_ms as at, actor, actor_id as "actorId", actor_role as "actorRole", subject, subject_id as "subjectId",
  project_id as project, name, from_state as "from", to_state as "to", reason, facts`;

const FILTER = `
    and ($3::text is null or subject = $3) and ($4::uuid is null or subject_id = $4)
    and ($5::text is null or name = $5) and ($6::bigint is null or at_ms >= $6) and ($7::bigint is null or at_ms < $7)`;

/** The three differ in what finds the rows, so that each has its index. They only grow, and nobody counts them. */
function listingOf(name: string, where: string): Listing<'number'> {
  const number = { column: 'number', type: 'bigint' } as const;
  const sorts = { number };
  return {
    name,
    columns: COLUMNS,
    table: 'events',
    where: where + FILTER,
    valuesCount: 7,
    sorts,
    id: number,
    isCounted: false,
  };
}

const OF_HOUSE = listingOf('house-events', 'organisation_id is null and $1::uuid is null and $2::uuid is null');
const OF_ORGANISATION = listingOf('organisation-events', 'organisation_id = $1 and $2::uuid is null');
const OF_PROJECT = listingOf('project-events', 'organisation_id = $1 and project_id = $2');

const LIST: TenantStatement = {
  name: 'events',
  text: `
    select ${COLUMNS}
    from events
    where organisation_id = $1 and number > $2
    order by number
    limit $3`,
};

/** By the index alone, one step for each organisation. */
export async function newestEvents(
  tx: Db,
  organisations: readonly OrganisationId[],
): Promise<ReadonlyMap<OrganisationId, number>> {
  type Row = { readonly id: OrganisationId; readonly newest: number };
  const rows = await tx.query<Row>({ name: 'newest-events', text: NEWEST, values: [organisations] });
  return new Map(rows.map(({ id, newest }) => [id, newest]));
}

const NEWEST = `
  select id, coalesce(
    (select number from events where organisation_id = id order by number desc limit 1), 0) as newest
  from unnest($1::uuid[]) as id`;
