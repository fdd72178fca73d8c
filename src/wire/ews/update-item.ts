/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/updateitem-operation */
import { type Answer, readAnswers } from './answers.ts';
import { readItemId } from './items.ts';
import type { ExtendedField, Field, ItemId } from './names.ts';
import { extendedPropertyXml, fieldXml, itemIdXml } from './properties.ts';
import type { EwsSession } from './session.ts';

/** One property set or taken away. */
export type FieldChange =
  | { readonly is: 'set'; readonly field: string; readonly xml: string }
  | { readonly is: 'set-extended'; readonly field: ExtendedField; readonly value: string }
  | { readonly is: 'delete'; readonly field: Field };

export interface ItemChange {
  readonly item: ItemId;
  /** Never empty. */
  readonly fields: readonly FieldChange[];
}

/** One answer a change, in the order given. Overwrites what others changed; sends no receipt. Safe to repeat. */
export async function updateItem(
  session: EwsSession,
  changes: readonly ItemChange[],
  signal: AbortSignal,
): Promise<readonly Answer<ItemId>[]> {
  const response = await session.call(
    {
      name: 'UpdateItem',
      repeatable: true,
      write: (into) =>
        into.text(
          '<m:UpdateItem MessageDisposition="SaveOnly" ConflictResolution="AlwaysOverwrite" SuppressReadReceipts="true">' +
            `<m:ItemChanges>${changes.map(changeXml).join('')}</m:ItemChanges></m:UpdateItem>`,
        ),
    },
    signal,
  );
  return readAnswers(response, changes.length, readItemId);
}

function changeXml({ item, fields }: ItemChange): string {
  const updates = fields.map(fieldChangeXml).join('');
  return `<t:ItemChange>${itemIdXml(item)}<t:Updates>${updates}</t:Updates></t:ItemChange>`;
}

function fieldChangeXml(change: FieldChange): string {
  if (change.is === 'delete') return `<t:DeleteItemField>${fieldXml(change.field)}</t:DeleteItemField>`;
  const xml = change.is === 'set' ? change.xml : extendedPropertyXml(change.field, change.value);
  return `<t:SetItemField>${fieldXml(change.field)}<t:Message>${xml}</t:Message></t:SetItemField>`;
}
