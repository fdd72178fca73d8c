/** How much is worked on at once: operators see it, and change it while the workers work. */
import type { Clock } from '../base/clock.ts';
import type { Facts } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import type { Store } from '../model/store.ts';
import type { WorkSettings } from '../model/work-bounds.ts';
import { problemShape } from './contract/words.ts';
import { workSettingsBody, workSettingsShape } from './contract/work-settings.ts';
import { needMatch } from './entity-tags.ts';
import { actorOf, callerOf, needOperator } from './people/caller.ts';
import type { Api } from './server.ts';

export interface WorkSettingsDeps {
  readonly store: Store;
  readonly clock: Clock;
}

export function workSettingsRoutes(api: Api, { store, clock }: WorkSettingsDeps): void {
  const url = '/api/settings/work';
  const response = { 200: workSettingsShape, '4xx': problemShape };
  const tags = ['settings'];
  const get = {
    operationId: 'getWorkSettings',
    tags,
    summary: 'How much is worked on at once, where operators have set it',
    response,
  };
  api.get(url, { config: { scope: 'read' }, schema: get }, async (request) => {
    needOperator(request);
    return shown(await store.inHouse((house) => house.workSettings()));
  });

  const put = {
    operationId: 'setWorkSettings',
    tags,
    summary: 'Set it, all of it; workers follow within seconds',
    body: workSettingsBody,
    response,
  };
  api.put(url, { config: { scope: 'manage' }, schema: put }, async (request, reply) => {
    needOperator(request);
    const { reason, ...settings } = request.body;
    if (reason === null || reason === '') {
      throw new Failure('project.reason-missing', { event: 'change', what: 'bound of the work' });
    }
    const at = clock.now();
    const { is, id } = callerOf(request);
    const about = { subject: is, subjectId: id, project: null, from: null, to: null } as const;
    await store.inHouse(async (house) => {
      const before = await house.setWorkSettings(settings, at);
      await needMatch(request, reply, async () => shown(before));
      const facts = changesOf(before, settings);
      house.append(null, { ...about, at, actor: actorOf(request), name: 'set-work', reason, facts });
    });
    return shown(settings);
  });
}

function shown(settings: WorkSettings) {
  return { ...settings, hosts: { ...settings.hosts } };
}

/** `4 → 8` for each that changed; what was not set is a dash. */
function changesOf(before: WorkSettings, after: WorkSettings): Facts {
  const [old, now] = [numbersOf(before), numbersOf(after)];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  const changed = [...names].filter((name) => (old[name] ?? null) !== (now[name] ?? null));
  return Object.fromEntries(changed.map((name) => [name, `${old[name] ?? '–'} → ${now[name] ?? '–'}`]));
}

function numbersOf({ hosts, ...bounds }: WorkSettings): Readonly<Record<string, number | null>> {
  const ofHosts = Object.entries(hosts).flatMap(([host, { mailboxes, connections, bytesPerSecond }]) => [
    [`mailboxes of ${host}`, mailboxes],
    [`connections to ${host}`, connections],
    [`bytes per second of ${host}`, bytesPerSecond],
  ]);
  return { ...bounds, ...Object.fromEntries(ofHosts) };
}
