/** What the service keeps, in PostgreSQL: each organisation by itself, and the house around them. */
import type { KeyRing } from '../../base/key-ring.ts';
import type { TokenBook } from '../../model/api-token.ts';
import type { NewEvent } from '../../model/event.ts';
import type { House } from '../../model/house.ts';
import type { JobDoor, NewJob } from '../../model/job.ts';
import type { MailboxBook } from '../../model/mailbox-book.ts';
import type { OrganisationId } from '../../model/organisation.ts';
import type { ProjectBook } from '../../model/project-book.ts';
import type { Store, Tenant } from '../../model/store.ts';
import type { Db } from '../db.ts';
import { answerPart } from './answers.ts';
import { addToken, listTokens, revokeToken, useToken } from './api-tokens.ts';
import { addBlackout, listBlackouts, removeBlackout } from './blackouts.ts';
import { casePart } from './cases.ts';
import { cutOverPart } from './cut-over.ts';
import { deliveryDoor, deliveryPart } from './deliveries.ts';
import { appendEvents, eventPage, houseEventPage, listEvents, newestEvents } from './events.ts';
import { failedItems } from './failed-items.ts';
import { finishPart } from './finish.ts';
import { handOverDoor, handOverPart } from './hand-overs.ts';
import { incomingDoor, incomingPart } from './incoming-mails.ts';
import { addInvitation, takeInvitation, withdrawOperatorInvitations } from './invitations.ts';
import { mailSettingsPart } from './mail-settings.ts';
import { listJobs } from './mailbox-jobs.ts';
import { linkDoor, linkPart } from './mailbox-links.ts';
import { listMailboxes, lockMailboxes } from './mailbox-lists.ts';
import { askLook, checkOf, endLook, keepCheck, keepSurvey, looksAsked, surveyOf } from './mailbox-looks.ts';
import { claimMailbox, countsOf, isRoomAt, noteProgress, standingOf, sumsOf } from './mailbox-work.ts';
import { addOrganisation, findOrganisation, listOrganisations } from './organisations.ts';
import { paperDoor, paperPart } from './papers.ts';
import { passkeyPart } from './passkeys.ts';
import { addPerson, countPeople, findAccount, listPeople, noteSignIn } from './people.ts';
import { peoplePart } from './people-book.ts';
import { listPrograms } from './programs.ts';
import { courseOf } from './project-course.ts';
import {
  addMailbox,
  findMailbox,
  mailboxesAtWork,
  mailboxesIn,
  moveMailbox,
  moveMailboxes,
} from './project-mailboxes.ts';
import {
  addProject,
  arrangement,
  findProject,
  listProjects,
  projectSettings,
  setArrangement,
  setProjectSettings,
  setProjectState,
} from './projects.ts';
import { providerPart } from './providers.ts';
import { forgetOver, passwordsUnneeded, purgePasswords } from './purge.ts';
import { keepReport, reportOf } from './reports.ts';
import { type HouseScope, houseScopeOf, type Scope, scopeOf } from './scope.ts';
import { type Sealer, sealerOf } from './sealing.ts';
import { secondFactorPart } from './second-factors.ts';
import { addPasswords, keepPassword, passwordsKept, passwordsOf } from './secrets.ts';
import { sessionPart } from './sessions.ts';
import { signInPart } from './sign-ins.ts';
import { lockStarts, startsBetween } from './starts.ts';
import { ticketPart } from './ticket.ts';
import { ticketStatePart } from './ticket-states.ts';
import { wavePart } from './wave-part.ts';
import { organisationsDue } from './waves.ts';
import { webhookPart } from './webhooks.ts';
import { readWorkSettings, setWorkSettings } from './work-settings.ts';

export interface StoreDeps {
  readonly keys: KeyRing;
  /** Adds jobs in the transaction behind the door. */
  readonly addJobs: (door: JobDoor, jobs: readonly NewJob[]) => Promise<void>;
}

export function openStore(db: Db, deps: StoreDeps): Store {
  return {
    inTenant: (organisation, run) =>
      db.transaction(async (tx) => {
        const [events, jobs]: [NewEvent[], NewJob[]] = [[], []];
        const result = await run({
          ...tenantOf(scopeOf(tx, organisation), sealerOf(tx, deps.keys), events, jobs),
          isRoomAt: (host) => isRoomAt(tx, host),
          startsBetween: (moments, except) => startsBetween(tx, moments, except),
          lockStarts: () => lockStarts(tx),
        });
        if (jobs.length > 0) await deps.addJobs(jobDoor(tx), jobs);
        await keep(tx, [[organisation, events]]);
        return result;
      }),
    inHouse: (run) =>
      db.transaction(async (tx) => {
        const events: [OrganisationId | null, readonly NewEvent[]][] = [];
        const result = await run(houseOf(tx, deps, events));
        await keep(tx, events);
        return result;
      }),
  };
}

/** For what brings its own statements. */
export function jobDoor(db: Db): JobDoor {
  return { executeSql: (text, values) => db.foreign(text, values) };
}

/** What left an event must still be there after a power cut; other commits need not be waited for. */
async function keep(tx: Db, events: readonly (readonly [OrganisationId | null, readonly NewEvent[]])[]): Promise<void> {
  if (events.every(([, some]) => some.length === 0)) return;
  await tx.script('set local synchronous_commit = on');
  for (const [organisation, some] of events) await appendEvents(tx, organisation, some);
}

/** What is told of the whole installation, as numbers alone. */
type OfAll = 'isRoomAt' | 'startsBetween' | 'lockStarts';

function tenantOf(scope: Scope, sealer: Sealer, events: NewEvent[], jobs: NewJob[]): Omit<Tenant, OfAll> {
  return {
    id: scope.organisation,
    ...projectPart(scope),
    ...mailboxPart(scope, sealer),
    ...wavePart(scope),
    ...tokenPart(scope),
    people: (text, ask) => listPeople(scope, text, ask),
    ...linkPart(scope),
    ...ticketPart(scope),
    ...handOverPart(scope, sealer),
    ...finishPart(scope),
    ...casePart(scope),
    ...signInPart(scope),
    ...deliveryPart(scope, sealer),
    ...webhookPart(scope, sealer),
    ...incomingPart(scope),
    ...ticketStatePart(scope),
    ...cutOverPart(scope, sealer),
    ...paperPart(scope),
    events: (after, limit) => listEvents(scope, after, limit),
    eventPage: (filter, ask) => eventPage(scope, filter, ask),
    append: (event) => void events.push(event),
    addJob: (job) => void jobs.push({ ...job, organisation: scope.organisation }),
  };
}

function projectPart(scope: Scope): ProjectBook {
  return {
    addProject: (project) => addProject(scope, project),
    projects: (filter, ask) => listProjects(scope, filter, ask),
    project: (id) => findProject(scope, id, 'none'),
    lockProject: (id) => findProject(scope, id, 'update'),
    setProjectState: (id, from, to) => setProjectState(scope, id, from, to),
    projectSettings: (id) => projectSettings(scope, id),
    setProjectSettings: (id, settings) => setProjectSettings(scope, id, settings),
    arrangement: (id) => arrangement(scope, id),
    setArrangement: (id, settings) => setArrangement(scope, id, settings),
    blackouts: (id) => listBlackouts(scope, id),
    addBlackout: (id, blackout) => addBlackout(scope, id, blackout),
    removeBlackout: (id, blackout) => removeBlackout(scope, id, blackout),
    counts: (id) => countsOf(scope, id),
    sums: (id) => sumsOf(scope, { is: 'project', id }),
    course: (id) => courseOf(scope, { is: 'project', id }),
  };
}

type MailboxPart = Omit<MailboxBook, 'isRoomAt'>;

function mailboxPart(scope: Scope, sealer: Sealer): MailboxPart {
  return {
    addMailbox: async (mailbox) => {
      const added = await addMailbox(scope, mailbox);
      if (added === 'added') await addPasswords(scope, mailbox.id, mailbox.passwords, sealer);
      return added;
    },
    mailboxes: (project, filter, ask) => listMailboxes(scope, project, filter, ask),
    jobs: (project, isInHand, ask) => listJobs(scope, project, isInHand, ask),
    lockMailboxes: (project, choice, max) => lockMailboxes(scope, project, choice, max),
    mailbox: (id) => findMailbox(scope, id, 'none'),
    lockMailbox: (id) => findMailbox(scope, id, 'update'),
    moveMailbox: (id, move) => moveMailbox(scope, id, move),
    moveMailboxes: (which, from, to) => moveMailboxes(scope, which, from, to),
    takeMailboxes: (which, from, to) => moveMailboxes(scope, which, from, to, true),
    mailboxesIn: (project, states) => mailboxesIn(scope, project, states),
    claimMailbox: (id, worker, at) => claimMailbox(scope, id, worker, at),
    standing: (id) => standingOf(scope, id),
    noteProgress: (id, term, measure) => noteProgress(scope, id, term, measure),
    askLook: (id, look, at) => askLook(scope, id, look, at),
    looksAsked: () => looksAsked(scope),
    keepSurvey: (id, survey) => keepSurvey(scope, id, survey),
    endLook: (id, look, problem) => endLook(scope, id, look, problem),
    survey: (id) => surveyOf(scope, id),
    keepCheck: (id, check) => keepCheck(scope, id, check),
    check: (id) => checkOf(scope, id),
    keepReport: (id, term, report) => keepReport(scope, id, term, report),
    report: (id) => reportOf(scope, id),
    failedItems: (ledgers, code, ask) => failedItems(scope, ledgers, code, ask),
    passwords: (id) => passwordsOf(scope, id, sealer),
    keepPassword: (mailbox, place, password, at) => keepPassword(scope, { mailbox, place, password, at }, sealer),
    purgePasswords: (id, at) => purgePasswords(scope, id, at),
    passwordsKept: (id) => passwordsKept(scope, id),
    mailboxesAtWork: (priority) => mailboxesAtWork(scope, priority),
  };
}

function tokenPart(place: Scope | HouseScope): TokenBook {
  return {
    addToken: (token) => addToken(place, token),
    tokens: (filter, ask) => listTokens(place, filter, ask),
    revokeToken: (id, at) => revokeToken(place, id, at),
  };
}

function houseOf(tx: Db, { keys }: StoreDeps, events: [OrganisationId | null, readonly NewEvent[]][]): House {
  return {
    ...tokenPart(houseScopeOf(tx)),
    ...secondFactorPart(tx, sealerOf(tx, keys)),
    ...sessionPart(tx),
    ...peoplePart(tx),
    ...passkeyPart(tx),
    ...providerPart(tx, sealerOf(tx, keys)),
    ...answerPart(tx, sealerOf(tx, keys)),
    ...deliveryDoor(tx),
    ...incomingDoor(tx),
    ...paperDoor(tx),
    ...mailSettingsPart(tx, sealerOf(tx, keys)),
    organisations: (filter, ask) => listOrganisations(tx, filter, ask),
    ...linkDoor(tx),
    ...handOverDoor(tx),
    organisation: (id) => findOrganisation(tx, id),
    organisationsDue: (now) => organisationsDue(tx, now),
    blackouts: () => listBlackouts(houseScopeOf(tx), null),
    addBlackout: (blackout) => addBlackout(houseScopeOf(tx), null, blackout),
    removeBlackout: (id) => removeBlackout(houseScopeOf(tx), null, id),
    addOrganisation: (organisation) => addOrganisation(tx, organisation),
    peopleCount: () => countPeople(tx),
    addPerson: (person, passwordHash) => addPerson(tx, person, passwordHash),
    account: (address) => findAccount(tx, address),
    noteSignIn: (id, failures, lockedUntil) => noteSignIn(tx, id, failures, lockedUntil),
    addInvitation: (organisation, invitation) => addInvitation(tx, organisation, invitation),
    withdrawOperatorInvitations: () => withdrawOperatorInvitations(tx),
    takeInvitation: (tokenHash, now) => takeInvitation(tx, tokenHash, now),
    eventPage: (filter, ask) => houseEventPage(houseScopeOf(tx), filter, ask),
    newestEvents: (organisations) => newestEvents(tx, organisations),
    programs: () => listPrograms(tx),
    workSettings: () => readWorkSettings(tx),
    setWorkSettings: (settings, at) => setWorkSettings(tx, settings, at),
    useToken: (tokenHash, now) => useToken(tx, tokenHash, now),
    passwordsUnneeded: (now, before, limit) => passwordsUnneeded(tx, now, before, limit),
    forgetOver: (now) => forgetOver(tx, now),
    append: (organisation, event) => void events.push([organisation, [event]]),
  };
}
