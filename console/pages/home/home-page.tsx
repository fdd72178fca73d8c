/** The first page: what needs somebody, over all projects, and how each project stands. */
import { useDocumentTitle } from '@mantine/hooks';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { sayHome } from '../../texts/home.ts';
import { sayParts } from '../../texts/parts.ts';
import { Attention } from './attention.tsx';
import styles from './home-page.module.css';
import { ProjectRows } from './project-rows.tsx';
import { useProjects } from './use-projects.ts';

export function HomePage() {
  useDocumentTitle(`${sayHome('title')} · Godwit`);
  const { isAwaited, error, seen } = useProjects();
  return (
    <>
      <h1 className="unseen">{sayHome('title')}</h1>
      {error !== null && seen.length === 0 ? <ProblemNote error={error} /> : null}
      {isAwaited && seen.length === 0 ? <p role="status">{sayParts('loading', { what: sayHome('what') })}</p> : null}
      {isAwaited || error !== null ? null : (
        <div className={styles['columns']}>
          <Attention seen={seen} />
          <ProjectRows seen={seen} />
        </div>
      )}
    </>
  );
}
