/** How far something is: copied lighter, verified darker, since nothing is done before it is verified. */

import type { Answer } from '../../src/client/client.ts';
import { bytesText, countText, percentText } from '../texts/numbers.ts';
import { sayParts } from '../texts/parts.ts';
import styles from './progress.module.css';

type Project = Answer<'getProject'>;

export interface ProgressProps {
  readonly progress: Project['progress'];
  /** Null until everything was listed. */
  readonly total: Project['total'];
  readonly isShort?: boolean;
}

export function Progress({ progress, total, isShort = false }: ProgressProps) {
  const { itemsFound, itemsCopied, itemsVerified, itemsFailed } = progress;
  const all = Math.max(total?.items ?? itemsFound, itemsFound);
  const words =
    total === null
      ? sayParts('itemsFound', { done: countText(itemsCopied) })
      : sayParts('itemsOf', { done: countText(itemsCopied), total: countText(all) });
  return (
    <div className={styles['progress']}>
      <div
        className={styles['bar']}
        role="progressbar"
        aria-label={sayParts('progress')}
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={Math.min(itemsCopied, all)}
        aria-valuetext={`${words}, ${sayParts('verified', { percent: percentText(itemsVerified, all) })}`}
      >
        <span className={styles['copied']} style={{ inlineSize: widthOf(itemsCopied, all) }} />
        <span className={styles['verified']} style={{ inlineSize: widthOf(itemsVerified, all) }} />
        <span className={styles['failed']} style={{ inlineSize: widthOf(itemsFailed, all) }} />
      </div>
      <span className={styles['words']} aria-hidden="true">
        {words}
        {isShort || total === null
          ? null
          : ` · ${sayParts('bytesOf', { done: bytesText(progress.bytesCopied), total: bytesText(total.bytes) })}`}
      </span>
    </div>
  );
}

function widthOf(part: number, all: number): string {
  return `${all === 0 ? 0 : Math.min(100, (part * 100) / all)}%`;
}
