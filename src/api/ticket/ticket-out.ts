/** The ticket of a project as answers show it: its entries with their authors in words, and where it stands. */

import { unreachable } from '../../base/assert.ts';
import { dateText } from '../../base/civil-days.ts';
import { isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Role } from '../../model/organisation.ts';
import type { Project, ProjectId } from '../../model/project.ts';
import { PROJECT } from '../../model/project-states.ts';
import { ticketActionsOf } from '../../model/states.ts';
import type { Tenant } from '../../model/store.ts';
import type { Author, AuthoredEntry, EntryPart, TicketState } from '../../model/ticket.ts';
import { answerWords, noticeWords } from '../../plan/calendar/notice-period.ts';
import { momentWords } from '../../plan/document/day-words.ts';
import { type ProjectDeps, unmetOf } from '../../project/act.ts';
import { compareAddresses, missingOf } from '../../project/ticket/answer-parts.ts';
import { dateRulesOf } from '../../project/ticket/date-rules-of.ts';
import { unmetDomains } from '../../project/ticket/domains.ts';
import { isoOrNull } from '../outlook.ts';

export function entryOut({ id, number, at, author, authorName, text, part }: AuthoredEntry) {
  return {
    id,
    number,
    at: isoSeconds(at),
    author: { is: author.is, name: authorWords(author, authorName) },
    text,
    part: partOut(part),
  };
}

/** Operators are named as what they are to a customer. */
export function authorWords(author: Author, name: string | null): string {
  switch (author.is) {
    case 'godwit':
      return 'Godwit';
    case 'contact':
      return author.address;
    case 'mailbox-user':
      return `the user of ${name ?? 'a mailbox'}`;
    case 'person':
      return author.role === 'operator' ? 'the migrations team' : (name ?? 'an administrator who is gone');
    case 'token':
      return author.role === 'operator'
        ? 'a program of the migrations team'
        : `the program ${name ?? 'without a name'}`;
    default:
      return unreachable(author);
  }
}

function partOut(part: EntryPart) {
  switch (part.is) {
    case 'answer': {
      const { acknowledged, wishedAt, addresses, missing } = part;
      const shown = { addresses: [...addresses], missing: [...missing] };
      return { is: part.is, acknowledged, wishedAt: isoOrNull(wishedAt), ...shown };
    }
    case 'alternative':
      return { is: part.is, offered: part.offered.map(isoSeconds) };
    case 'confirmation':
      return { is: part.is, at: isoSeconds(part.at) };
    case 'notice':
      return { ...part, facts: { ...part.facts } };
    case 'request':
    case 'question':
    case 'reply':
    case 'plan':
      return part;
    default:
      return unreachable(part);
  }
}

/** Throws `service.not-found`. */
export async function ticketOut(tenant: Tenant, id: ProjectId, role: Role, { clock }: Pick<ProjectDeps, 'clock'>) {
  const project = await tenant.project(id);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  const state = await tenant.ticketState(id);
  const names = await tenant.movingNames(id);
  const missing = missingOf(state, names);
  const rules = await dateRulesOf(tenant, id, { now: clock.now(), requestedAt: state.requestedAt, until: null });
  const { answerDays } = await tenant.arrangement(id);
  const { wished, acknowledged, offered, answered, requestedAt, confirmedAt } = state;
  const unmet = unmetOf(project, await tenant.counts(id), await unmetDomains(tenant, project));
  return {
    project: project.state,
    requestedAt: isoOrNull(requestedAt),
    earliest: requestedAt === null ? null : dateText(rules.earliest),
    planVersion: state.planVersion,
    acknowledged: acknowledged === null ? null : { ...acknowledged, at: isoSeconds(acknowledged.at) },
    wished: wished === null ? null : { ...wished, at: isoOrNull(wished.at) },
    addresses: addressesOut(state, names),
    missing: [...missing],
    isComplete: missing.length === 0,
    answeredAt: isoOrNull(answered?.at ?? null),
    answerDueAt: isoOrNull(answered?.dueAt ?? null),
    offered: offered === null ? null : { ...offered, dates: offered.dates.map(isoSeconds) },
    confirmedAt: isoOrNull(confirmedAt),
    words: [
      ...(requestedAt === null ? [] : [noticeWords(rules)]),
      ...(answered === null || !isWaiting(project) ? [] : [answerWords(answered.dueAt, answerDays, rules.zone)]),
      ...(confirmedAt === null ? [] : [`The move begins on ${momentWords(confirmedAt, rules.zone)}.`]),
    ],
    actions: [...ticketActionsOf(PROJECT, project.state, role, unmet)],
  };
}

function isWaiting({ state }: Project): boolean {
  return state === 'answered';
}

function addressesOut({ addresses }: TicketState, names: readonly string[]) {
  if (addresses === null) return null;
  if (addresses === 'all') return { isAll: true, count: names.length, unknown: [], doubled: [], leftOut: [] };
  const { unknown, doubled, leftOut } = compareAddresses(addresses, names);
  const compared = { unknown: [...unknown], doubled: [...doubled], leftOut: [...leftOut] };
  return { isAll: false, count: addresses.length, ...compared };
}
