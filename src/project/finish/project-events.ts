/** Everything of one name that happened in a project. */
import { ALL_EVENTS, type StoredEvent } from '../../model/event.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import { allPages, WHOLE_PAGE } from '../all-pages.ts';

/** As many as a project may have mailboxes, twice over. */
const EVENTS_MAX = 20_000;

/** In their order, the later ones left out where there are too many. */
export async function projectEvents(
  tenant: Tenant,
  project: ProjectId,
  name: string | null,
  subject: StoredEvent['subject'] | null = null,
): Promise<readonly StoredEvent[]> {
  const filter = { ...ALL_EVENTS, project, name, subject };
  const ask = { by: 'number', isDescending: false, limit: WHOLE_PAGE } as const;
  return allPages((after) => tenant.eventPage(filter, { ...ask, after }), EVENTS_MAX);
}
