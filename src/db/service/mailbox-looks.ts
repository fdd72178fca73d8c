/** The tables of surveys and checks, and what of them stands at their mailboxes. */
import type { Instant } from '../../base/clock.ts';
import type { Problem } from '../../base/problem.ts';
import { type KeptCheck, type Look, verdictOf } from '../../model/mailbox-look.ts';
import { type MailboxState, NOT_BEGUN } from '../../model/mailbox-states.ts';
import type { KeptSurvey } from '../../model/mailbox-survey.ts';
import type { MailboxId } from '../../model/project.ts';
import type { Scope, TenantStatement } from './scope.ts';

export async function askLook(scope: Scope, id: MailboxId, look: Look, at: Instant): Promise<boolean> {
  return (await scope.run(ASK[look], id, at)).length === 1;
}

const ASK = ofEach(
  'ask',
  (asked) => `
    update project_mailboxes
    set ${asked} = $3
    where organisation_id = $1 and id = $2
    returning id`,
);

export async function looksAsked(scope: Scope): Promise<number> {
  const [row] = await scope.run<{ count: number }>(COUNT_ASKED);
  return row?.count ?? 0;
}

const COUNT_ASKED: TenantStatement = {
  name: 'looks-asked',
  text: `
    select count(survey_asked_at_ms) + count(check_asked_at_ms) as count
    from project_mailboxes
    where organisation_id = $1`,
};

export async function keepSurvey(scope: Scope, id: MailboxId, { at, survey }: KeptSurvey): Promise<boolean> {
  const { items, bytes } = survey.moves;
  if ((await scope.run(SURVEYED, id, NOT_BEGUN, items, bytes)).length === 0) return false;
  await scope.run(KEEP_SURVEY, id, at, JSON.stringify(survey));
  return true;
}

const SURVEYED = looked('mailbox-surveyed', 'surveyed_items = $4, surveyed_bytes = $5, survey_asked_at_ms = null');
const KEEP_SURVEY = keeping('surveys', 'survey');

export async function keepCheck(scope: Scope, id: MailboxId, { at, results }: KeptCheck): Promise<boolean> {
  if ((await scope.run(CHECKED, id, NOT_BEGUN, verdictOf(results), at)).length === 0) return false;
  await scope.run(KEEP_CHECK, id, at, JSON.stringify(results));
  return true;
}

const CHECKED = looked('mailbox-checked', 'check_verdict = $4, checked_at_ms = $5, check_asked_at_ms = null');
const KEEP_CHECK = keeping('checks', 'results');

/** Before the move has begun a problem is that of an earlier look, which is mended then. */
function looked(name: string, found: string): TenantStatement {
  return {
    name,
    text: `
      update project_mailboxes
      set ${found},
        problem_code = case when state = any($3) then null else problem_code end,
        problem_facts = case when state = any($3) then null else problem_facts end
      where organisation_id = $1 and id = $2
      returning id`,
  };
}

/** The last one takes the place of all before. */
function keeping(table: string, column: string): TenantStatement {
  return {
    name: `keep-${table}`,
    text: `
      insert into ${table} (organisation_id, mailbox_id, at_ms, ${column})
      values ($1, $2, $3, $4::json)
      on conflict (mailbox_id) do update set at_ms = excluded.at_ms, ${column} = excluded.${column}
      where ${table}.organisation_id = $1`,
  };
}

export async function endLook(
  scope: Scope,
  id: MailboxId,
  look: Look,
  problem: Problem | null,
): Promise<MailboxState | null> {
  const facts = problem === null ? null : JSON.stringify(problem.facts);
  const [row] = await scope.run<{ state: MailboxState }>(END[look], id, problem?.code ?? null, facts, NOT_BEGUN);
  return row?.state ?? null;
}

const END = ofEach(
  'end',
  (asked) => `
    update project_mailboxes
    set ${asked} = null,
      problem_code = case when state = any($5) and $3::text is not null then $3 else problem_code end,
      problem_facts = case when state = any($5) and $3::text is not null then $4::json else problem_facts end
    where organisation_id = $1 and id = $2
    returning state`,
);

export async function surveyOf(scope: Scope, id: MailboxId): Promise<KeptSurvey | null> {
  const [row] = await scope.run<KeptSurvey>(FIND, id);
  return row ?? null;
}

const FIND: TenantStatement = {
  name: 'survey',
  text: 'select at_ms as at, survey from surveys where organisation_id = $1 and mailbox_id = $2',
};

export async function checkOf(scope: Scope, id: MailboxId): Promise<KeptCheck | null> {
  const [row] = await scope.run<KeptCheck>(FIND_CHECK, id);
  return row ?? null;
}

const FIND_CHECK: TenantStatement = {
  name: 'check',
  text: 'select at_ms as at, results from checks where organisation_id = $1 and mailbox_id = $2',
};

/** A statement for each look: they differ in the column that says since when it is asked for. */
function ofEach(name: string, text: (asked: string) => string): Readonly<Record<Look, TenantStatement>> {
  return {
    survey: { name: `${name}-survey`, text: text('survey_asked_at_ms') },
    check: { name: `${name}-check`, text: text('check_asked_at_ms') },
  };
}
