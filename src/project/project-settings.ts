/** What holds for all mailboxes of a project: seen, and set where that does no harm to what is under way. */
import { isDeepStrictEqual } from 'node:util';
import type { Facts } from '../base/log.ts';
import { Failure } from '../base/problem.ts';
import type { Actor } from '../model/event.ts';
import { NOT_BEGUN } from '../model/mailbox-states.ts';
import type { ProjectSettings } from '../model/policy.ts';
import type { ProjectId } from '../model/project.ts';
import { OVER } from '../model/project-states.ts';
import { CONDITIONS } from '../model/states.ts';
import type { Tenant } from '../model/store.ts';
import type { ProjectDeps } from './act.ts';

/** Throws `service.not-found`, and `project.move-refused` for what would change mailboxes that have begun. */
export async function setProjectSettings(
  tenant: Tenant,
  id: ProjectId,
  settings: ProjectSettings,
  { by, reason }: { readonly by: Actor; readonly reason: string | null },
  { clock }: ProjectDeps,
): Promise<void> {
  const project = await tenant.lockProject(id);
  if (project === null) throw new Failure('service.not-found', { what: 'project' });
  const before = await tenant.projectSettings(id);
  const facts = changesOf(before, settings);
  if (Object.keys(facts).length === 0) return;
  const { mailboxes } = await tenant.counts(id);
  const hasBegun = Object.keys(mailboxes).some((state) => !STILL.includes(state));
  const isFixed = FIXED.some((name) => !isDeepStrictEqual(before.policy[name], settings.policy[name]));
  const begun =
    hasBegun && isFixed ? 'Mailboxes have begun to move: what moves, and how folders are named, stays.' : null;
  const why = OVER.includes(project.state) ? CONDITIONS['project-open'] : begun;
  if (why !== null) throw new Failure('project.move-refused', { what: 'project', event: 'be set so', why });
  await tenant.setProjectSettings(id, settings);
  const about = { subject: 'project', subjectId: id, project: id, from: null, to: null } as const;
  tenant.append({ ...about, at: clock.now(), actor: by, name: 'set', reason, facts });
}

/** With another answer a mailbox would be half of one kind and half of the other, and its proof would not add up. */
const FIXED = ['kinds', 'skipRoles', 'folderNames'] as const;
const STILL: readonly string[] = [...NOT_BEGUN, 'cancelled'];

/** `4 → 8` for each that changed. */
function changesOf(before: ProjectSettings, after: ProjectSettings): Facts {
  const [old, now] = [flat(before), flat(after)];
  const changed = Object.keys(now).filter((name) => old[name] !== now[name]);
  return Object.fromEntries(changed.map((name) => [name, `${old[name]} → ${now[name]}`]));
}

function flat({ policy, ...rest }: ProjectSettings): Readonly<Record<string, string>> {
  const all = Object.entries({ ...policy, ...rest });
  return Object.fromEntries(
    all.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}
