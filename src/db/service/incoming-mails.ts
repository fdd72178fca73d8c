/** The table of mail that came in. What belongs to an organisation is seen by nobody else; what belongs to none, by operators. */
import type { IncomingBook, IncomingDoor, IncomingMail, ReplyPlace } from '../../model/incoming-mail.ts';
import type { OrganisationId } from '../../model/organisation.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Db } from '../db.ts';
import { type Listing, pageOf } from './listing.ts';
import { houseScopeOf, type Scope, type TenantStatement } from './scope.ts';

interface Place {
  run<Row>(statement: TenantStatement, ...values: readonly unknown[]): Promise<readonly Row[]>;
}

export function incomingPart(scope: Scope): IncomingBook {
  return {
    takeIncoming: (project, mail) => take(scope, project, mail),
    repliesSince: async (project, since) => (await scope.run<{ count: number }>(SINCE, project, since))[0]?.count ?? 0,
  };
}

export function incomingDoor(tx: Db): IncomingDoor {
  const house = houseScopeOf(tx);
  return {
    replyPlace: async (hash) => {
      const [row] = await tx.query<ReplyPlace>({ name: 'reply-place', text: REPLY_PLACE, values: [hash] });
      return row ?? null;
    },
    placeOfDelivery: async (id, hash) => {
      const found = { name: 'place-of-delivery', text: DELIVERY_PLACE, values: [id, hash] };
      return (await tx.query<{ organisation: OrganisationId }>(found))[0]?.organisation ?? null;
    },
    takeUnplaced: (mail) => take(house, null, mail),
    unplaced: (ask) => pageOf(house, UNPLACED, [], ask),
  };
}

async function take(place: Place, project: ProjectId | null, mail: IncomingMail): Promise<boolean> {
  const { id, digest, at, outcome, from, subject, text } = mail;
  return (await place.run(TAKE, project, id, digest, at, outcome, from, subject, text)).length === 1;
}

const TAKE: TenantStatement = {
  name: 'take-incoming',
  text: `
    insert into incoming_mails (organisation_id, project_id, id, digest, at_ms, outcome, sender, subject, text)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (digest) do nothing
    returning id`,
};

const SINCE: TenantStatement = {
  name: 'replies-since',
  text: `
    select count(*) as count from incoming_mails
    where organisation_id = $1 and project_id = $2 and at_ms > $3 and outcome = 'entry'`,
};

/** Nobody reads a ticket that is closed: what is written to it then is listed as that of no ticket. */
const REPLY_PLACE = `
  select reply.organisation_id as organisation, reply.project_id as project, reply.author, reply.address,
    reply.author->>'is' <> 'person' or exists (
      select from people where id::text = reply.author->>'id' and removed_at_ms is null
    ) as "isStillThere"
  from reply_addresses as reply
  join projects as project on project.organisation_id = reply.organisation_id and project.id = reply.project_id
  where reply.token_hash = $1 and project.state <> 'closed'`;

const DELIVERY_PLACE = `
  select delivery.organisation_id as organisation
  from deliveries as delivery
  join reply_addresses as reply on reply.id = delivery.reply_id
  where delivery.id = $1 and reply.token_hash = $2`;

const UNPLACED: Listing<'at'> = {
  name: 'incoming-unplaced',
  columns: 'id, digest, at_ms as at, outcome, sender as "from", subject, text',
  table: 'incoming_mails',
  where: 'organisation_id is not distinct from $1::uuid',
  valuesCount: 1,
  sorts: { at: { column: 'at_ms', type: 'bigint' } },
  id: { column: 'id', type: 'uuid' },
  isCounted: true,
};
