/** Lists of the mailboxes of a project: filtered, sorted, page by page. */
import type { Instant } from '../../base/clock.ts';
import type { ChosenMailbox, MailboxChoice, MailboxFilter, MailboxSort } from '../../model/mailbox-book.ts';
import { IN_HAND } from '../../model/mailbox-states.ts';
import type { Page, PageAsk } from '../../model/page.ts';
import type { Mailbox, ProjectId } from '../../model/project.ts';
import { type Listing, pageOf } from './listing.ts';
import { NOT_MOVED } from './project-course.ts';
import { MAILBOX_COLUMNS, type MailboxRow, mailboxOf } from './project-mailboxes.ts';
import type { Scope, TenantStatement } from './scope.ts';

export async function listMailboxes(
  scope: Scope,
  project: ProjectId,
  filter: MailboxFilter,
  ask: PageAsk<MailboxSort>,
): Promise<Page<Mailbox>> {
  const page = await pageOf<MailboxRow, MailboxSort>(scope, LISTING, valuesOf(project, filter), ask);
  return { ...page, items: page.items.map(mailboxOf) };
}

/** The values of `MAILBOXES_WHERE` behind the organisation. */
function valuesOf(project: ProjectId, filter: MailboxFilter): readonly unknown[] {
  const { states, text, problem, hasExceptions, isWaiting, isUncounted, now } = filter;
  return [project, states, text, problem, hasExceptions, isWaiting, isUncounted, now, IN_HAND, NOT_MOVED];
}

/** A worker that has a mailbox waits with it for a moment; for longer it puts the mailbox back with a time. */
const IS_WAITING = `(coalesce(goes_on_at_ms > $9, false)
      or (state = any($10::text[]) and coalesce((pace->'waiting'->>'until')::bigint > $9, false)))`;

const MAILBOXES_WHERE = `
    organisation_id = $1 and project_id = $2
    and (cardinality($3::text[]) = 0 or state = any($3))
    and ($4::text is null or strpos(lower(name), lower($4)) > 0)
    and ($5::text is null or problem_code = $5)
    and ($6::boolean is null or (items_failed > 0) = $6)
    and ($7::boolean is null or ${IS_WAITING} = $7)
    and ($8::boolean is null or (state <> all($11::text[]) and not is_listed and surveyed_items is null) = $8)`;

const LISTING: Listing<MailboxSort> = {
  name: 'mailbox-list',
  columns: MAILBOX_COLUMNS,
  table: 'project_mailboxes',
  where: MAILBOXES_WHERE,
  valuesCount: 11,
  sorts: {
    name: { column: 'name', type: 'text' },
    state: { column: 'state', type: 'text' },
    found: { column: 'items_found', type: 'bigint' },
    copied: { column: 'items_copied', type: 'bigint' },
    failed: { column: 'items_failed', type: 'bigint' },
    lastActivityAt: { column: 'coalesce(active_at_ms, 0)', type: 'bigint' },
  },
  id: { column: 'id', type: 'uuid' },
  isCounted: true,
};

const NOT_CHOSEN = {
  states: [],
  text: null,
  problem: null,
  hasExceptions: null,
  isWaiting: null,
  isUncounted: null,
  now: 0 as Instant, // asked by no condition that is null
};

export function lockMailboxes(
  scope: Scope,
  project: ProjectId,
  choice: MailboxChoice,
  max: number,
): Promise<readonly ChosenMailbox[]> {
  const [filter, ids] = choice.is === 'ids' ? [NOT_CHOSEN, choice.ids] : [choice.filter, null];
  return scope.run<ChosenMailbox>(LOCK, ...valuesOf(project, filter), ids, max);
}

const LOCK: TenantStatement = {
  name: 'lock-mailboxes',
  text: `
    select id, name, state, source_host as "sourceHost"
    from project_mailboxes
    where ${MAILBOXES_WHERE} and ($12::uuid[] is null or id = any($12))
    order by name
    limit $13
    for update`,
};
