/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/updateitem-operation */
import { type Answer, readAnswers } from './answers.ts';
import { readItemId } from './items.ts';
import type { ExtendedField, Field, ItemElement, ItemId, ItemRef } from './names.ts';
import { extendedPropertyXml, fieldXml, itemRefXml } from './properties.ts';
import type { EwsSession } from './session.ts';

/** One property set or taken away. */
export type FieldChange =
  | { readonly is: 'set'; readonly field: string; readonly xml: string }
  | { readonly is: 'set-extended'; readonly field: ExtendedField; readonly value: string }
  | { readonly is: 'delete'; readonly field: Field };

export interface ItemChange {
  readonly item: ItemRef;
  /** What kind of item it is. */
  readonly element: ItemElement;
  /** Never empty. */
  readonly fields: readonly FieldChange[];
}

/**
 * One answer a change, in the order given. Overwrites what others changed; sends no receipt, no invitation and no
 * cancellation. Safe to repeat.
 */
export async function updateItem(
  session: EwsSession,
  changes: readonly ItemChange[],
  signal: AbortSignal,
): Promise<readonly Answer<ItemId>[]> {
  const response = await session.call(
    {
      name: 'UpdateItem',
      repeatable: true,
      write: (into) => into.text(`<m:ItemChanges>${changes.map(changeXml).join('')}</m:ItemChanges>`),
    },
    signal,
  );
  return readAnswers(response, changes.length, readItemId);
}

function changeXml({ item, element, fields }: ItemChange): string {
  const updates = fields.map((field) => fieldChangeXml(element, field)).join('');
  return `<t:ItemChange>${itemRefXml(item)}<t:Updates>${updates}</t:Updates></t:ItemChange>`;
}

function fieldChangeXml(element: ItemElement, change: FieldChange): string {
  if (change.is === 'delete') return `<t:DeleteItemField>${fieldXml(change.field)}</t:DeleteItemField>`;
  const xml = change.is === 'set' ? change.xml : extendedPropertyXml(change.field, change.value);
  return `<t:SetItemField>${fieldXml(change.field)}<t:${element}>${xml}</t:${element}></t:SetItemField>`;
}
