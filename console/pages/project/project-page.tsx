/** A project: its name, state and acts, and the tabs that everything else of it stands in. */
import { useDocumentTitle } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import type { Answer } from '../../../src/client/client.ts';
import { useAsk } from '../../asking/ask.ts';
import { useProjectIds } from '../../asking/place.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { PageLink, usePlace } from '../../parts/page-link.tsx';
import { PROJECT_TABS, type ProjectIds, projectPath } from '../../parts/paths.ts';
import { ProjectBadge } from '../../parts/state-badge.tsx';
import { sayProject } from '../../texts/project.ts';
import { ProjectActs } from './project-acts.tsx';
import styles from './project-page.module.css';

export function ProjectPage() {
  const ids = useProjectIds();
  const project = useAsk('getProject', { path: ids });
  return (
    <Awaited of={project} what={sayProject('what')}>
      {(answer) => <Shown ids={ids} project={answer} />}
    </Awaited>
  );
}

function Shown({ ids, project }: { readonly ids: ProjectIds; readonly project: Answer<'getProject'> }) {
  useDocumentTitle(`${project.name} · Godwit`);
  const { path } = usePlace();
  return (
    <>
      <div className={styles['head']}>
        <h1 className="foreign">{project.name}</h1>
        <ProjectBadge state={project.state} />
        <ProjectActs ids={ids} project={project} />
      </div>
      <nav className={styles['tabs']} aria-label={sayProject('tabs')}>
        {PROJECT_TABS.map((tab) => {
          const to = projectPath(ids, tab);
          const isHere = path === to || (tab !== 'overview' && path.startsWith(`${to}/`));
          return (
            <PageLink key={tab} to={to} isHere={isHere} className={styles['tab']}>
              {sayProject(tab)}
            </PageLink>
          );
        })}
      </nav>
      <Outlet />
    </>
  );
}
