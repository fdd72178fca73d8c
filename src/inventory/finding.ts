/** What is being found out: parts that may be missing, each with its reason, and how far it is. */
import { Failure } from '../base/problem.ts';
import type { InventoryException } from '../model/inventory.ts';
import type { Watch } from '../model/progress.ts';
import type { RackspaceClient } from '../wire/rackspace/client.ts';
import { isAboutThisPart, toFailure } from './rackspace-failure.ts';

export interface Finding {
  readonly client: RackspaceClient;
  readonly watch: Watch;
  readonly signal: AbortSignal;
  readonly exceptions: InventoryException[];
}

/**
 * What `ask` gives, or null when only this part cannot be had: then it is named among the exceptions. Throws a `Failure` when
 * nothing more can be asked.
 */
export async function partOf<T>(
  finding: Finding,
  { subject, part }: { readonly subject: string; readonly part: string },
  ask: () => Promise<T>,
): Promise<T | null> {
  const { client, exceptions, watch } = finding;
  try {
    return await ask();
  } catch (error) {
    if (!isAboutThisPart(error)) throw toFailure(error, client.host, part);
    const reason = error instanceof Error ? error.message : 'it was refused';
    const problem = new Failure('inventory.part-unread', { part: `${part} of ${subject}`, reason }, { cause: error });
    exceptions.push({ subject, problem: { code: problem.code, facts: problem.facts } });
    watch({ is: 'problem', folder: null, problem });
    return null;
  }
}
