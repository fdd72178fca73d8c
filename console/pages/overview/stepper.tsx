/** The way of a project in seven steps. */
import { Icon } from '../../parts/icon.tsx';
import { sayOverview } from '../../texts/project.ts';
import type { ProjectState } from '../../texts/states.ts';
import styles from './overview-page.module.css';

const STEPS = ['assess', 'prepare', 'order', 'prestage', 'cutover', 'verify', 'finish'] as const;
type Step = (typeof STEPS)[number];

/** The step that a project in this state is at; null where it left the way. */
const AT: Readonly<Record<ProjectState, Step | null>> = {
  draft: 'assess',
  assessed: 'prepare',
  preparing: 'prepare',
  ready: 'order',
  requested: 'order',
  'plan-sent': 'order',
  answered: 'order',
  'alternative-proposed': 'order',
  scheduled: 'order',
  starting: 'prestage',
  running: 'prestage',
  paused: 'prestage',
  completed: 'verify',
  handover: 'verify',
  verified: 'finish',
  decommissioning: 'finish',
  failed: null,
  closed: null,
  cancelled: null,
  'rolling-back': null,
  'rolled-back': null,
};

export function Stepper({ state }: { readonly state: ProjectState }) {
  const at = AT[state];
  const now = state === 'closed' ? STEPS.length : at === null ? -1 : STEPS.indexOf(at);
  return (
    <ol className={styles['steps']} aria-label={sayOverview('steps')}>
      {STEPS.map((step, place) => {
        const how = place < now ? 'stepDone' : place === now ? 'stepNow' : 'stepLater';
        return (
          <li key={step} className={styles[how]} {...(place === now ? { 'aria-current': 'step' } : {})}>
            <Icon name={place < now ? 'check' : place === now ? 'dot' : 'ring'} size={14} />
            {sayOverview(step)}
            <span className="unseen">({sayOverview(how)})</span>
          </li>
        );
      })}
    </ol>
  );
}
