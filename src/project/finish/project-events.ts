/** Everything of one name that happened in a project. */
import { ALL_EVENTS, type StoredEvent } from '../../model/event.ts';
import type { PagePlace } from '../../model/page.ts';
import type { ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';

const PAGE_LENGTH = 500;
/** As many as a project may have mailboxes, twice over. */
const EVENTS_MAX = 20_000;

/** In their order, the later ones left out where there are too many. */
export async function projectEvents(
  tenant: Tenant,
  project: ProjectId,
  name: string | null,
  subject: StoredEvent['subject'] | null = null,
): Promise<readonly StoredEvent[]> {
  const found: StoredEvent[] = [];
  let after: PagePlace | null = null;
  do {
    const ask = { by: 'number', isDescending: false, limit: PAGE_LENGTH, after } as const;
    const page = await tenant.eventPage({ ...ALL_EVENTS, project, name, subject }, ask);
    found.push(...page.items);
    after = page.next;
  } while (after !== null && found.length < EVENTS_MAX);
  return found;
}
