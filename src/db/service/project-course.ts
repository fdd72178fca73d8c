/** How the mailboxes of a project or a wave go on, from what their workers noted: no ledger is asked. */
import type { Instant } from '../../base/clock.ts';
import type { ProblemCode } from '../../base/problem.ts';
import { AT_WORK, IN_HAND, type MailboxState } from '../../model/mailbox-states.ts';
import type { MailboxPace, MeasuredWork } from '../../model/pace.ts';
import type { MailboxProgress, ProjectCourse } from '../../model/project.ts';
import { PROGRESS_COLUMNS, SURVEYED_COLUMNS, type SurveyedRow, surveyedOf } from './project-mailboxes.ts';
import type { Scope } from './scope.ts';
import { ofBoth, type Whole } from './whole.ts';

/** Older ones tell of a line and a load that may be gone. */
const WORKED_MAX = 20;

export async function courseOf(scope: Scope, { is, id }: Whole): Promise<ProjectCourse> {
  const [atWork, paces, [sums], problems] = await Promise.all([
    scope.run<AtWorkRow>(MOVING[is], id, AT_WORK, IN_HAND),
    scope.run<{ pace: MailboxPace }>(PACES[is], id, WORKED_MAX),
    scope.run<SumsRow>(TOTALS[is], id, NOT_MOVED),
    scope.run<ProblemRow>(PROBLEMS_BY_CODE[is], id),
  ]);
  const isCounted = sums !== undefined && sums.counted > 0;
  return {
    atWork: atWork.map(({ state, progressAt, goesOnAt, isListed, pace, surveyedItems, surveyedBytes, ...progress }) => {
      const surveyed = surveyedOf({ surveyedItems, surveyedBytes });
      return { state, progressAt, goesOnAt, isListed, pace, surveyed, progress };
    }),
    worked: paces.map(({ pace }): MeasuredWork => pace.worked),
    total: isCounted ? { items: sums.items, bytes: sums.bytes } : null,
    uncounted: sums?.uncounted ?? 0,
    problems,
    lastActivityAt: sums?.lastActivityAt ?? null,
  };
}

interface AtWorkRow extends MailboxProgress, SurveyedRow {
  readonly state: MailboxState;
  readonly progressAt: Instant | null;
  readonly goesOnAt: Instant | null;
  readonly isListed: boolean;
  readonly pace: MailboxPace | null;
}

const MOVING = ofBoth(
  'at-work',
  (isIn) => `
    select state, progress_at_ms as "progressAt", goes_on_at_ms as "goesOnAt", is_listed as "isListed",
      case when state = any($4) then pace end as pace, ${SURVEYED_COLUMNS},
      ${PROGRESS_COLUMNS}
    from project_mailboxes
    where organisation_id = $1 and ${isIn} and state = any($3)
    order by name`,
);

const PACES = ofBoth(
  'paces',
  (isIn) => `
    select pace
    from project_mailboxes
    where organisation_id = $1 and ${isIn} and pace is not null and items_copied > 0
    order by active_at_ms desc nulls last
    limit $3`,
);

/** They stay where they are. */
export const NOT_MOVED: readonly MailboxState[] = ['cancelled', 'rolled-back'];

interface SumsRow {
  readonly items: number;
  readonly bytes: number;
  readonly counted: number;
  readonly uncounted: number;
  readonly lastActivityAt: Instant | null;
}

/** As `totalOf` of the model. */
const TOTALS = ofBoth(
  'totals',
  (isIn) => `
    select coalesce(sum(items) filter (where is_moved), 0)::bigint as items,
      coalesce(sum(bytes) filter (where is_moved), 0)::bigint as bytes,
      count(items) filter (where is_moved) as counted,
      count(*) filter (where is_moved and items is null) as uncounted,
      max(active_at_ms) as "lastActivityAt"
    from (
      select active_at_ms, state <> all($3) as is_moved,
        case when is_listed then items_found when surveyed_items is not null then greatest(items_found, surveyed_items) end
          as items,
        case when is_listed then bytes_found when surveyed_bytes is not null then greatest(bytes_found, surveyed_bytes) end
          as bytes
      from project_mailboxes
      where organisation_id = $1 and ${isIn}
    ) mailboxes`,
);

interface ProblemRow {
  readonly code: ProblemCode;
  readonly mailboxes: number;
}

const PROBLEMS_BY_CODE = ofBoth(
  'problems',
  (isIn) => `
    select problem_code as code, count(*) as mailboxes
    from project_mailboxes
    where organisation_id = $1 and ${isIn} and problem_code is not null
    group by problem_code
    order by mailboxes desc, code`,
);
