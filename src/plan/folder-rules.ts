/** Which folders are left out, and where those that are not mail belong. */
import type { FolderPath, FolderRole, SourceFolder, TargetFolder } from '../model/folder.ts';
import type { FolderKind } from '../model/item.ts';
import type { Policy } from '../model/policy.ts';
import type { TargetTraits } from '../model/target.ts';

/** `skip-…`: the policy leaves it out, or a folder above it. `not-carried …`: the target has no place for such items. */
export type LeavingRule = `skip-role ${FolderRole}` | `skip-kind ${FolderKind}` | `not-carried ${FolderKind}`;

/** What decides where a folder goes, beside its name. */
export interface FolderRules {
  readonly policy: Policy;
  readonly traits: TargetTraits;
  /** Where the target has its calendars, contacts, tasks and notes. */
  readonly homes: ReadonlyMap<FolderKind, FolderPath>;
}

const HOME_ROLES: Readonly<Partial<Record<FolderRole, FolderKind>>> = {
  calendar: 'event',
  contacts: 'contact',
  tasks: 'task',
  notes: 'note',
};

export function homesOf(existing: readonly TargetFolder[]): ReadonlyMap<FolderKind, FolderPath> {
  return new Map(
    existing.flatMap(({ role, path }) => {
      const kind = HOME_ROLES[role];
      return kind === undefined ? [] : [[kind, path] as const];
    }),
  );
}

/** The rule that leaves the folder out for its own sake; null for a level that the source did not list. */
export function leavingRule(folder: SourceFolder | null, { policy, traits }: FolderRules): LeavingRule | null {
  if (folder === null) return null;
  const { role, kind } = folder;
  if (!policy.kinds.includes(kind)) return `skip-kind ${kind}`;
  if (policy.skipRoles.some((skipped) => skipped === role)) return `skip-role ${role}`;
  return traits.kinds.has(kind) ? null : `not-carried ${kind}`;
}

/** Leaving out the trash leaves out what is below it; leaving out a calendar says nothing of the mail below it. */
export function inheritedRule(above: LeavingRule | null): LeavingRule | null {
  return above?.startsWith('skip-role') === true ? above : null;
}

const KINDS: Readonly<Record<FolderKind, string>> = {
  message: 'mail',
  event: 'events',
  contact: 'contacts',
  task: 'tasks',
  note: 'notes',
};

/** One sentence for people, with what they can do where that is anything. */
export function whyLeftOut(rule: LeavingRule): string {
  const [how, what = ''] = rule.split(' ');
  if (how === 'skip-role') return `you asked to leave out ${what}`;
  const kind = KINDS[what as FolderKind]; // a rule that is not about a role ends with a kind
  if (how === 'skip-kind') return `you asked to leave out ${kind}`;
  return `this target holds no ${kind}: move it to Exchange (ews+https://…), or keep it with --target archive:FOLDER`;
}
