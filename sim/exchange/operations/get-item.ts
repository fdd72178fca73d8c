/** GetItem. */
import { type Call, itemNamed } from '../call.ts';
import { itemElement } from '../item-fields.ts';
import { ItemView } from '../item-view.ts';
import { answerBatch } from '../response-message.ts';
import { readShape } from '../shape.ts';
import { childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement } from '../xml-write.ts';

export function getItem(request: XmlElement, call: Call): string {
  const shapeElement = childOf(request, 'ItemShape');
  const shape = readShape(shapeElement ?? request, call.zone);
  const parts = childOf(request, 'ItemIds')?.children ?? [];
  const work = (element: XmlElement): string => {
    const { mailbox, entry, occurrence } = itemNamed(element, call);
    return xmlElement('m:Items', {}, itemElement(new ItemView(mailbox, entry, occurrence), shape));
  };
  return answerBatch({ operation: 'GetItem', parts, emptyPayload: '<m:Items/>', work }, call);
}
