/** What is summed over mailboxes: a whole project, or one wave of it. The statements differ in one column. */
import type { ProjectId } from '../../model/project.ts';
import type { WaveId } from '../../model/wave.ts';
import type { TenantStatement } from './scope.ts';

export type Whole = { readonly is: 'project'; readonly id: ProjectId } | { readonly is: 'wave'; readonly id: WaveId };

/** A statement whose second value is the id of the whole; `isIn` says of a mailbox that it belongs there. */
export function ofBoth(name: string, text: (isIn: string) => string): Readonly<Record<Whole['is'], TenantStatement>> {
  return {
    project: { name: `project-${name}`, text: text('project_id = $2') },
    wave: { name: `wave-${name}`, text: text('wave_id = $2') },
  };
}
