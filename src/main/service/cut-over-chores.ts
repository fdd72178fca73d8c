/** What every program of a service looks at for projects that are cut over: where mail goes, and whether the old system stays as it was. */
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import { readRackspaceInventory } from '../../inventory/rackspace-inventory.ts';
import type { Shelf } from '../../inventory/shelf.ts';
import type { Connection, Frozen } from '../../model/cut-over.ts';
import type { Actor } from '../../model/event.ts';
import type { InventoryMailbox } from '../../model/inventory.ts';
import { MAILBOX } from '../../model/mailbox-states.ts';
import type { OrganisationId } from '../../model/organisation.ts';
import { type Mailbox, type ProjectId, totalOf } from '../../model/project.ts';
import { PROJECT } from '../../model/project-states.ts';
import type { Store, Tenant } from '../../model/store.ts';
import { noteFrozen } from '../../project/cut-over/freeze.ts';
import { addressesOf } from '../../project/cut-over/moving-mailboxes.ts';
import { noteLooks } from '../../project/cut-over/switch-route.ts';
import { DnsResolver } from '../../wire/dns/resolver.ts';
import type { NameServer } from '../../wire/dns/transport.ts';
import type { Chore } from '../../work/chores.ts';
import { serversOf } from '../organisation/look-at-domain.ts';
import { rackspaceServer } from '../organisation/rackspace-server.ts';
import { lookAtRoute } from './look-at-route.ts';

export interface CutOverChoreDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly worker: string;
  readonly authorities: readonly string[];
  /** To be asked; none: those of this machine. */
  readonly nameServers: readonly NameServer[];
}

const EVERY_MS = 60_000;
/** No organisation has more that are not over. */
const PROJECTS_MAX = 500;

export function cutOverChores(deps: CutOverChoreDeps): readonly Chore[] {
  return [
    { name: 'routes', everyMs: EVERY_MS, run: (signal) => eachProject(deps, signal, lookAtRoutes) },
    { name: 'freeze', everyMs: EVERY_MS, run: (signal) => eachProject(deps, signal, lookAtFreeze) },
  ];
}

interface Place {
  readonly organisation: OrganisationId;
  readonly project: ProjectId;
  readonly in: <T>(run: (tenant: Tenant) => Promise<T>) => Promise<T>;
}

async function eachProject(
  deps: CutOverChoreDeps,
  signal: AbortSignal,
  look: (place: Place, deps: CutOverChoreDeps, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { store, clock } = deps;
  const states = PROJECT.states.filter((state) => !PROJECT.final.includes(state));
  for (const organisation of await store.inHouse((house) => house.organisationsDue(clock.now()))) {
    const inside = <T>(run: (tenant: Tenant) => Promise<T>): Promise<T> => store.inTenant(organisation, run);
    for (const project of await inside((tenant) => tenant.projectsIn(states, PROJECTS_MAX))) {
      if (signal.aborted) return;
      // What goes wrong in one project is nothing to the others.
      await look({ organisation, project, in: inside }, deps, signal).catch((error: unknown) => {
        deps.log.warn('a project could not be looked at', { project, reason: String(error) });
      });
    }
  }
}

async function lookAtRoutes(place: Place, deps: CutOverChoreDeps, signal: AbortSignal): Promise<void> {
  const route = await place.in((tenant) => tenant.cutOverPart(place.project, 'switch'));
  if (route === null) return;
  const namesOf = (servers: readonly NameServer[]): DnsResolver => new DnsResolver({ ...deps, servers });
  const routes = { general: namesOf(serversOf(deps.nameServers)), namesAt: (server: NameServer) => namesOf([server]) };
  const looks = await Promise.all(route.wanted.map(({ domain }) => lookAtRoute(domain, routes, signal)));
  await place.in((tenant) => noteLooks(tenant, place.project, looks, byProgram(deps), deps));
}

async function lookAtFreeze(place: Place, deps: CutOverChoreDeps, signal: AbortSignal): Promise<void> {
  const asked = await place.in((tenant) => asksForFreeze(tenant, place.project));
  if (asked === null) return;
  const { connection, mailboxes } = asked;
  const seen = connection === null ? fromCounts(mailboxes) : await fromApi(connection, mailboxes, deps, signal);
  await place.in((tenant) => noteFrozen(tenant, place.project, seen, byProgram(deps), deps));
}

/** Null where nothing is to be looked at now. */
async function asksForFreeze(tenant: Tenant, id: ProjectId) {
  const [project, first] = [await tenant.project(id), await tenant.cutOverPart(id, 'frozen')];
  const isStart = first === null && (project?.state === 'starting' || project?.state === 'running');
  const isOver = ['completed', 'handover', 'verified'].some((state) => state === project?.state);
  const isEnd = first !== null && isOver && (await tenant.cutOverPart(id, 'changes')) === null;
  if (!isStart && !isEnd) return null;
  const all = await tenant.mailboxesIn(id, MAILBOX.states);
  const found = await Promise.all(all.map((one) => tenant.mailbox(one.id)));
  const mailboxes = found.flatMap((one) => one ?? []);
  // The same eyes both times: a connection that came later sees other things.
  const connection = first?.from === 'counts' ? null : await tenant.connection(id);
  return { connection, mailboxes };
}

type Seen = Pick<Frozen, 'from' | 'mailboxes'>;

function fromCounts(mailboxes: readonly Mailbox[]): Seen {
  const counted = mailboxes.flatMap((one) => {
    const total = totalOf(one);
    return total === null ? [] : [[one.name, { items: String(total.items) }] as const];
  });
  return { from: 'counts', mailboxes: Object.fromEntries(counted) };
}

/** The settings of all mailboxes and lists in the domains of these mailboxes. */
async function fromApi(
  { userKey, secretKey, ...place }: Connection,
  mailboxes: readonly Mailbox[],
  { authorities, ...deps }: CutOverChoreDeps,
  signal: AbortSignal,
): Promise<Seen> {
  const access = { ...place, keys: { userKey, secretKey } };
  const server = rackspaceServer(access, authorities, deps);
  const domains = [
    ...new Set(mailboxes.flatMap(addressesOf).map((address) => address.slice(address.lastIndexOf('@') + 1))),
  ];
  const ask = {
    server,
    domains,
    depth: 'settings',
    shelf: NO_SHELF,
    clock: deps.clock,
    watch: () => undefined,
  } as const;
  const inventory = await readRackspaceInventory(ask, signal);
  const found = inventory.mailboxes.map((one) => [one.address, settingsOf(one)] as const);
  const lists = inventory.lists.map(({ address, members }) => {
    return [`the list ${address}`, { members: (members ?? []).toSorted().join(', ') }] as const;
  });
  return { from: 'admin-api', mailboxes: Object.fromEntries([...found, ...lists]) };
}

/** An old answer is of no use here. */
const NO_SHELF: Shelf = { find: () => null, put: async () => undefined };

/** What was not told is left out. */
function settingsOf({
  isEnabled,
  bytesMax,
  forwarding,
  autoReply,
}: InventoryMailbox): Readonly<Record<string, string>> {
  return {
    ...(isEnabled === null ? {} : { 'the sign-in': isEnabled ? 'on' : 'off' }),
    ...(bytesMax === null ? {} : { 'the room': `${bytesMax} bytes` }),
    ...(autoReply === null ? {} : { 'the auto-reply': autoReply.isOn ? 'on' : 'off' }),
    ...(forwarding === null ? {} : { forwarding: forwarding.addresses.toSorted().join(', ') || 'off' }),
  };
}

function byProgram({ worker }: CutOverChoreDeps): Actor {
  return { is: 'godwit', worker };
}
