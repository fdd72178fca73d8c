/** A store of a test file's own, with two organisations that each have a project with a mailbox. */
import { instant } from '../../src/base/clock.ts';
import { KeyRing } from '../../src/base/key-ring.ts';
import { systemRandom } from '../../src/base/random.ts';
import { SealingKey } from '../../src/base/sealing-key.ts';
import { Secret } from '../../src/base/secret.ts';
import type { Database } from '../../src/db/db.ts';
import { openStore } from '../../src/db/service/store.ts';
import { type CheckResult, passed, warned } from '../../src/model/check-result.ts';
import type { NewEvent } from '../../src/model/event.ts';
import type { NewJob } from '../../src/model/job.ts';
import type { MailboxSurvey } from '../../src/model/mailbox-survey.ts';
import type { OrganisationId } from '../../src/model/organisation.ts';
import {
  type MailboxId,
  type MailboxMeasure,
  type MailboxProgress,
  type MailboxSettings,
  NO_PROGRESS,
  type ProjectId,
} from '../../src/model/project.ts';
import type { Store } from '../../src/model/store.ts';

export const NOW = instant(1_800_000_000_000);
export const KEY = new SealingKey(Buffer.alloc(32, 1));

const SETTINGS: MailboxSettings = {
  sources: [{ address: 'imaps://mail.example.com', user: 'ann@example.com' }],
  target: { address: 'ews+https://exchange.example.com/?mailbox=ann@example.com', user: null, auth: 'auto' },
  timeZone: null,
};

export interface TestStore extends Store {
  /** What the workers were given, in its order. */
  readonly jobs: readonly NewJob[];
  /** The next transaction that adds a job fails. */
  failNextJob(): void;
}

export function testStore(db: Database): TestStore {
  const jobs: NewJob[] = [];
  let isFailing = false;
  const store = openStore(db, {
    keys: new KeyRing([KEY]),
    addJobs: async (_door, added) => {
      if (isFailing) {
        isFailing = false;
        throw new Error('the queue is broken');
      }
      jobs.push(...added);
    },
  });
  return {
    ...store,
    jobs,
    failNextJob: () => {
      isFailing = true;
    },
  };
}

export interface Customer {
  readonly organisation: OrganisationId;
  readonly project: ProjectId;
  readonly mailbox: MailboxId;
}

/** An organisation with a draft of a project and one listed mailbox. */
export async function addCustomer(store: Store, name: string): Promise<Customer> {
  const organisation = systemRandom.id() as OrganisationId;
  const project = systemRandom.id() as ProjectId;
  const mailbox = systemRandom.id() as MailboxId;
  await store.inHouse((house) => house.addOrganisation({ id: organisation, name, createdAt: NOW }));
  await store.inTenant(organisation, async (tenant) => {
    await tenant.addProject({ id: project, name: `Move of ${name}`, createdAt: NOW });
    await tenant.addMailbox(newMailbox(mailbox, project, 'ann@example.com'));
  });
  return { organisation, project, mailbox };
}

export function newMailbox(id: MailboxId, project: ProjectId, name: string) {
  const passwords = new Map([
    ['source 0', new Secret('kept-secret-source')],
    ['target', new Secret('kept-secret-target')],
  ] as const);
  return { id, project, name, settings: SETTINGS, sourceHost: 'mail.example.com', passwords };
}

/** What a worker notes that measured nothing but these counts. */
export function measureOf(counts: Partial<MailboxProgress>): MailboxMeasure {
  const worked = { items: 0, bytes: 0, startMs: 0, copyMs: 0, proofMs: null };
  const pace = { rate: null, rest: null, waiting: null, worked };
  return { at: NOW, progress: { ...NO_PROGRESS, ...counts }, isListed: false, pace };
}

export const CHECKED: readonly CheckResult[] = [
  passed({ id: 'C6.sign-in', title: 'Sign-in' }, ['as ann@example.com']),
  warned({ id: 'C17.room', title: 'Room' }, ['3 GB left'], {
    cause: 'The new mailbox is smaller than what moves.',
    remedy: 'Give it more room.',
    owner: 'target-admin',
  }),
];

export const SURVEY: MailboxSurvey = {
  moves: { items: 3, bytes: 3000 },
  holds: { items: 4, bytes: 4000 },
  oldest: instant(Date.UTC(2020, 0, 1)),
  newest: instant(Date.UTC(2025, 0, 1)),
  folders: [
    {
      path: ['Clients', 'Finch'],
      target: ['Clients', 'Finch'],
      items: 4,
      bytes: 4000,
      oldest: instant(Date.UTC(2020, 0, 1)),
      newest: instant(Date.UTC(2025, 0, 1)),
      tooLargeItems: 1,
      problem: null,
    },
  ],
  renames: [{ from: 'Sent', to: 'Sent Items', why: 'it is the one for sent mail' }],
  tooLargeItems: 1,
  tooLarge: [{ folder: ['Clients', 'Finch'], receivedAt: instant(Date.UTC(2024, 0, 1)), sizeBytes: 1000 }],
  itemBytesMax: 999,
  duration: { lowMs: 1000, highMs: 60_000 },
  learntFrom: 0,
};

/** An event about a project, by the program itself. */
export function projectEvent(project: ProjectId, name: string): NewEvent {
  return {
    at: NOW,
    actor: { is: 'godwit', worker: 'a test' },
    subject: 'project',
    subjectId: project,
    project,
    name,
    from: null,
    to: null,
    reason: null,
    facts: {},
  };
}

/** Every row of every table of ours, as text. */
export async function allRows(db: Database): Promise<string> {
  const text = "select tablename as name from pg_tables where schemaname = 'public'";
  const names = await db.query<{ name: string }>({ name: '', text, values: [] });
  const rows = await Promise.all(
    names.map(({ name }) => db.query({ name: '', text: `select "${name}"::text as row from "${name}"`, values: [] })),
  );
  return JSON.stringify(rows);
}

/** Asks for all there is, on one page. */
export const ALL = {
  page: { by: 'name', isDescending: false, after: null, limit: 100 },
  events: { by: 'number', isDescending: false, after: null, limit: 100 },
  projects: { states: [], text: null },
  waves: { by: 'name', isDescending: false, after: null, limit: 100 },
  tokens: { holdsAt: null, text: null },
  mailboxes: {
    states: [],
    text: null,
    problem: null,
    hasExceptions: null,
    isWaiting: null,
    isUncounted: null,
    now: NOW,
  },
} as const;
