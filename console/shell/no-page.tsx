/** What is shown where there is no page, and where one broke. */
import type { ErrorComponentProps } from '@tanstack/react-router';
import { ServiceProblem } from '../../src/client/client.ts';
import { PageLink } from '../parts/page-link.tsx';
import { HOME } from '../parts/paths.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { sayShell } from '../texts/shell.ts';
import styles from './no-page.module.css';

export function NoSuchPage() {
  return (
    <div className={styles['page']}>
      <h1>{sayShell('notFound')}</h1>
      <p>{sayShell('notFoundRemedy')}</p>
      <PageLink to={HOME}>{sayShell('toHome')}</PageLink>
    </div>
  );
}

export function BrokenPage({ error: thrown, reset }: ErrorComponentProps) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const isOurs = error instanceof TypeError || error instanceof RangeError;
  if (!isOurs || error instanceof ServiceProblem) return <ProblemNote error={error} onRetry={reset} />;
  return (
    <div className={styles['page']} role="alert">
      <h1>{sayShell('broken')}</h1>
      <p>{sayShell('brokenRemedy')}</p>
      <p className="foreign">{error.message}</p>
    </div>
  );
}
