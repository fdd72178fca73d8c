/** A link to another page of the console: a real one, so that it opens in a new tab, and quick, because nothing is loaded anew. */
import { useLocation, useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';

export interface PageLinkProps {
  /** From the root, with its question: `/o/…/mailboxes?state=copying`. */
  readonly to: string;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly label?: string;
  /** Of a link in a navigation: is it the page that is shown? */
  readonly isHere?: boolean;
  readonly onFollowed?: () => void;
}

export function PageLink({ to, children, className, label, isHere, onFollowed }: PageLinkProps) {
  const go = useGo();
  const follow = (event: MouseEvent): void => {
    const isElsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (isElsewhere || event.defaultPrevented) return;
    event.preventDefault();
    go(to);
    onFollowed?.();
  };
  const named = label === undefined ? {} : { 'aria-label': label };
  const here = isHere === true ? ({ 'aria-current': 'page' } as const) : {};
  return (
    <a href={to} onClick={follow} className={className} {...named} {...here}>
      {children}
    </a>
  );
}

/** `isReplaced` leaves no step to come back to. */
export function useGo(): (to: string, isReplaced?: boolean) => void {
  const { history } = useRouter();
  return (to, isReplaced = false) => (isReplaced ? history.replace(to) : history.push(to));
}

/** Where the reader is: path and question, as a link would name it. */
export function usePlace(): { readonly path: string; readonly question: URLSearchParams } {
  const { pathname, searchStr } = useLocation();
  return { path: pathname, question: new URLSearchParams(searchStr) };
}
