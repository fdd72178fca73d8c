/** Questions and acts of pages, by the names of the operations in docs/openapi.json. */
import {
  queryOptions,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
} from '@tanstack/react-query';
import type { Answer, Asked, OperationId } from '../../src/client/client.ts';
import { answers, tellIfSignedOut } from './answers.ts';
import { service } from './service.ts';

export interface AskOptions {
  /** Asked again after so long while it is shown: for numbers that no event tells of. */
  readonly everyMs?: number | false;
  readonly enabled?: boolean;
}

export function question<Id extends OperationId>(id: Id, asked: Asked<Id>) {
  return queryOptions<Answer<Id>>({ queryKey: [id, asked], queryFn: () => callWith(id, asked) });
}

/** The answer, kept up to date by what happens; the last one stays while the next is awaited. */
export function useAsk<Id extends OperationId>(
  id: Id,
  asked: Asked<Id>,
  { everyMs = false, enabled = true }: AskOptions = {},
): UseQueryResult<Answer<Id>> {
  return useQuery({ ...question(id, asked), refetchInterval: everyMs, enabled, placeholderData: (before) => before });
}

/** Something that is done once. Everything that is shown is asked for anew behind it. */
export function useAct<Id extends OperationId>(id: Id): UseMutationResult<Answer<Id>, Error, Asked<Id>> {
  return useMutation<Answer<Id>, Error, Asked<Id>>({
    mutationFn: (asked: Asked<Id>) => callWith(id, asked),
    onSettled: () => answers.invalidateQueries(),
    onError: (error) => tellIfSignedOut(error),
  });
}

export function callWith<Id extends OperationId>(id: Id, asked: Asked<Id>): Promise<Answer<Id>> {
  // What is asked may be left out where there is nothing to ask with; given, it always fits.
  const given = [id, asked] as unknown as Parameters<typeof service.call<Id>>;
  return service.call(...given);
}
