/** The tables of cases: what users miss after their move, and what was said of it. */
import type { Case, CaseBook, CaseWord } from '../../model/case.ts';
import { type Listing, pageOf } from './listing.ts';
import type { Scope } from './scope.ts';
import { AUTHOR_NAME } from './ticket.ts';

export function casePart(scope: Scope): CaseBook {
  const run = <Row>(name: keyof typeof OF_TENANT, ...values: readonly unknown[]): Promise<readonly Row[]> =>
    scope.run({ name, text: OF_TENANT[name] }, ...values);
  return {
    addCase: async ({ id, mailbox, openedAt, author, missing, answer }) => {
      const answered = answer === null ? null : JSON.stringify(answer);
      await run('add-case', mailbox, id, openedAt, JSON.stringify(author), JSON.stringify(missing), answered);
    },
    findCase: async (id) => (await run<Case>('case', id))[0] ?? null,
    cases: (project, isOpen, ask) => pageOf<Case, 'openedAt'>(scope, LISTING, [project, isOpen], ask),
    casesOf: (mailbox) => run<Case>('cases-of', mailbox),
    openCases: async (project) => (await run<{ open: number }>('open-cases', project))[0]?.open ?? 0,
    closeCase: async (id, at, outcome) => (await run('close-case', id, at, outcome)).length === 1,
    addCaseWord: async (id, { at, author, text }) => {
      await run('add-case-word', id, at, JSON.stringify(author), text);
    },
    caseWords: (id) => run<CaseWord>('case-words', id),
  };
}

const COLUMNS = `
  cases.id, mailbox.project_id as project, mailbox.id as mailbox, mailbox.name, opened_at_ms as "openedAt", author,
  ${AUTHOR_NAME} as "authorName", missing, answer, closed_at_ms as "closedAt", outcome`;
const TABLE = `
  cases
  join project_mailboxes as mailbox on mailbox.organisation_id = $1 and mailbox.id = cases.mailbox_id`;
/** The newest ones; more than one user can open at the same time. */
const LISTED_MAX = 100;

const LISTING: Listing<'openedAt'> = {
  name: 'cases',
  columns: COLUMNS,
  table: TABLE,
  where: `
    cases.organisation_id = $1 and mailbox.project_id = $2
    and ($3::boolean is null or (closed_at_ms is null) = $3::boolean)`,
  valuesCount: 3,
  sorts: { openedAt: { column: 'opened_at_ms', type: 'bigint' } },
  id: { column: 'cases.id', type: 'uuid' },
  isCounted: true,
};

const OF_TENANT = {
  'add-case': `
    insert into cases (organisation_id, mailbox_id, id, opened_at_ms, author, missing, answer)
    values ($1, $2, $3, $4, $5::json, $6::json, $7::json)`,
  case: `select ${COLUMNS} from ${TABLE} where cases.organisation_id = $1 and cases.id = $2`,
  'cases-of': `
    select ${COLUMNS}
    from ${TABLE}
    where cases.organisation_id = $1 and mailbox.id = $2
    order by opened_at_ms desc, cases.id
    limit ${LISTED_MAX}`,
  'open-cases': `
    select count(*) as open
    from ${TABLE}
    where cases.organisation_id = $1 and mailbox.project_id = $2 and closed_at_ms is null`,
  'close-case': `
    update cases
    set closed_at_ms = $3, outcome = $4
    where organisation_id = $1 and id = $2 and closed_at_ms is null
    returning id`,
  'add-case-word': `
    insert into case_words (organisation_id, case_id, number, at_ms, author, text)
    select $1, $2, coalesce(max(number), 0) + 1, $3, $4::json, $5
    from case_words
    where organisation_id = $1 and case_id = $2`,
  'case-words': `
    select at_ms as at, author, ${AUTHOR_NAME} as "authorName", text
    from case_words
    where organisation_id = $1 and case_id = $2
    order by number`,
} as const;
