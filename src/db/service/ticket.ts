/** The table of what was said in the tickets of projects. It only grows. */
import type { ProjectId } from '../../model/project.ts';
import type { AuthoredEntry, NewEntry, TicketBook, TicketEntry } from '../../model/ticket.ts';
import { type Listing, pageOf } from './listing.ts';
import type { Scope, TenantStatement } from './scope.ts';

export function ticketPart(scope: Scope): Pick<TicketBook, 'addEntry' | 'entries' | 'lastEntry'> {
  return {
    addEntry: (entry) => addEntry(scope, entry),
    entries: (project, ask) => pageOf<AuthoredEntry, 'number'>(scope, LISTING, [project], ask),
    lastEntry: (project, is) => lastEntry(scope, project, is),
  };
}

async function addEntry(scope: Scope, { id, project, at, author, text, part }: NewEntry): Promise<void> {
  await scope.run(ADD, project, id, at, JSON.stringify(author), text, part.is, JSON.stringify(part));
}

const ADD: TenantStatement = {
  name: 'add-ticket-entry',
  text: `
    insert into ticket_entries (organisation_id, project_id, id, number, at_ms, author, text, kind, part)
    select $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5::json, $6, $7, $8::json
    from ticket_entries
    where organisation_id = $1 and project_id = $2`,
};

async function lastEntry(scope: Scope, project: ProjectId, is: TicketEntry['part']['is']): Promise<TicketEntry | null> {
  const [row] = await scope.run<TicketEntry>(LAST, project, is);
  return row ?? null;
}

export const ENTRY_COLUMNS = 'id, project_id as project, number, at_ms as at, author, text, part';

const LAST: TenantStatement = {
  name: 'last-ticket-entry',
  text: `
    select ${ENTRY_COLUMNS}
    from ticket_entries
    where organisation_id = $1 and project_id = $2 and kind = $3
    order by number desc
    limit 1`,
};

/** Operators are of no organisation, so that none of them is named here. */
export const AUTHOR_NAME = `
  coalesce(
    (select name from people where organisation_id = $1 and id::text = author ->> 'id'),
    (select name from api_tokens where organisation_id = $1 and id::text = author ->> 'id'),
    (
      select mailbox.name
      from mailbox_links as link
      join project_mailboxes as mailbox on mailbox.organisation_id = $1 and mailbox.id = link.mailbox_id
      where link.organisation_id = $1 and link.id::text = author ->> 'id'
    )
  )`;

const LISTING: Listing<'number'> = {
  name: 'ticket-entries',
  columns: `${ENTRY_COLUMNS}, ${AUTHOR_NAME} as "authorName"`,
  table: 'ticket_entries',
  where: 'organisation_id = $1 and project_id = $2',
  valuesCount: 2,
  sorts: { number: { column: 'number', type: 'bigint' } },
  id: { column: 'id', type: 'uuid' },
  isCounted: true,
};
