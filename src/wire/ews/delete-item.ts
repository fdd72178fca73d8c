/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/deleteitem-operation */
import { type Answer, readAnswers } from './answers.ts';
import { itemIdXml } from './properties.ts';
import type { EwsSession } from './session.ts';

/** Removes items for good, one answer each, in the order given. Sends no receipt and no cancellation. Safe to repeat. */
export async function deleteItem(
  session: EwsSession,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly Answer<true>[]> {
  const response = await session.call(
    {
      name: 'DeleteItem',
      repeatable: true,
      write: (into) =>
        into.text(
          '<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendToNone" SuppressReadReceipts="true">' +
            `<m:ItemIds>${ids.map((id) => itemIdXml({ id, changeKey: null })).join('')}</m:ItemIds></m:DeleteItem>`,
        ),
    },
    signal,
  );
  return readAnswers(response, ids.length, () => true);
}
