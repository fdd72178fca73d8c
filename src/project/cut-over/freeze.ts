/** Nothing of the old system is to be changed while mailboxes move: what it says at the start is compared with what it says at the end. */
import type { Frozen } from '../../model/cut-over.ts';
import type { Actor } from '../../model/event.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import type { ProjectDeps } from '../act.ts';

type Seen = Pick<Frozen, 'from' | 'mailboxes'>;

/**
 * The first one is kept; once the project is complete the second one is compared with it, and the differences are kept and
 * told. Any number of programs may bring one. Gives the differences; null where there is nothing to compare yet, or was already.
 */
export async function noteFrozen(
  tenant: Tenant,
  id: ProjectId,
  seen: Seen,
  by: Actor,
  { clock }: ProjectDeps,
): Promise<readonly string[] | null> {
  const project = await tenant.lockProject(id);
  const first = await tenant.cutOverPart(id, 'frozen');
  const at = clock.now();
  if (project?.state === 'starting' || project?.state === 'running') {
    if (first === null) await tenant.setCutOverPart(id, 'frozen', { ...seen, at });
    return null;
  }
  const isCompared = (await tenant.cutOverPart(id, 'changes')) !== null;
  const isOver = ['completed', 'handover', 'verified'].some((state) => state === project?.state);
  if (!isOver || first === null || isCompared || first.from !== seen.from) return null;
  const differences = differencesOf(first.mailboxes, seen.mailboxes);
  await tenant.setCutOverPart(id, 'changes', { at, differences });
  const about = { subject: 'project', subjectId: id, project: id, from: null, to: null, reason: null } as const;
  tenant.append({ ...about, at, actor: by, name: 'freeze-compared', facts: { differences: differences.length } });
  return differences;
}

/** One sentence for each thing that is not as it was, by address. */
export function differencesOf(before: Frozen['mailboxes'], after: Frozen['mailboxes']): readonly string[] {
  const found: string[] = [];
  for (const address of [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()) {
    const [was, is] = [before[address], after[address]];
    if (was === undefined) found.push(`${address} is new.`);
    else if (is === undefined) found.push(`${address} is gone.`);
    else {
      for (const setting of [...new Set([...Object.keys(was), ...Object.keys(is)])].toSorted()) {
        const [old, now] = [was[setting] ?? 'not told', is[setting] ?? 'not told'];
        if (old !== now) found.push(`${address}: ${setting} was ${old}, and is ${now}.`);
      }
    }
  }
  return found;
}
