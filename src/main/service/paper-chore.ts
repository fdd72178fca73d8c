/** Makes the papers that somebody waits for: inventories by the admin API, and what the domains of a project lack. */
import type { Clock } from '../../base/clock.ts';
import { instant } from '../../base/clock.ts';
import { type Log, silentLog } from '../../base/log.ts';
import { Failure, type Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { judgeContact } from '../../check/judge-contact.ts';
import { judgeOrganisation } from '../../check/organisation/judge-organisation.ts';
import type { CheckTarget, RackspaceAccess, RunControl } from '../../cli/machinery.ts';
import { readRackspaceInventory } from '../../inventory/rackspace-inventory.ts';
import type { Shelf } from '../../inventory/shelf.ts';
import type { CheckResult } from '../../model/check-result.ts';
import type { Connection } from '../../model/cut-over.ts';
import type { Actor } from '../../model/event.ts';
import { MAILBOX } from '../../model/mailbox-states.ts';
import type { PaperDue } from '../../model/paper.ts';
import type { Store, Tenant } from '../../model/store.ts';
import { destinationOf } from '../../plan/document/known-project.ts';
import { knownOrganisationOf } from '../../plan/known-inventory.ts';
import { failPaper, keepDomainCheck, keepInventory } from '../../project/papers/keep-paper.ts';
import { keptInventory } from '../../project/papers/kept-papers.ts';
import { domainsOf } from '../../project/ticket/domains.ts';
import type { NameServer } from '../../wire/dns/transport.ts';
import type { Chore } from '../../work/chores.ts';
import { checkApi } from '../organisation/check-api.ts';
import { lookAtDomain } from '../organisation/look-at-domain.ts';
import { rackspaceServer } from '../organisation/rackspace-server.ts';

export interface PaperChoreDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly worker: string;
  readonly authorities: readonly string[];
  /** To be asked; none: those of this machine. */
  readonly nameServers: readonly NameServer[];
  readonly isInsecureLoopbackAllowed: boolean;
  /** Where web servers listen, when not on 443 and 80. */
  readonly webPorts: { readonly https: number; readonly http: number } | null;
}

/** Somebody looks at the page while it is made. */
const EVERY_MS = 3000;
/** An inventory of 5,000 mailboxes at the pace that the admin API allows; a program that dies is replaced after it. */
const TERM_MS = 4 * 3_600_000;
/** In one turn; what is left has the next one. */
const PAPERS_MAX = 50;

export function paperChore(deps: PaperChoreDeps): Chore {
  return { name: 'papers', everyMs: EVERY_MS, run: (signal) => makePapers(deps, signal) };
}

async function makePapers(deps: PaperChoreDeps, signal: AbortSignal): Promise<void> {
  for (let made = 0; made < PAPERS_MAX && !signal.aborted; made += 1) {
    const now = deps.clock.now();
    const due = await deps.store.inHouse((house) => house.takePaperDue(now, instant(now + TERM_MS)));
    if (due === null) return;
    await make(due, deps, signal);
  }
}

async function make(due: PaperDue, deps: PaperChoreDeps, signal: AbortSignal): Promise<void> {
  const inside = <T>(run: (tenant: Tenant) => Promise<T>): Promise<T> => deps.store.inTenant(due.organisation, run);
  const by: Actor = { is: 'godwit', worker: deps.worker };
  const { project, about: domain } = due;
  try {
    if (due.kind === 'inventory') {
      const known = await readInventory(due, inside, deps, signal);
      await inside((tenant) => keepInventory(tenant, project, known, by, deps));
    } else {
      const results = await checkDomain(due, inside, deps, signal);
      await inside((tenant) => keepDomainCheck(tenant, project, { domain, results }, by, deps));
    }
  } catch (error) {
    signal.throwIfAborted();
    const problem = problemOf(error, due, deps);
    await inside((tenant) => failPaper(tenant, project, due, problem));
  }
}

function problemOf(error: unknown, { kind, project }: PaperDue, { log, random }: PaperChoreDeps): Problem {
  if (error instanceof Failure) return { code: error.code, facts: error.facts };
  const id = random.id();
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.warn('defect of Godwit', { id, kind, project, stack });
  return { code: 'work.defect', facts: { id } };
}

type Inside = <T>(run: (tenant: Tenant) => Promise<T>) => Promise<T>;

/** Of the domains of the mailboxes, and of all where there are none yet. */
async function readInventory({ project }: PaperDue, inside: Inside, deps: PaperChoreDeps, signal: AbortSignal) {
  const { connection, domains } = await inside(async (tenant) => ({
    connection: await tenant.connection(project),
    domains: domainsOf(await tenant.movingNames(project)),
  }));
  if (connection === null) throw new Failure('service.not-found', { what: 'connection' });
  const server = rackspaceServer(accessOf(connection), deps.authorities, deps);
  const ask = {
    server,
    domains,
    depth: 'everything',
    shelf: NO_SHELF,
    clock: deps.clock,
    watch: () => undefined,
  } as const;
  return knownOrganisationOf(await readRackspaceInventory(ask, signal));
}

/** What was read is kept whole or not at all. */
const NO_SHELF: Shelf = { find: () => null, put: async () => undefined };

function accessOf({ userKey, secretKey, ...place }: Connection): RackspaceAccess {
  return { ...place, keys: { userKey, secretKey } };
}

/** Its records and web hosts; and where they are known the inventory, the contacts and the admin API. */
async function checkDomain(
  { project, about: domain, target }: PaperDue,
  inside: Inside,
  deps: PaperChoreDeps,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const { clock, authorities, nameServers: resolvers, isInsecureLoopbackAllowed, webPorts } = deps;
  const known = await inside(async (tenant) => ({
    target: targetOf(target) ?? (await targetOfMailboxes(tenant, project)),
    contacts: (await tenant.arrangement(project)).contacts,
    connection: await tenant.connection(project),
    inventory: await keptInventory(tenant, project),
  }));
  const web = { authorities, isLoopbackAllowed: isInsecureLoopbackAllowed, webPorts };
  const look = { domain, target: known.target, resolvers, dkimSelectors: [], ...web, unnamedDav: DAV };
  const seen = await lookAtDomain(look, signal, deps);
  const control: RunControl = { signal, stopping: signal, watch: ignore, expect: ignore, log: silentLog };
  const { connection, inventory } = known;
  const api = connection === null ? [] : await checkApi(accessOf(connection), { domain, authorities }, control, deps);
  const told = inventory === null ? [] : judgeOrganisation(inventory, { domain, targetBytes: null, now: clock.now() });
  // One that is outside is enough.
  const contacts = known.contacts.map((contact) => judgeContact(contact, domain));
  const contact = contacts.find(({ verdict }) => verdict === 'pass') ?? contacts[0];
  return [...seen, ...(contact === undefined ? [] : [contact]), ...told, ...api];
}

const DAV = ['caldav', 'carddav'] as const;
const ignore = (): void => undefined;

function targetOf(named: string | null): CheckTarget | null {
  if (named === null) return null;
  return named === 'exchange-online' ? { is: named } : { is: 'exchange', host: named };
}

/** Those of one project go to one place. Null where that is no Exchange. */
async function targetOfMailboxes(tenant: Tenant, project: PaperDue['project']): Promise<CheckTarget | null> {
  const [first] = await tenant.mailboxesIn(project, MAILBOX.states);
  const mailbox = first === undefined ? null : await tenant.mailbox(first.id);
  const to = mailbox === null ? null : destinationOf([{ mailbox, survey: null, check: null, steps: [] }]);
  if (to === null || to.host === null || to.service === 'imap') return null;
  return to.service === 'exchange-online' ? { is: 'exchange-online' } : { is: 'exchange', host: to.host };
}
