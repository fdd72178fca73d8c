/** Keeps what is shown up to date by what happens, while a page of the organisation is open. */
import type { Query } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answers } from '../asking/answers.ts';
import { type FeedState, follow, type Happened } from './feed.ts';

/** Null listens to nothing. */
export function useFeed(organisation: string | null): FeedState {
  const [state, setState] = useState<FeedState>('off');
  useEffect(() => {
    if (organisation === null) return undefined;
    const over = new AbortController();
    const told = {
      onState: setState,
      onEvents: (events: readonly Happened[]) => void askAnew((query) => events.some((one) => isAbout(query, one))),
      onHealed: () => void askAnew(() => true),
    };
    void follow(organisation, told, over.signal);
    return () => over.abort();
  }, [organisation]);
  return state;
}

function askAnew(predicate: (query: Query) => boolean): Promise<void> {
  return answers.invalidateQueries({ predicate: (query) => !isLasting(query) && predicate(query) });
}

/** Who is signed in is not changed by what happens. */
function isLasting({ queryKey: [operation] }: Query): boolean {
  return operation === 'getSession';
}

/** A question that names a project is about that one alone, and one that names a mailbox about that mailbox. */
function isAbout({ queryKey }: Query, { project, subject, subjectId }: Happened): boolean {
  const { path = {} } = (queryKey[1] ?? {}) as { path?: Readonly<Record<string, string>> }; // what questions are made of
  if (path['mailbox'] !== undefined && subject === 'mailbox') return path['mailbox'] === subjectId;
  return path['project'] === undefined || project === null || path['project'] === project;
}
