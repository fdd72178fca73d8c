/** The switch of the mail route: where mail shall go, what the name servers say, and until when somebody may send the old way. */
import { type Instant, instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { RouteSeen, Switch, WantedRoute } from '../../model/cut-over.ts';
import type { Actor } from '../../model/event.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../act.ts';

/** What a look at the name servers of a domain gave. */
export interface RouteLook {
  readonly domain: string;
  /** Of all servers that have the zone, together. */
  readonly hosts: readonly string[];
  readonly ttlSeconds: number | null;
  /** Null where everything was seen. */
  readonly trouble: string | null;
}

/** Says where mail shall go from now on; what was seen before is looked at anew. Throws `service.not-found`. */
export async function planSwitch(
  tenant: Tenant,
  project: ProjectId,
  wanted: readonly WantedRoute[],
  by: Actor,
  deps: ProjectDeps,
): Promise<Switch> {
  if ((await tenant.lockProject(project)) === null) throw new Failure('service.not-found', { what: 'project' });
  const before = await tenant.cutOverPart(project, 'switch');
  const plain = wanted.map(({ domain, hosts }) => ({ domain: nameOf(domain), hosts: hosts.map(nameOf) }));
  const planned: Switch = {
    direction: 'forth',
    wanted: plain,
    before: before?.before ?? [],
    seen: [],
    lookedAt: null,
  };
  await tenant.setCutOverPart(project, 'switch', planned);
  const facts = { domains: plain.map(({ domain, hosts }) => `${domain} → ${hosts.join(', ')}`).join('; ') };
  note(tenant, project, 'plan-switch', facts, by, deps);
  return planned;
}

/**
 * Mail shall go where it went before. Where nobody ever saw it go elsewhere than it does now, there is nothing to switch back,
 * and nothing to wait for. Null without a plan.
 */
export async function turnBack(
  tenant: Tenant,
  project: ProjectId,
  by: Actor,
  deps: ProjectDeps,
): Promise<Switch | null> {
  const route = await tenant.cutOverPart(project, 'switch');
  if (route === null || route.direction === 'back') return route;
  const { before, wanted } = route;
  const turned: Switch = { direction: 'back', wanted: before, before: wanted, seen: [], lookedAt: deps.clock.now() };
  await tenant.setCutOverPart(project, 'switch', turned);
  note(tenant, project, 'turn-back', { isNeeded: before.length > 0 }, by, deps);
  return turned;
}

/** Keeps what was seen. Told where a domain was switched, or is not any more. */
export async function noteLooks(
  tenant: Tenant,
  project: ProjectId,
  looks: readonly RouteLook[],
  by: Actor,
  deps: ProjectDeps,
): Promise<Switch | null> {
  await tenant.lockProject(project);
  const route = await tenant.cutOverPart(project, 'switch');
  if (route === null) return null;
  const at = deps.clock.now();
  const seen = route.wanted.map((wanted) => seenOf(wanted, looks, route, at));
  for (const one of seen) {
    const was = route.seen.find(({ domain }) => domain === one.domain)?.isSwitched ?? false;
    if (was === one.isSwitched) continue;
    const facts = { domain: one.domain, hosts: one.hosts.join(', '), direction: route.direction };
    note(tenant, project, one.isSwitched ? 'route-switched' : 'route-not-switched', facts, by, deps);
  }
  const fresh = seen.filter(({ isSwitched, trouble, hosts, domain }) => {
    const isKnown = route.before.some((one) => one.domain === domain);
    return route.direction === 'forth' && !isSwitched && trouble === null && hosts.length > 0 && !isKnown;
  });
  const before = [...route.before, ...fresh.map(({ domain, hosts }) => ({ domain, hosts }))];
  const now: Switch = { ...route, before, seen, lookedAt: at };
  await tenant.setCutOverPart(project, 'switch', now);
  return now;
}

/** A look that failed changes nothing of what was seen before. */
function seenOf(
  { domain, hosts: wanted }: WantedRoute,
  looks: readonly RouteLook[],
  route: Switch,
  at: Instant,
): RouteSeen {
  const before = route.seen.find((one) => one.domain === domain) ?? { ...UNSEEN, domain };
  const look = looks.find((one) => one.domain === domain);
  if (look === undefined) return before;
  if (look.trouble !== null) return { ...before, trouble: look.trouble };
  const hosts = look.hosts.map(nameOf).toSorted();
  const isSwitched = hosts.join() === [...wanted].toSorted().join();
  // A server tells what is left of the time: the longest that was told before the switch is that of the old answer.
  const old = isSwitched
    ? before.ttlSeconds
    : Math.max(look.ttlSeconds ?? 0, before.isSwitched ? 0 : (before.ttlSeconds ?? 0));
  const ttlSeconds = old ?? look.ttlSeconds;
  const switchedAt = isSwitched ? (before.switchedAt ?? at) : null;
  const cachedUntil =
    switchedAt === null ? null : (before.cachedUntil ?? instant(switchedAt + (ttlSeconds ?? 0) * 1000));
  return { domain, hosts, isSwitched, ttlSeconds, switchedAt, cachedUntil, trouble: null };
}

const UNSEEN = { hosts: [], isSwitched: false, ttlSeconds: null, switchedAt: null, cachedUntil: null, trouble: null };

function nameOf(host: string): string {
  return host.trim().toLowerCase().replace(/\.$/, '');
}

function note(
  tenant: Tenant,
  project: ProjectId,
  name: string,
  facts: Readonly<Record<string, string | boolean>>,
  by: Actor,
  { clock }: ProjectDeps,
): void {
  const about = { subject: 'project', subjectId: project, project, from: null, to: null, reason: null } as const;
  tenant.append({ ...about, at: clock.now(), actor: by, name, facts });
}
