/** How a project stands: where on its way it is, how far the mailboxes are, and what happened last. */
import { useAsk } from '../../asking/ask.ts';
import { useProjectIds } from '../../asking/place.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { sayProject } from '../../texts/project.ts';
import { Figures } from './figures.tsx';
import styles from './overview-page.module.css';
import { StateCounts } from './state-counts.tsx';
import { Stepper } from './stepper.tsx';

/** Progress is told by no event. */
const EVERY_MS = 3000;

export function OverviewPage() {
  const ids = useProjectIds();
  const asked = useAsk('getProject', { path: ids }, { everyMs: EVERY_MS });
  return (
    <Awaited of={asked} what={sayProject('what')}>
      {(project) => (
        <div className={styles['overview']}>
          <Stepper state={project.state} />
          <Figures ids={ids} project={project} />
          <StateCounts ids={ids} project={project} />
        </div>
      )}
    </Awaited>
  );
}
