/** What needs somebody, grouped by its cause: each group leads to the mailboxes that it counts. */
import { PageLink } from '../../parts/page-link.tsx';
import { mailboxesPath } from '../../parts/paths.ts';
import { sayHome } from '../../texts/home.ts';
import styles from './home-page.module.css';
import type { SeenProject } from './use-projects.ts';

export function Attention({ seen }: { readonly seen: readonly SeenProject[] }) {
  const groups = seen.flatMap(({ organisation, project }) =>
    project.exceptions.map(({ code, mailboxes }) => ({
      key: `${project.id} ${code}`,
      code,
      mailboxes,
      where: `${organisation.name} · ${project.name}`,
      to: mailboxesPath({ organisation: organisation.id, project: project.id }, project.links.exceptions[code] ?? ''),
    })),
  );
  return (
    <section aria-labelledby="attention">
      <h2 id="attention">{sayHome('attention')}</h2>
      {groups.length === 0 ? (
        <>
          <p>{sayHome('calm')}</p>
          <p className={styles['where']}>{sayHome('calmWhy')}</p>
        </>
      ) : (
        <ul className={styles['groups']}>
          {groups.map(({ key, code, mailboxes, where, to }) => (
            <li key={key} className={styles['group']}>
              <PageLink to={to}>
                {sayHome('mailboxes', { count: mailboxes })}: {code}
              </PageLink>
              <span className={`${styles['where']} foreign`}>{where}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
