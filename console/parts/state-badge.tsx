/** The one way in which a state is shown: icon, word and tone. */
import {
  MAILBOX_STATES,
  type MailboxState,
  PROJECT_STATES,
  type ProjectState,
  type Shown,
  sayMailboxState,
  sayProjectState,
  sayWaveState,
  WAVE_STATES,
  type WaveState,
} from '../texts/states.ts';
import { Icon } from './icon.tsx';
import styles from './state-badge.module.css';

export function Badge({ shown, word }: { readonly shown: Shown; readonly word: string }) {
  return (
    <span className={`${styles['badge']} ${styles[shown.tone]}`}>
      <Icon name={shown.icon} size={13} />
      {word}
    </span>
  );
}

export function ProjectBadge({ state }: { readonly state: ProjectState }) {
  return <Badge shown={PROJECT_STATES[state]} word={sayProjectState(state)} />;
}

export function MailboxBadge({ state }: { readonly state: MailboxState }) {
  return <Badge shown={MAILBOX_STATES[state]} word={sayMailboxState(state)} />;
}

export function WaveBadge({ state }: { readonly state: WaveState }) {
  return <Badge shown={WAVE_STATES[state]} word={sayWaveState(state)} />;
}
