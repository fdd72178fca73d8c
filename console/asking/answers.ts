/** The answers that pages have been given: kept while they are shown, asked for again when something happened. */
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ServiceProblem } from '../../src/client/client.ts';
import { isSignedOut } from './service.ts';

/** A service that starts anew is there again within seconds; what is refused stays refused. */
const RETRIES_MAX = 3;
const FRESH_MS = 2000;

type Heard = () => void;
const signedOutHeard = new Set<Heard>();

/** Whoever shows pages is told when the session is over, whichever question found it out. */
export function onSignedOut(heard: Heard): () => void {
  signedOutHeard.add(heard);
  return () => signedOutHeard.delete(heard);
}

export function tellIfSignedOut(error: unknown): void {
  if (isSignedOut(error)) for (const heard of signedOutHeard) heard();
}

export const answers = new QueryClient({
  queryCache: new QueryCache({ onError: tellIfSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      networkMode: 'always',
      retry: (failures, error) => !(error instanceof ServiceProblem && error.status < 500) && failures < RETRIES_MAX,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
