/** A cause and what to do about it, where both are known. */
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import styles from './problem-box.module.css';

export interface ProblemBoxProps {
  readonly cause: string;
  readonly remedy: string;
  /** It appears while somebody reads: readers of screens are told at once. */
  readonly isNew?: boolean;
  readonly children?: ReactNode;
}

export function ProblemBox({ cause, remedy, isNew = false, children }: ProblemBoxProps) {
  return (
    <div className={styles['box']} role={isNew ? 'alert' : undefined}>
      <Icon name="warning" />
      <div>
        <p className={`${styles['cause']} foreign`}>{cause}</p>
        <p className="foreign">{remedy}</p>
        {children}
      </div>
    </div>
  );
}
