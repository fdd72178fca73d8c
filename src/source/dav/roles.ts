/** What collections are for: by what the server says, by their names where it says nothing, else the first one. */
import type { FolderRole } from '../../model/folder.ts';
import { lastName } from '../../wire/dav/place.ts';
import { type Component, KIND_OF } from './service-kinds.ts';

/** A folder before its role is known. */
export interface RoleCandidate {
  readonly component: Component;
  readonly name: string;
  readonly path: string;
  /** The server calls it the default one. */
  readonly isDefault: boolean;
  /** The component is what its collection is mainly for. */
  readonly isMain: boolean;
}

const ROLE_OF = { event: 'calendar', contact: 'contacts', task: 'tasks', note: 'notes' } as const;

/** In lower case, as servers and their web pages name what everybody has; the earlier ones first. */
const USUAL_NAMES: Readonly<Record<Component, readonly string[]>> = {
  VEVENT: ['calendar', 'default', 'personal', 'home', 'kalender', 'calendrier', 'agenda', 'events'],
  VCARD: ['contacts', 'default', 'personal', 'addressbook', 'address book', 'card', 'kontakte', 'addresses'],
  VTODO: ['tasks', 'default', 'personal', 'todo', 'to do', 'reminders', 'aufgaben', 'calendar'],
  VJOURNAL: ['notes', 'journal', 'default', 'personal', 'notizen', 'calendar'],
};

/** The role of each candidate, in their order. Each role goes to one folder where there is any of its kind. */
export function rolesOf(candidates: readonly RoleCandidate[]): readonly FolderRole[] {
  const roles = new Map<RoleCandidate, FolderRole>();
  for (const [component, ofKind] of Map.groupBy(candidates, (candidate) => candidate.component)) {
    const best = defaultOf(component, ofKind);
    if (best !== null) roles.set(best, ROLE_OF[KIND_OF[component]]);
  }
  return candidates.map((candidate) => roles.get(candidate) ?? 'plain');
}

function defaultOf(component: Component, candidates: readonly RoleCandidate[]): RoleCandidate | null {
  const said = candidates.find((candidate) => candidate.isDefault);
  // A list of tasks is a better default for tasks than a calendar that also holds some.
  const main = candidates.filter((candidate) => candidate.isMain);
  const eligible = main.length > 0 ? main : candidates;
  const usual = USUAL_NAMES[component].flatMap((name) => eligible.find((one) => isNamed(one, name)) ?? []);
  return said ?? usual[0] ?? eligible[0] ?? null;
}

function isNamed({ name, path }: RoleCandidate, usual: string): boolean {
  return name.trim().toLowerCase() === usual || lastName(path).toLowerCase() === usual;
}
