/** Whether what is shown is what is so now. */
import type { FeedState } from '../live/feed.ts';
import { Icon } from '../parts/icon.tsx';
import { sayShell } from '../texts/shell.ts';
import styles from './live-sign.module.css';

export function LiveSign({ state }: { readonly state: FeedState }) {
  if (state === 'off') return null;
  return (
    <p className={`${styles['sign']} ${styles[state]}`} role="status">
      <Icon name={state === 'lost' ? 'warning' : 'dot'} size={13} />
      {sayShell(state)}
    </p>
  );
}
