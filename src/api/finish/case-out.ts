/** Cases as answers show them: to those who look after the project, and to the user who opened one. */
import { isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Case, CaseAnswer, CaseWord } from '../../model/case.ts';
import type { Tenant } from '../../model/store.ts';
import { caseAnswer } from '../../plan/case-answer.ts';
import type { CasePlace } from '../../project/finish/cases.ts';
import { isoOrNull } from '../outlook.ts';
import { authorWords } from '../ticket/ticket-out.ts';

export function caseOut(one: Case) {
  const { id, mailbox, name, openedAt, author, authorName, missing, answer, closedAt, outcome } = one;
  return {
    id,
    mailbox,
    name,
    openedAt: isoSeconds(openedAt),
    by: authorWords(author, authorName),
    ...missing,
    atOpening: answerOut(answer),
    closedAt: isoOrNull(closedAt),
    outcome,
  };
}

/** With what was said, and with what the last verification says now. Throws `service.not-found`. */
export async function wholeCase(tenant: Tenant, { project, id }: CasePlace) {
  const found = await tenant.findCase(id);
  if (found === null || found.project !== project) throw new Failure('service.not-found', { what: 'case' });
  const report = await tenant.report(found.mailbox);
  const now = answerOut(report === null ? null : caseAnswer(report, found.missing));
  return { ...caseOut(found), now, words: (await tenant.caseWords(id)).map(wordOut) };
}

/** For the user, who reads sentences. */
export async function ownCases(tenant: Tenant, { mailbox }: Pick<Case, 'mailbox'>) {
  const cases = await tenant.casesOf(mailbox);
  return Promise.all(
    cases.map(async ({ id, openedAt, missing, answer, closedAt, outcome }) => ({
      id,
      openedAt: isoSeconds(openedAt),
      ...missing,
      atOpening: answer?.inWords ?? null,
      closedAt: isoOrNull(closedAt),
      outcome,
      words: (await tenant.caseWords(id)).map(wordOut),
    })),
  );
}

function answerOut(answer: CaseAnswer | null) {
  if (answer === null) return null;
  const { verifiedAt, folders, exceptions, notMoved, ...rest } = answer;
  const lists = { folders: [...folders], exceptions: [...exceptions], notMoved: [...notMoved] };
  return { ...rest, ...lists, verifiedAt: isoSeconds(verifiedAt) };
}

function wordOut({ at, author, authorName, text }: CaseWord) {
  return { at: isoSeconds(at), by: authorWords(author, authorName), text };
}
