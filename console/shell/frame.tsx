/** What is around every page of somebody who is signed in: where one can go, who one is, and whether the line is alive. */
import { Outlet } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { answers, onSignedOut } from '../asking/answers.ts';
import { useAsk } from '../asking/ask.ts';
import { useFeed } from '../live/use-feed.ts';
import { Icon } from '../parts/icon.tsx';
import { PageLink, useGo, usePlace } from '../parts/page-link.tsx';
import { HOME, signInPath } from '../parts/paths.ts';
import { sayShell } from '../texts/shell.ts';
import { Account } from './account.tsx';
import styles from './frame.module.css';
import { LiveSign } from './live-sign.tsx';

export function Frame() {
  const { path, question } = usePlace();
  const { data: session } = useAsk('getSession', {});
  const [isOpen, setIsOpen] = useState(false);
  const live = useFeed(path.split('/')[2] ?? session?.organisation ?? null);
  useSignInAgain(path, question);
  if (session === undefined) return null;
  return (
    <div className={styles['frame']}>
      <a href="#page" className={styles['skip']}>
        {sayShell('skip')}
      </a>
      <header className={styles['bar']}>
        <button
          type="button"
          className={styles['menu']}
          aria-expanded={isOpen}
          aria-controls="main-navigation"
          onClick={() => setIsOpen(!isOpen)}
        >
          <Icon name="menu" size={20} />
          <span className="unseen">{sayShell('menu')}</span>
        </button>
        <PageLink to={HOME} className={styles['name']}>
          Godwit
        </PageLink>
        <LiveSign state={live} />
      </header>
      <nav id="main-navigation" className={styles['nav']} aria-label={sayShell('main')} data-open={isOpen}>
        <PageLink to={HOME} isHere={path === HOME} className={styles['link']} onFollowed={() => setIsOpen(false)}>
          <Icon name="home" />
          {sayShell('home')}
        </PageLink>
        <Account session={session} />
      </nav>
      <main id="page" className={styles['page']} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

/** Whichever question finds out that the session is over: the reader signs in again and is back where he was. */
function useSignInAgain(path: string, question: URLSearchParams): void {
  const go = useGo();
  useEffect(() => {
    return onSignedOut(() => {
      answers.clear();
      const asked = question.toString();
      go(signInPath(asked === '' ? path : `${path}?${asked}`), true);
    });
  });
}
