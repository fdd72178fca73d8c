/** Who is signed in, how it looks for him, and the way out. */
import { UnstyledButton, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { callWith } from '../asking/ask.ts';
import { forgetAnswers, type Session } from '../asking/session.ts';
import { Icon } from '../parts/icon.tsx';
import { useGo } from '../parts/page-link.tsx';
import { SIGN_IN } from '../parts/paths.ts';
import { sayShell } from '../texts/shell.ts';
import styles from './frame.module.css';

export function Account({ session }: { readonly session: Session }) {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme();
  const go = useGo();
  const signOut = async (): Promise<void> => {
    await callWith('signOut', {}).catch((error: unknown) => error); // over already, or about to be forgotten
    forgetAnswers();
    go(SIGN_IN, true);
  };
  return (
    <div className={styles['account']}>
      <p className={styles['person']}>
        <span className="foreign">{session.name}</span>
        <span className={styles['role']}>{sayShell(session.role)}</span>
      </p>
      <UnstyledButton
        className={styles['link']}
        onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
        aria-pressed={scheme === 'dark'}
      >
        <Icon name="moon" />
        {sayShell('dark')}
      </UnstyledButton>
      <UnstyledButton className={styles['link']} onClick={() => void signOut()}>
        <Icon name="out" />
        {sayShell('signOut')}
      </UnstyledButton>
    </div>
  );
}
