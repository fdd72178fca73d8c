/** A large organisation in a state folder: a running project with thousands of mailboxes, their events, and tokens to ask with. */
import { type Instant, instant, systemClock } from '../../src/base/clock.ts';
import { KeyRing } from '../../src/base/key-ring.ts';
import { silentLog } from '../../src/base/log.ts';
import { systemRandom } from '../../src/base/random.ts';
import { systemToken, tokenHash } from '../../src/base/token.ts';
import { openStore } from '../../src/db/service/store.ts';
import { openDatabase } from '../../src/main/move/state.ts';
import type { TokenId } from '../../src/model/api-token.ts';
import type { NewEvent } from '../../src/model/event.ts';
import type { MailboxState } from '../../src/model/mailbox-states.ts';
import type { OrganisationId, PersonId } from '../../src/model/organisation.ts';
import { type MailboxId, type MailboxMeasure, NO_PROGRESS, type ProjectId } from '../../src/model/project.ts';
import type { Store, Tenant } from '../../src/model/store.ts';
import { KEY, newMailbox } from './store.ts';

export interface FullProject {
  readonly organisation: OrganisationId;
  readonly project: ProjectId;
  /** Those that are worked on. */
  readonly running: readonly MailboxId[];
  /** Each as it stands in a header. */
  readonly tokens: readonly string[];
}

export interface OpenStore extends AsyncDisposable {
  readonly store: Store;
}

/** The store of a state folder, beside the service that may be running in it. Jobs go nowhere: nobody is to take them. */
export async function openStoreIn(folder: string, connectionsMax: number): Promise<OpenStore> {
  const deps = { clock: systemClock, log: silentLog, environment: {} };
  const database = await openDatabase(folder, deps, connectionsMax);
  const store = openStore(database.db, { keys: new KeyRing([KEY]), addJobs: async () => undefined });
  return { store, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

export async function fillProject(
  store: Store,
  counts: { readonly mailboxes: number; readonly running: number; readonly tokens: number },
): Promise<FullProject> {
  const organisation = systemRandom.id() as OrganisationId; // fresh ids are ids
  const project = systemRandom.id() as ProjectId; // as above
  const now = systemClock.now();
  await store.inHouse((house) => house.addOrganisation({ id: organisation, name: 'Large', createdAt: now }));
  const tokens = await addTokens(store, organisation, counts.tokens, now);
  const running: MailboxId[] = [];
  await store.inTenant(organisation, async (tenant) => {
    await tenant.addProject({ id: project, name: 'Everything', createdAt: now });
    await tenant.setProjectState(project, 'draft', 'running');
  });
  for (let first = 0; first < counts.mailboxes; first += AT_ONCE) {
    await store.inTenant(organisation, async (tenant) => {
      for (let number = first; number < Math.min(first + AT_ONCE, counts.mailboxes); number++) {
        const state = number < counts.running ? 'copying' : (STATES[number % STATES.length] ?? 'queued');
        const id = await addMailbox(tenant, project, number, state, now);
        if (number < counts.running) running.push(id);
      }
    });
  }
  return { organisation, project, running, tokens };
}

const AT_ONCE = 500;
/** Of those that nobody works on: what a project in its middle has. */
const STATES: readonly MailboxState[] = ['queued', 'verified', 'queued', 'verified', 'partial', 'queued', 'attention'];
const EVENTS_EACH = ['add', 'queue', 'copy-began', 'bulk-copied', 'caught-up', 'verify-began', 'proved'];

async function addMailbox(
  tenant: Tenant,
  project: ProjectId,
  number: number,
  state: MailboxState,
  now: Instant,
): Promise<MailboxId> {
  const id = systemRandom.id() as MailboxId; // as above
  const name = `${WORDS[number % WORDS.length]}.${String(number).padStart(5, '0')}@large.example`;
  await tenant.addMailbox({ ...newMailbox(id, project, name), passwords: new Map() });
  const isStopped = state === 'attention';
  const problem = isStopped
    ? ({ code: number % 2 ? 'target.full' : 'source.sign-in-refused', facts: {} } as const)
    : null;
  await tenant.moveMailbox(id, { from: 'listed', to: state, problem, goesOnAt: null, term: null });
  if (state !== 'queued') {
    const copied = number % 4000;
    await tenant.noteProgress(id, 0, measureAt(now, copied, 4000, state === 'partial' ? number % 7 : 0));
  } else {
    const survey = { moves: { items: 4000, bytes: 4e8 }, holds: { items: 4000, bytes: 4e8 }, folders: [], renames: [] };
    const found = { oldest: null, newest: null, tooLargeItems: 0, tooLarge: [], itemBytesMax: 1, learntFrom: 0 };
    const duration = { lowMs: 60_000, highMs: 120_000 };
    await tenant.keepSurvey(id, { at: now, survey: { ...survey, ...found, duration } });
  }
  const about = { subject: 'mailbox', subjectId: id, project, actor: { is: 'godwit', worker: 'stage' } } as const;
  for (const event of EVENTS_EACH) {
    const stored: NewEvent = { ...about, at: now, name: event, from: null, to: null, reason: null, facts: {} };
    tenant.append(stored);
  }
  return id;
}

const WORDS = ['ann', 'ben', 'cat', 'dan', 'eve', 'finch', 'gil', 'heron', 'ida', 'jay'];

/** What a worker notes of a mailbox that has copied so many items. */
export function measureAt(at: Instant, copied: number, all: number, failed = 0): MailboxMeasure {
  const size = 100_000;
  const counts = { itemsFound: all, itemsCopied: copied, itemsFailed: failed, bytesFound: all * size };
  const worked = { items: copied, bytes: copied * size, startMs: 2000, copyMs: copied * 50, proofMs: null };
  const rate = { itemsPerSecond: 20, bytesPerSecond: 2_000_000 };
  const rest = { lowMs: (all - copied) * 40, highMs: (all - copied) * 80 };
  const progress = { ...NO_PROGRESS, ...counts, bytesCopied: copied * size };
  return { at, progress, isListed: true, pace: { rate, rest, waiting: null, worked } };
}

async function addTokens(
  store: Store,
  organisation: OrganisationId,
  count: number,
  now: Instant,
): Promise<readonly string[]> {
  const person = systemRandom.id() as PersonId; // as above
  const ada = { id: person, name: 'Ada', address: 'ada@large.example', role: 'administrator', organisation } as const;
  await store.inHouse((house) => house.addPerson(ada, 'nobody signs in'));
  const tokens: string[] = [];
  for (let number = 0; number < count; number++) {
    const token = `godwit_${systemToken().reveal()}`;
    const about = { name: `Client ${number}`, scopes: ['read'], madeBy: person, createdAt: now } as const;
    const kept = { ...about, id: systemRandom.id() as TokenId, expiresAt: instant(now + 86_400_000) }; // as above
    await store.inTenant(organisation, (tenant) => tenant.addToken({ ...kept, tokenHash: tokenHash(token) }));
    tokens.push(token);
  }
  return tokens;
}
