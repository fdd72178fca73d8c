/** All projects that the reader may see, each with its numbers. */
import { useQueries } from '@tanstack/react-query';
import type { Answer } from '../../../src/client/client.ts';
import { question, useAsk } from '../../asking/ask.ts';

export interface SeenProject {
  readonly organisation: { readonly id: string; readonly name: string };
  readonly project: Answer<'getProject'>;
}

/** Numbers that no event tells of are asked for again after so long. */
const EVERY_MS = 5000;

export function useProjects(): {
  readonly isAwaited: boolean;
  readonly error: Error | null;
  readonly seen: readonly SeenProject[];
} {
  const organisations = useAsk('listOrganisations', { query: { limit: 500 } });
  const known = organisations.data?.items ?? [];
  const lists = useQueries({
    queries: known.map(({ id }) => question('listProjects', { path: { organisation: id }, query: { limit: 500 } })),
  });
  const wanted = known.flatMap((organisation, at) =>
    (lists[at]?.data?.items ?? []).map(({ id }) => ({ organisation, id })),
  );
  const details = useQueries({
    queries: wanted.map(({ organisation, id }) => ({
      ...question('getProject', { path: { organisation: organisation.id, project: id } }),
      refetchInterval: EVERY_MS,
    })),
  });
  const all = [organisations, ...lists, ...details];
  return {
    isAwaited: all.some(({ isPending, error }) => isPending && error === null),
    error: all.find(({ error }) => error !== null)?.error ?? null,
    seen: wanted.flatMap(({ organisation }, at) => {
      const project = details[at]?.data;
      return project === undefined ? [] : [{ organisation, project }];
    }),
  };
}
