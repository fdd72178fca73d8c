/** What could not be moved of a mailbox: where it lies and why, and nothing of what is in it. */
import { isoSeconds } from '../base/clock.ts';
import { describeCause, describeRemedy } from '../base/problem.ts';
import type { FailedItem } from '../model/failed-item.ts';
import { folderLabel } from '../model/folder.ts';
import { listShape } from './contract/lists.ts';
import { failedItemListQuery, failedItemShape } from './contract/mailboxes.ts';
import { mailboxParams, problemShape } from './contract/words.ts';
import { type MailboxDeps, mailboxIdOf, mailboxOf, projectOf } from './mailboxes.ts';
import { pageAsk, pageOut } from './pages.ts';
import type { Api } from './server.ts';

export function failedItemRoutes(api: Api, deps: MailboxDeps): void {
  const schema = {
    operationId: 'listExceptions',
    tags: ['mailboxes'],
    summary: 'Items of a mailbox that could not be moved',
    params: mailboxParams,
    querystring: failedItemListQuery,
    response: { 200: listShape(failedItemShape), '4xx': problemShape },
  };
  const url = '/api/organisations/:organisation/projects/:project/mailboxes/:mailbox/exceptions';
  api.get(url, { config: { scope: 'read' }, schema }, async (request) => {
    const { query, params } = request;
    return request.inTenant(async (tenant) => {
      const { settings } = await mailboxOf(tenant, await projectOf(tenant, params), mailboxIdOf(params));
      const ledgers = deps.ledgersOf(tenant.id, settings);
      return pageOut(await tenant.failedItems(ledgers, query.code ?? null, pageAsk(query)), query, itemOut);
    });
  });
}

function itemOut({ folder, ref, kind, sizeBytes, receivedAt, problem }: FailedItem) {
  return {
    folder: folderLabel(folder),
    item: ref,
    kind,
    bytes: sizeBytes,
    receivedAt: isoSeconds(receivedAt),
    code: problem.code,
    cause: describeCause(problem),
    remedy: describeRemedy(problem),
  };
}
