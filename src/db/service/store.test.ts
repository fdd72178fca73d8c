import { describe, expect, test } from 'vitest';
import { askedOfCutOver } from '../../../test/service/cut-over-asked.ts';
import { askedOfDeliveries, newDelivery, WEBHOOK } from '../../../test/service/deliveries-asked.ts';
import { REPORT } from '../../../test/service/engine.ts';
import { askedOfPapers } from '../../../test/service/papers-asked.ts';
import {
  ASKED_FOR,
  askedOfCases,
  askedOfFinish,
  askedOfHandOvers,
  askedOfSignIns,
  askedOfTicket,
  NOTED,
  newCase,
  newEntry,
  newHandOver,
  PLAN_KEPT,
} from '../../../test/service/project-asked.ts';
import {
  ALL,
  addCustomer,
  CHECKED,
  measureOf,
  NOW,
  newMailbox,
  projectEvent,
  SURVEY,
  testStore,
} from '../../../test/service/store.ts';
import { askedOfWaves, BLACKOUT, PLAN } from '../../../test/service/waves-asked.ts';
import { freshDatabase } from '../../../test/setup/database.ts';
import { instant } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { tokenHash } from '../../base/token.ts';
import { type NewApiToken, type TokenId } from '../../model/api-token.ts';
import { DEFAULT_ARRANGEMENT } from '../../model/arrangement.ts';
import type { CaseId } from '../../model/case.ts';
import { ALL_EVENTS } from '../../model/event.ts';
import { NEW_FINISH } from '../../model/finish.ts';
import type { HandOverId } from '../../model/hand-over.ts';
import { MAILBOX } from '../../model/mailbox-states.ts';
import type { LinkId } from '../../model/mailbox-user.ts';
import type { PersonId } from '../../model/organisation.ts';
import { DEFAULT_SETTINGS } from '../../model/policy.ts';
import type { MailboxId, ProjectId } from '../../model/project.ts';
import { NO_PROGRESS } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import type { WaveId } from '../../model/wave.ts';

const db = await freshDatabase();
const store = testStore(db);
const theirWave = systemRandom.id() as WaveId;
const theirHandOver = systemRandom.id() as HandOverId;
const theirCase = systemRandom.id() as CaseId;
const mine = await addCustomer(store, 'Mine');
const theirs = await addCustomer(store, 'Theirs');
const theirLink = linkOf(theirs.mailbox);
const theirEntry = newEntry(theirs.project);
const theirDelivery = newDelivery(theirs, theirEntry.id);
await store.inTenant(theirs.organisation, async (tenant) => {
  tenant.append(projectEvent(theirs.project, 'theirs'));
  await tenant.keepSurvey(theirs.mailbox, { at: NOW, survey: SURVEY });
  await tenant.askLook(theirs.mailbox, 'survey', NOW);
  await tenant.keepCheck(theirs.mailbox, { at: NOW, results: CHECKED });
  await tenant.keepReport(theirs.mailbox, 0, { at: NOW, report: REPORT });
  await tenant.addLink(theirLink);
  await tenant.noteSteps(theirs.mailbox, ['theirs']);
  await tenant.addBlackout(theirs.project, BLACKOUT);
  await tenant.setProjectSettings(theirs.project, { ...DEFAULT_SETTINGS, timeZone: 'Europe/London' });
  await tenant.setArrangement(theirs.project, { ...DEFAULT_ARRANGEMENT, noticeDays: 7 });
  await tenant.addHandOver(newHandOver(theirs.mailbox, theirHandOver));
  await tenant.noteSignIns(theirs.project, [{ name: 'ann', at: instant(NOW + 1) }], NOW);
  await tenant.addCase(newCase(theirs.mailbox, theirCase));
  await tenant.addEntry(theirEntry);
  await tenant.addDelivery(theirDelivery);
  await tenant.keepSecretFacts(theirEntry.id, { link: new Secret('theirs') });
  await tenant.addWebhook(WEBHOOK, new Secret('theirs'));
  await tenant.setMailboxContact(theirs.mailbox, 'ann@outside.example', NOW);
  await tenant.setTicketState(theirs.project, ASKED_FOR, NOW);
  await tenant.addPlan(theirs.project, PLAN_KEPT);
  await tenant.noteDomain(theirs.project, NOTED);
  await tenant.keepPaper(theirs.project, 'answers', { about: '', document: { version: 1 }, at: NOW });
  await tenant.setFinish(theirs.project, { ...NEW_FINISH, licence: { pricePerMonth: 3, currency: 'EUR' } });
  await tenant.addWave({ id: theirWave, project: theirs.project, plan: PLAN });
  await tenant.assignMailboxes(theirs.project, theirWave, [theirs.mailbox]);
});

const theirAdmin = systemRandom.id() as PersonId;
const theirToken = tokenOf(theirAdmin);
await store.inHouse((house) => {
  const { organisation } = theirs;
  const address = 'ada@theirs.example';
  return house.addPerson({ id: theirAdmin, name: 'Ada', address, role: 'administrator', organisation }, 'no hash');
});
await store.inTenant(theirs.organisation, (tenant) => tenant.addToken(theirToken));

const FOREIGN_KEY_VIOLATED = '23503';

const NONE = { items: [], next: null, total: 0 };

describe('somebody else’s ids', () => {
  /** What each power of a tenant gives when it is asked about a thing of another: what it gives where there is none. */
  const ASKED: Readonly<
    Record<
      Exclude<keyof Tenant, 'id' | 'append' | 'addJob'>,
      { ask: (tenant: Tenant) => Promise<unknown>; gives: unknown }
    >
  > = {
    addProject: {
      ask: (tenant) =>
        tenant.addProject({ id: systemRandom.id() as ProjectId, name: 'Move of Theirs', createdAt: NOW }),
      gives: 'added',
    },
    projects: {
      ask: async (tenant) =>
        (await tenant.projects(ALL.projects, ALL.page)).items.filter(({ id }) => id === theirs.project),
      gives: [],
    },
    project: { ask: (tenant) => tenant.project(theirs.project), gives: null },
    lockProject: { ask: (tenant) => tenant.lockProject(theirs.project), gives: null },
    setProjectState: { ask: (tenant) => tenant.setProjectState(theirs.project, 'draft', 'running'), gives: false },
    counts: { ask: (tenant) => tenant.counts(theirs.project), gives: { mailboxes: {} } },
    sums: { ask: (tenant) => tenant.sums(theirs.project), gives: { mailboxes: {}, progress: NO_PROGRESS } },
    course: {
      ask: (tenant) => tenant.course(theirs.project),
      gives: { atWork: [], worked: [], total: null, uncounted: 0, problems: [], lastActivityAt: null },
    },
    ...askedOfWaves(theirs, theirWave),
    keepReport: {
      ask: (tenant) => tenant.keepReport(theirs.mailbox, 0, { at: NOW, report: REPORT }),
      gives: false,
    },
    report: { ask: (tenant) => tenant.report(theirs.mailbox), gives: null },
    ...askedOfFinish(theirs),
    ...askedOfTicket(theirs),
    ...askedOfHandOvers(theirs, theirHandOver),
    ...askedOfSignIns(theirs),
    ...askedOfCases(theirs, theirCase),
    ...askedOfDeliveries(theirs, theirEntry.id, theirDelivery.id),
    ...askedOfCutOver(theirs),
    ...askedOfPapers(theirs),
    addMailbox: {
      ask: (tenant) => tenant.addMailbox(newMailbox(systemRandom.id() as MailboxId, theirs.project, 'new')),
      gives: FOREIGN_KEY_VIOLATED,
    },
    mailboxes: { ask: (tenant) => tenant.mailboxes(theirs.project, ALL.mailboxes, ALL.page), gives: NONE },
    jobs: {
      ask: (tenant) => tenant.jobs(theirs.project, null, { ...ALL.page, by: 'name' }),
      gives: NONE,
    },
    lockMailboxes: {
      ask: (tenant) => tenant.lockMailboxes(theirs.project, { is: 'ids', ids: [theirs.mailbox] }, 10),
      gives: [],
    },
    failedItems: {
      ask: (tenant) => {
        const ledgers = [{ source: `ann of ${theirs.organisation}`, target: 'ann' }];
        return tenant.failedItems(ledgers, null, { ...ALL.page, by: 'recorded' });
      },
      gives: NONE,
    },
    mailbox: { ask: (tenant) => tenant.mailbox(theirs.mailbox), gives: null },
    lockMailbox: { ask: (tenant) => tenant.lockMailbox(theirs.mailbox), gives: null },
    moveMailbox: {
      ask: (tenant) =>
        tenant.moveMailbox(theirs.mailbox, {
          from: 'listed',
          to: 'queued',
          problem: null,
          goesOnAt: null,
          term: null,
        }),
      gives: false,
    },
    moveMailboxes: {
      ask: (tenant) => tenant.moveMailboxes({ project: theirs.project, only: 'all' }, ['listed'], 'queued'),
      gives: [],
    },
    takeMailboxes: {
      ask: (tenant) => tenant.takeMailboxes({ project: theirs.project, only: 'all' }, ['listed'], 'queued'),
      gives: [],
    },
    mailboxesIn: { ask: (tenant) => tenant.mailboxesIn(theirs.project, MAILBOX.states), gives: [] },
    claimMailbox: {
      ask: (tenant) => tenant.claimMailbox(theirs.mailbox, 'me', NOW).catch((error: Error) => error.message),
      gives: 'impossible: not true that a mailbox that is claimed was found before',
    },
    standing: { ask: (tenant) => tenant.standing(theirs.mailbox), gives: null },
    noteProgress: {
      ask: (tenant) => tenant.noteProgress(theirs.mailbox, 0, measureOf({ itemsFound: 5 })),
      gives: false,
    },
    askLook: { ask: (tenant) => tenant.askLook(theirs.mailbox, 'check', NOW), gives: false },
    looksAsked: { ask: (tenant) => tenant.looksAsked(), gives: 0 },
    keepCheck: { ask: (tenant) => tenant.keepCheck(theirs.mailbox, { at: NOW, results: [] }), gives: false },
    check: { ask: (tenant) => tenant.check(theirs.mailbox), gives: null },
    keepSurvey: { ask: (tenant) => tenant.keepSurvey(theirs.mailbox, { at: NOW, survey: SURVEY }), gives: false },
    endLook: {
      ask: (tenant) => tenant.endLook(theirs.mailbox, 'survey', { code: 'work.given-up', facts: {} }),
      gives: null,
    },
    survey: { ask: (tenant) => tenant.survey(theirs.mailbox), gives: null },
    passwords: { ask: (tenant) => tenant.passwords(theirs.mailbox), gives: new Map() },
    keepPassword: {
      ask: (tenant) => tenant.keepPassword(theirs.mailbox, 'target', new Secret('mine now'), NOW),
      gives: undefined,
    },
    purgePasswords: { ask: (tenant) => tenant.purgePasswords(theirs.mailbox, NOW), gives: [] },
    passwordsKept: { ask: (tenant) => tenant.passwordsKept(theirs.mailbox), gives: { kept: [], purgedAt: null } },
    isRoomAt: {
      ask: (tenant) => tenant.isRoomAt({ name: 'mail.example.com', max: 1, aliveSince: NOW }),
      gives: true,
    },
    mailboxesAtWork: { ask: (tenant) => tenant.mailboxesAtWork(3), gives: 0 },
    addToken: { ask: (tenant) => tenant.addToken(tokenOf(theirAdmin)), gives: false },
    tokens: { ask: (tenant) => tenant.tokens(ALL.tokens, ALL.page), gives: NONE },
    addLink: { ask: (tenant) => tenant.addLink(linkOf(theirs.mailbox)), gives: FOREIGN_KEY_VIOLATED },
    links: { ask: (tenant) => tenant.links(theirs.mailbox), gives: [] },
    renewLink: { ask: (tenant) => tenant.renewLink(theirs.mailbox, theirLink.id, instant(NOW + 9000)), gives: null },
    revokeLink: { ask: (tenant) => tenant.revokeLink(theirs.mailbox, theirLink.id, NOW), gives: false },
    mailboxUser: {
      ask: (tenant) => tenant.mailboxUser(theirs.mailbox),
      gives: { steps: [], verdict: null, verdictAt: null, devices: [], settled: [] },
    },
    noteSteps: { ask: (tenant) => tenant.noteSteps(theirs.mailbox, ['mine']), gives: undefined },
    noteDevices: { ask: (tenant) => tenant.noteDevices(theirs.mailbox, ['mine'], []), gives: undefined },
    noteVerdict: { ask: (tenant) => tenant.noteVerdict(theirs.mailbox, 'all-there', NOW), gives: undefined },
    revokeToken: { ask: (tenant) => tenant.revokeToken(theirToken.id, NOW), gives: false },
    people: { ask: (tenant) => tenant.people(null, ALL.page), gives: NONE },
    events: { ask: (tenant) => tenant.events(0, 100), gives: [] },
    eventPage: {
      ask: (tenant) => tenant.eventPage({ ...ALL_EVENTS, project: theirs.project }, ALL.events),
      gives: { ...NONE, total: null },
    },
  };

  test.each(Object.entries(ASKED))('find nothing by %s', async (_name, { ask, gives }) => {
    const before = await everythingOf(theirs);
    const answer = await store.inTenant(mine.organisation, ask).catch(stateOf);
    expect(answer).toEqual(gives);
    expect(await everythingOf(theirs)).toEqual(before);
  });
});

function tokenOf(madeBy: PersonId): NewApiToken {
  const id = systemRandom.id() as TokenId;
  const expiresAt = instant(NOW + 1000);
  return { id, tokenHash: tokenHash(id), name: 'A program', scopes: ['read'], madeBy, createdAt: NOW, expiresAt };
}

function stateOf(error: unknown): unknown {
  if (error instanceof Error && 'state' in error) return error.state;
  throw error;
}

function linkOf(mailbox: MailboxId) {
  const id = systemRandom.id() as LinkId; // a fresh id is what a LinkId is
  return { id, mailbox, tokenHash: tokenHash(id), createdAt: NOW, expiresAt: instant(NOW + 1000) };
}

async function everythingOf({ organisation, project, mailbox }: typeof theirs): Promise<unknown> {
  return store.inTenant(organisation, async (tenant) => [
    await tenant.projects(ALL.projects, ALL.page),
    await tenant.mailboxes(project, ALL.mailboxes, ALL.page),
    await tenant.standing(mailbox),
    await tenant.events(0, 100),
    await tenant.sums(project),
    await tenant.course(project),
    await tenant.survey(mailbox),
    await tenant.check(mailbox),
    await tenant.report(mailbox),
    await tenant.tokens(ALL.tokens, ALL.page),
    await tenant.people(null, ALL.page),
    await tenant.links(mailbox),
    await tenant.mailboxUser(mailbox),
    await tenant.passwordsKept(mailbox),
    await tenant.blackouts(project),
    await tenant.projectSettings(project),
    await tenant.arrangement(project),
    await tenant.finish(project),
    await tenant.provenMailboxes(project),
    await tenant.entries(project, { ...ALL.page, by: 'number' }),
    await tenant.ticketState(project),
    await tenant.keptPlan(project, null),
    await tenant.domainNotes(project),
    await tenant.waves(project, [], ALL.waves),
    await tenant.handOvers(mailbox),
    (await tenant.passwordsToSet(project, NOW)).map(({ password }) => password.reveal()),
    await tenant.letter(theirDelivery.id),
    await tenant.webhooks(),
    await tenant.mailboxContact(mailbox),
  ]);
}
