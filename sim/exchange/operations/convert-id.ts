/** ConvertId: the id in another spelling, with the address of the mailbox it really belongs to. */
import type { Call } from '../call.ts';
import { ItemRefusal } from '../errors.ts';
import { answerBatch } from '../response-message.ts';
import { attributeOf, childOf, type XmlElement } from '../xml-read.ts';
import { xmlElement } from '../xml-write.ts';

const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';

export function convertId(request: XmlElement, call: Call): string {
  const Format = attributeOf(request, 'DestinationFormat') ?? 'EwsId';
  const parts = childOf(request, 'SourceIds')?.children ?? [];
  const work = (element: XmlElement): string => {
    const bytes = idBytes(attributeOf(element, 'Id') ?? '', attributeOf(element, 'Format') ?? '');
    const Id = Format === 'HexEntryId' ? bytes.toString('hex').toUpperCase() : bytes.toString('base64');
    const Mailbox = call.mailbox.address;
    const typed = { 'xmlns:xsi': XSI_NAMESPACE, 'xsi:type': 't:AlternateIdType', Format, Id, Mailbox };
    return xmlElement('m:AlternateId', typed, '');
  };
  return answerBatch({ operation: 'ConvertId', parts, emptyPayload: '', work }, call);
}

function idBytes(id: string, format: string): Buffer {
  const bytes = Buffer.from(id, format === 'HexEntryId' ? 'hex' : 'base64');
  if (bytes.length === 0) throw new ItemRefusal('ErrorInvalidIdMalformed', 'Id is malformed.');
  return bytes;
}
