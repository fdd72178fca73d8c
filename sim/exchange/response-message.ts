/** Response messages: one for each item or folder that a request names, in the order of the request. */
import type { Call } from './call.ts';
import { ItemRefusal } from './errors.ts';
import { xmlElement, xmlText } from './xml-write.ts';

export interface Batch<Part> {
  readonly operation: string;
  readonly parts: readonly Part[];
  /** What follows the code in a message that failed; '' where nothing has to. */
  readonly emptyPayload: string;
  /** The payload of one part. Throws `ItemRefusal`. */
  work(part: Part, place: number): string;
}

/** The ResponseMessages element of a batch. Work on a part that is refused leaves the others alone. */
export function answerBatch<Part>(batch: Batch<Part>, call: Call): string {
  const messages = batch.parts.map((part, place) => {
    if (place >= call.stopsAfter) return notTried(batch.operation, batch.emptyPayload);
    try {
      const refusal = call.refusals.get(place);
      if (refusal !== undefined) throw refusal;
      return success(batch.operation, batch.work(part, place));
    } catch (error) {
      if (!(error instanceof ItemRefusal)) throw error;
      return refused(batch.operation, error, batch.emptyPayload);
    }
  });
  return xmlElement('m:ResponseMessages', {}, messages.join(''));
}

function success(operation: string, payload: string): string {
  return xmlElement(
    `m:${operation}ResponseMessage`,
    { ResponseClass: 'Success' },
    xmlText('m:ResponseCode', 'NoError') + payload,
  );
}

function refused(operation: string, refusal: ItemRefusal, payload: string): string {
  const values = Object.entries(refusal.values).map(([Name, value]) => xmlText('t:Value', value, { Name }));
  return xmlElement(
    `m:${operation}ResponseMessage`,
    { ResponseClass: 'Error' },
    xmlText('m:MessageText', refusal.message) +
      xmlText('m:ResponseCode', refusal.code) +
      xmlText('m:DescriptiveLinkKey', 0) +
      (values.length === 0 ? '' : xmlElement('m:MessageXml', {}, values.join(''))) +
      payload,
  );
}

function notTried(operation: string, payload: string): string {
  return xmlElement(
    `m:${operation}ResponseMessage`,
    { ResponseClass: 'Warning' },
    xmlText('m:MessageText', 'Cannot continue processing the batch of requests.') +
      xmlText('m:ResponseCode', 'ErrorBatchProcessingStopped') +
      xmlText('m:DescriptiveLinkKey', 0) +
      payload,
  );
}
