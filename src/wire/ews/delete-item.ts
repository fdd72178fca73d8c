/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/deleteitem-operation */
import { type Answer, readAnswers } from './answers.ts';
import type { ItemRef } from './names.ts';
import { itemRefXml } from './properties.ts';
import type { EwsSession } from './session.ts';

/**
 * Removes items, or occurrences of series, for good, one answer each, in the order given. Sends no receipt and no
 * cancellation. Safe to repeat.
 */
export async function deleteItem(
  session: EwsSession,
  items: readonly (string | ItemRef)[],
  signal: AbortSignal,
): Promise<readonly Answer<true>[]> {
  const ids = items.map((item) => itemRefXml(typeof item === 'string' ? { id: item, changeKey: null } : item));
  const response = await session.call(
    {
      name: 'DeleteItem',
      repeatable: true,
      write: (into) => into.text(`<m:ItemIds>${ids.join('')}</m:ItemIds>`),
    },
    signal,
  );
  return readAnswers(response, items.length, () => true);
}
