/** What the powers of a tenant about the ticket and the way of a project give when they are asked about things of another. */
import { instant } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import { tokenHash } from '../../src/base/token.ts';
import { DEFAULT_ARRANGEMENT } from '../../src/model/arrangement.ts';
import type { CaseId, NewCase } from '../../src/model/case.ts';
import { NEW_FINISH } from '../../src/model/finish.ts';
import type { HandOverId } from '../../src/model/hand-over.ts';
import type { MailboxId, ProjectId } from '../../src/model/project.ts';
import type { Tenant } from '../../src/model/store.ts';
import { type DomainNote, type EntryId, NEW_TICKET, type NewEntry } from '../../src/model/ticket.ts';
import { ALL, type Customer, NOW } from './store.ts';

export function newEntry(project: ProjectId, given: Partial<NewEntry> = {}): NewEntry {
  return {
    id: systemRandom.id() as EntryId, // a fresh id is what an EntryId is
    project,
    at: NOW,
    author: { is: 'godwit', worker: 'test' },
    text: 'words',
    part: { is: 'question' },
    ...given,
  };
}

type Asked = { readonly ask: (tenant: Tenant) => Promise<unknown>; readonly gives: unknown };

export function newHandOver(mailbox: MailboxId, id = systemRandom.id() as HandOverId) {
  const times = { createdAt: NOW, expiresAt: instant(NOW + 1000), setAt: null };
  return { id, mailbox, tokenHash: tokenHash(id), ...times, password: new Secret('planted') };
}

export function askedOfHandOvers({ mailbox, project }: Customer, id: HandOverId) {
  return {
    addHandOver: { ask: (tenant) => tenant.addHandOver(newHandOver(mailbox)), gives: '23503' },
    handOvers: { ask: (tenant) => tenant.handOvers(mailbox), gives: [] },
    findHandOver: { ask: (tenant) => tenant.findHandOver(id), gives: null },
    passwordsToSet: { ask: (tenant) => tenant.passwordsToSet(project, NOW), gives: [] },
    noteHandOverSet: { ask: (tenant) => tenant.noteHandOverSet(id, NOW), gives: undefined },
    takeHandOverPassword: { ask: (tenant) => tenant.takeHandOverPassword(id, NOW, 'me'), gives: null },
    revokeHandOver: { ask: (tenant) => tenant.revokeHandOver(id, NOW), gives: undefined },
  } satisfies Readonly<Record<string, Asked>>;
}

export function newCase(mailbox: MailboxId, id = systemRandom.id() as CaseId): NewCase {
  const missing = { folder: 'Clients', from: 'Finch', about: 'May' };
  return { id, mailbox, openedAt: NOW, author: { is: 'godwit', worker: 'test' }, missing, answer: null };
}

export function askedOfCases({ mailbox, project }: Customer, id: CaseId) {
  const word = { at: NOW, author: { is: 'godwit', worker: 'test' }, text: 'words' } as const;
  return {
    addCase: { ask: (tenant) => tenant.addCase(newCase(mailbox)), gives: '23503' },
    findCase: { ask: (tenant) => tenant.findCase(id), gives: null },
    cases: {
      ask: (tenant) => tenant.cases(project, null, { ...ALL.page, by: 'openedAt' }),
      gives: { items: [], next: null, total: 0 },
    },
    casesOf: { ask: (tenant) => tenant.casesOf(mailbox), gives: [] },
    openCases: { ask: (tenant) => tenant.openCases(project), gives: 0 },
    closeCase: { ask: (tenant) => tenant.closeCase(id, NOW, 'found'), gives: false },
    addCaseWord: { ask: (tenant) => tenant.addCaseWord(id, word), gives: '23503' },
    caseWords: { ask: (tenant) => tenant.caseWords(id), gives: [] },
  } satisfies Readonly<Record<string, Asked>>;
}

export function askedOfSignIns({ mailbox, project }: Customer) {
  const seen = [{ name: 'ann', at: instant(NOW + 1) }];
  return {
    noteSignIns: { ask: (tenant) => tenant.noteSignIns(project, seen, NOW), gives: ['ann'] },
    oldSignIns: { ask: (tenant) => tenant.oldSignIns(project), gives: [] },
    noteReminded: { ask: (tenant) => tenant.noteReminded(mailbox, NOW), gives: undefined },
  } satisfies Readonly<Record<string, Asked>>;
}

export const PLAN_KEPT = { version: 1, at: NOW, document: 'of somebody' } as const;
export const NOTED: DomainNote = {
  domain: 'example.com',
  is: 'waived',
  reason: 'nobody uses Outlook',
  at: NOW,
  by: { is: 'godwit', worker: 'test' },
};
export const ASKED_FOR = { ...NEW_TICKET, requestedAt: NOW } as const;

export function askedOfFinish({ project }: Customer) {
  return {
    finish: { ask: (tenant) => tenant.finish(project), gives: NEW_FINISH },
    setFinish: { ask: (tenant) => tenant.setFinish(project, NEW_FINISH), gives: false },
    provenMailboxes: { ask: (tenant) => tenant.provenMailboxes(project), gives: [] },
  } satisfies Readonly<Record<string, Asked>>;
}

export function askedOfTicket({ project }: Customer) {
  return {
    arrangement: { ask: (tenant) => tenant.arrangement(project), gives: DEFAULT_ARRANGEMENT },
    setArrangement: { ask: (tenant) => tenant.setArrangement(project, DEFAULT_ARRANGEMENT), gives: false },
    addEntry: { ask: (tenant) => tenant.addEntry(newEntry(project)), gives: '23503' },
    entries: {
      ask: (tenant) => tenant.entries(project, { ...ALL.page, by: 'number' }),
      gives: { items: [], next: null, total: 0 },
    },
    ticketState: { ask: (tenant) => tenant.ticketState(project), gives: NEW_TICKET },
    setTicketState: { ask: (tenant) => tenant.setTicketState(project, NEW_TICKET, null), gives: '23503' },
    ticketsDue: { ask: (tenant) => tenant.ticketsDue(instant(NOW + 1), 10), gives: [] },
    addPlan: { ask: (tenant) => tenant.addPlan(project, { ...PLAN_KEPT, version: 2 }), gives: '23503' },
    keptPlan: { ask: (tenant) => tenant.keptPlan(project, null), gives: null },
    planVersions: { ask: (tenant) => tenant.planVersions(project), gives: [] },
    movingNames: { ask: (tenant) => tenant.movingNames(project), gives: [] },
    wavelessCount: { ask: (tenant) => tenant.wavelessCount(project), gives: 0 },
    domainNotes: { ask: (tenant) => tenant.domainNotes(project), gives: [] },
    noteDomain: { ask: (tenant) => tenant.noteDomain(project, NOTED), gives: '23503' },
    // Their wave, which begins then: a number, and nothing else of it.
    startsBetween: { ask: (tenant) => tenant.startsBetween([NOW, instant(NOW + 1)], project), gives: [1] },
    lockStarts: { ask: (tenant) => tenant.lockStarts(), gives: undefined },
    lastEntry: { ask: (tenant) => tenant.lastEntry(project, 'question'), gives: null },
  } satisfies Readonly<Record<string, Asked>>;
}
