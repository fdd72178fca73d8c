/** A message's meaning as one text, for finding the same message again where nothing but its content tells. */
import type { Content } from '../model/item.ts';
import { type Fingerprint, fingerprint, type PartPrint } from './fingerprint.ts';
import { digestOf } from './text-print.ts';

/**
 * Equal for contents that mean the same in everything that a server has no reason to touch: who, when, about what, which
 * texts and which attachments. Different when any of it differs. Spooled content is not dropped.
 */
export async function meaningOf(content: Content): Promise<string> {
  return meaningOfPrint(await fingerprint(content));
}

function meaningOfPrint(print: Fingerprint): string {
  return digestOf(
    JSON.stringify([
      print.messageIds.digest,
      print.subjects.map(({ digest }) => digest),
      print.dates.map(({ at }) => at),
      [print.addresses.from.digest, print.addresses.to.digest, print.addresses.cc.digest],
      print.parts.map(meaningOfPart).filter((meaning) => meaning !== null),
    ]),
  );
}

function meaningOfPart({ role, text, message, loose, bytes }: PartPrint): string | null {
  if (role === 'spare' || (text !== null && text.chars === 0)) return null;
  if (message !== null) return meaningOfPrint(message);
  return text?.digest ?? loose ?? bytes;
}
