/** The numbers of a project, each a link to what it counts. */
import type { Answer } from '../../../src/client/client.ts';
import { Ago } from '../../parts/moment.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { mailboxesPath, type ProjectIds } from '../../parts/paths.ts';
import { Progress } from '../../parts/progress.tsx';
import { bytesText, momentText } from '../../texts/numbers.ts';
import { sayParts } from '../../texts/parts.ts';
import { sayOverview } from '../../texts/project.ts';
import styles from './overview-page.module.css';

export interface OverviewProps {
  readonly ids: ProjectIds;
  readonly project: Answer<'getProject'>;
}

export function Figures({ ids, project }: OverviewProps) {
  const { progress, total, uncounted, rate, end, lastActivityAt, links } = project;
  return (
    <dl className={styles['figures']}>
      <div>
        <dt>{sayOverview('progress')}</dt>
        <dd>
          <Progress progress={progress} total={total} />
          {uncounted === 0 ? null : (
            <PageLink to={mailboxesPath(ids, links.uncounted)}>
              {sayOverview('uncounted', { count: uncounted })}
            </PageLink>
          )}
          {progress.itemsFailed === 0 ? null : (
            <div>
              <PageLink to={mailboxesPath(ids, links.failed)}>
                {sayOverview('failed', { count: progress.itemsFailed })}
              </PageLink>
            </div>
          )}
        </dd>
      </div>
      <div>
        <dt>{sayOverview('rate')}</dt>
        <dd>{rate === null ? sayOverview('rateNone') : rateText(rate)}</dd>
      </div>
      <div>
        <dt>{sayOverview('end')}</dt>
        <dd>
          {end === null
            ? sayOverview('endNone')
            : sayParts('until', { from: momentText(end.earliest), until: momentText(end.latest) })}
        </dd>
      </div>
      <div>
        <dt>{sayOverview('activity')}</dt>
        <dd>{lastActivityAt === null ? sayOverview('activityNone') : <Ago at={lastActivityAt} />}</dd>
      </div>
    </dl>
  );
}

function rateText({ itemsPerSecond, bytesPerSecond }: NonNullable<OverviewProps['project']['rate']>): string {
  return sayParts('rate', { items: itemsPerSecond.toFixed(1), bytes: bytesText(bytesPerSecond) });
}
