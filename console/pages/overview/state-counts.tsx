/** How many mailboxes are in which state, in the order of their way. */
import { PageLink } from '../../parts/page-link.tsx';
import { mailboxesPath } from '../../parts/paths.ts';
import { MailboxBadge } from '../../parts/state-badge.tsx';
import { countText } from '../../texts/numbers.ts';
import { sayOverview } from '../../texts/project.ts';
import { MAILBOX_STATES, type MailboxState } from '../../texts/states.ts';
import type { OverviewProps } from './figures.tsx';
import styles from './overview-page.module.css';

export function StateCounts({ ids, project }: OverviewProps) {
  const states = Object.keys(MAILBOX_STATES) as MailboxState[]; // the keys of a record over states are the states
  const there = states.filter((state) => (project.mailboxes[state] ?? 0) > 0);
  return (
    <section aria-labelledby="states">
      <h2 id="states">{sayOverview('states')}</h2>
      {there.length === 0 ? <p>{sayOverview('noMailboxes')}</p> : null}
      <ul className={styles['counts']}>
        {there.map((state) => (
          <li key={state}>
            <PageLink to={mailboxesPath(ids, project.links.states[state] ?? '')} className={styles['count']}>
              <MailboxBadge state={state} />
              {countText(project.mailboxes[state] ?? 0)}
            </PageLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
