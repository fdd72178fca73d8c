/** The projects as rows: state, progress, and what comes next. */
import { PageLink } from '../../parts/page-link.tsx';
import { projectPath } from '../../parts/paths.ts';
import { Progress } from '../../parts/progress.tsx';
import { ProjectBadge } from '../../parts/state-badge.tsx';
import { sayHome } from '../../texts/home.ts';
import { momentText } from '../../texts/numbers.ts';
import { sayParts } from '../../texts/parts.ts';
import styles from './home-page.module.css';
import type { SeenProject } from './use-projects.ts';

export function ProjectRows({ seen }: { readonly seen: readonly SeenProject[] }) {
  return (
    <section aria-labelledby="projects">
      <h2 id="projects">{sayHome('projects')}</h2>
      {seen.length === 0 ? (
        <>
          <p>{sayHome('none')}</p>
          <p className={styles['where']}>{sayHome('noneWhy')}</p>
        </>
      ) : (
        <table className={styles['rows']}>
          <thead>
            <tr>
              <th scope="col">{sayHome('project')}</th>
              <th scope="col">{sayHome('state')}</th>
              <th scope="col">{sayHome('progress')}</th>
              <th scope="col">{sayHome('next')}</th>
            </tr>
          </thead>
          <tbody>
            {seen.map((one) => (
              <ProjectRow key={one.project.id} {...one} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function ProjectRow({ organisation, project }: SeenProject) {
  const { progress, total, end } = project;
  const next = end === null ? '' : sayParts('until', { from: momentText(end.earliest), until: momentText(end.latest) });
  return (
    <tr>
      <td>
        <PageLink
          to={projectPath({ organisation: organisation.id, project: project.id })}
          className={styles['project']}
        >
          <span className="foreign">{project.name}</span>
        </PageLink>
        <div className={`${styles['where']} foreign`}>{organisation.name}</div>
      </td>
      <td>
        <ProjectBadge state={project.state} />
      </td>
      <td>
        <Progress progress={progress} total={total} isShort />
      </td>
      <td>{next}</td>
    </tr>
  );
}
