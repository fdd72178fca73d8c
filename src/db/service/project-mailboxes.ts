/** The table of mailboxes in projects: what they are, and how people and workers move them. */
import type { Instant } from '../../base/clock.ts';
import type { ProblemCode } from '../../base/problem.ts';
import type { Added } from '../../model/added.ts';
import type { Verdict } from '../../model/check-result.ts';
import type { MailboxAt, MailboxGroup, MailboxMove, NewMailbox } from '../../model/mailbox-book.ts';
import type { MailboxState } from '../../model/mailbox-states.ts';
import { AT_WORK, MAILBOX } from '../../model/mailbox-states.ts';
import type { MailboxPace, Work } from '../../model/pace.ts';
import type { Mailbox, MailboxId, MailboxProgress, MailboxSettings, ProjectId } from '../../model/project.ts';
import { USUAL_PRIORITY, type WaveId, type WavePriority } from '../../model/wave.ts';
import type { RowLock } from './projects.ts';
import type { Scope, TenantStatement } from './scope.ts';

/** A mailbox of a project that is not there, or not of this organisation, is a defect of the caller. */
export async function addMailbox(scope: Scope, mailbox: NewMailbox): Promise<Added> {
  const { id, project, name, settings, sourceHost } = mailbox;
  const rows = await scope.run(ADD, project, id, name, MAILBOX.initial, JSON.stringify(settings), sourceHost);
  return rows.length === 1 ? 'added' : 'taken';
}

const ADD: TenantStatement = {
  name: 'add-project-mailbox',
  text: `
    insert into project_mailboxes (organisation_id, project_id, id, name, state, settings, source_host)
    values ($1, $2, $3, $4, $5, $6::json, $7)
    on conflict (project_id, name) do nothing
    returning id`,
};

export interface MailboxRow extends MailboxProgress, SurveyedRow {
  readonly id: MailboxId;
  readonly project: ProjectId;
  readonly wave: WaveId | null;
  readonly cutOverBeganAt: Instant | null;
  readonly name: string;
  readonly state: MailboxState;
  readonly settings: MailboxSettings;
  readonly sourceHost: string;
  readonly problemCode: ProblemCode | null;
  readonly problemFacts: Readonly<Record<string, string>> | null;
  readonly goesOnAt: Instant | null;
  readonly progressAt: Instant | null;
  readonly lastActivityAt: Instant | null;
  readonly isListed: boolean;
  readonly pace: MailboxPace | null;
  readonly surveyAskedAt: Instant | null;
  readonly checkVerdict: Verdict | null;
  readonly checkedAt: Instant | null;
  readonly checkAskedAt: Instant | null;
}

export const PROGRESS_COLUMNS = [
  'items_found as "itemsFound"',
  'items_copied as "itemsCopied"',
  'items_verified as "itemsVerified"',
  'items_failed as "itemsFailed"',
  'bytes_found as "bytesFound"',
  'bytes_copied as "bytesCopied"',
  'bytes_verified as "bytesVerified"',
  'bytes_failed as "bytesFailed"',
].join(', ');

export const SURVEYED_COLUMNS = 'surveyed_items as "surveyedItems", surveyed_bytes as "surveyedBytes"';

export interface SurveyedRow {
  readonly surveyedItems: number | null;
  readonly surveyedBytes: number | null;
}

export function surveyedOf({ surveyedItems: items, surveyedBytes: bytes }: SurveyedRow): Work | null {
  return items === null || bytes === null ? null : { items, bytes };
}

/** What is needed of a mailbox to give it to the workers. */
export const AT_COLUMNS = 'id, state, source_host as "sourceHost", wave_id as wave';

export const MAILBOX_COLUMNS = `
  id, project_id as project, wave_id as wave, cut_over_began_at_ms as "cutOverBeganAt", name, state, settings,
  source_host as "sourceHost", problem_code as "problemCode", problem_facts as "problemFacts",
  goes_on_at_ms as "goesOnAt", progress_at_ms as "progressAt", active_at_ms as "lastActivityAt", is_listed as "isListed",
  survey_asked_at_ms as "surveyAskedAt", check_verdict as "checkVerdict", checked_at_ms as "checkedAt",
  check_asked_at_ms as "checkAskedAt", ${SURVEYED_COLUMNS}, pace, ${PROGRESS_COLUMNS}`;

export async function findMailbox(scope: Scope, id: MailboxId, lock: RowLock): Promise<Mailbox | null> {
  const [row] = await scope.run<MailboxRow>(FIND[lock], id);
  return row === undefined ? null : mailboxOf(row);
}

const FIND_TEXT = `select ${MAILBOX_COLUMNS} from project_mailboxes where organisation_id = $1 and id = $2`;
const FIND: Readonly<Record<RowLock, TenantStatement>> = {
  none: { name: 'project-mailbox', text: FIND_TEXT },
  update: { name: 'project-mailbox-locked', text: `${FIND_TEXT} for update` },
};

export async function moveMailbox(scope: Scope, id: MailboxId, move: MailboxMove): Promise<boolean> {
  const { from, to, problem, goesOnAt, term, isTaken = false } = move;
  const facts = problem === null ? null : JSON.stringify(problem.facts);
  return (await scope.run(MOVE, id, from, to, problem?.code ?? null, facts, goesOnAt, term, isTaken)).length === 1;
}

const MOVE: TenantStatement = {
  name: 'move-mailbox',
  text: `
    update project_mailboxes
    set state = $4, problem_code = $5, problem_facts = $6::json, goes_on_at_ms = $7,
      term = case when $9::boolean then term + 1 else term end
    where organisation_id = $1 and id = $2 and state = $3 and ($8::bigint is null or term = $8)
    returning id`,
};

export function moveMailboxes(
  scope: Scope,
  { project, only }: MailboxGroup,
  from: readonly MailboxState[],
  to: MailboxState,
  isTaken = false,
): Promise<readonly MailboxAt[]> {
  const wave = only === 'waveless' || only === 'all' ? null : only;
  return scope.run<MailboxAt>(MOVE_ALL, project, from, to, wave, only === 'all', isTaken);
}

const MOVE_ALL: TenantStatement = {
  name: 'move-mailboxes',
  text: `
    with before as (
      select id, state, source_host, wave_id, name
      from project_mailboxes
      where organisation_id = $1 and project_id = $2 and state = any($3)
        and ($6::boolean or wave_id is not distinct from $5::uuid)
      order by id
      for update
    ), moved as (
      update project_mailboxes as mailbox
      set state = $4, problem_code = null, problem_facts = null, goes_on_at_ms = null,
        term = case when $7::boolean then term + 1 else term end
      from before
      where mailbox.organisation_id = $1 and mailbox.id = before.id
    )
    select ${AT_COLUMNS} from before order by name`,
};

export function mailboxesIn(
  scope: Scope,
  project: ProjectId,
  states: readonly MailboxState[],
): Promise<readonly MailboxAt[]> {
  return scope.run<MailboxAt>(IN_STATES, project, states);
}

const IN_STATES: TenantStatement = {
  name: 'mailboxes-in',
  text: `
    select ${AT_COLUMNS}
    from project_mailboxes
    where organisation_id = $1 and project_id = $2 and state = any($3)
    order by name`,
};

export async function mailboxesAtWork(scope: Scope, priority: WavePriority): Promise<number> {
  const [row] = await scope.run<{ count: number }>(COUNT_AT_WORK, AT_WORK, priority, USUAL_PRIORITY);
  return row?.count ?? 0;
}

const COUNT_AT_WORK: TenantStatement = {
  name: 'mailboxes-at-work',
  text: `
    select count(*) as count
    from project_mailboxes as mailbox
    left join waves as wave on wave.organisation_id = $1 and wave.id = mailbox.wave_id
    where mailbox.organisation_id = $1 and mailbox.state = any($2) and coalesce(wave.priority, $4) <= $3`,
};

export function mailboxOf(row: MailboxRow): Mailbox {
  const { id, project, wave, cutOverBeganAt, name, state, settings, sourceHost, problemCode, problemFacts, ...rest } =
    row;
  const { goesOnAt, ...measured } = rest;
  const { progressAt, lastActivityAt, isListed, pace, surveyAskedAt, surveyedItems, surveyedBytes, ...counted } =
    measured;
  const { checkVerdict, checkedAt, checkAskedAt, ...progress } = counted;
  const surveyed = surveyedOf({ surveyedItems, surveyedBytes });
  const problem = problemCode === null ? null : { code: problemCode, facts: problemFacts ?? {} };
  const about = { id, project, wave, cutOverBeganAt, name, state, settings, sourceHost, problem, goesOnAt };
  const looks = { surveyed, surveyAskedAt, checkVerdict, checkedAt, checkAskedAt };
  return { ...about, ...looks, progress, progressAt, lastActivityAt, isListed, pace };
}
