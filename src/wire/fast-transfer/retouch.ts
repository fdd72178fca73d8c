/** Changes properties of a message inside an item that a server made, and leaves every other byte of it as it is. */
import { reframed, unframed } from './frames.ts';
import { META_DELETE, nameKey, type Property } from './property.ts';
import { walkTransfer } from './walk.ts';
import { writeTransfer } from './write-item.ts';

/** Ids for names that are added: far from those that the server counted itself. */
const ADDED_NAMES_FROM = 0xe000;

/**
 * Sets properties of the message itself, never those of its recipients, attachments and messages inside it. What is there
 * already is replaced; the rest comes behind the last of its own properties. Throws `TransferError`.
 */
export async function retouched(item: Buffer, properties: readonly Property[]): Promise<Buffer> {
  const transfer = unframed(item);
  const wanted = new Set(properties.map(({ name }) => nameKey(name)));
  const kept: Buffer[] = [];
  let ownEnd = 0;
  let isOwn = true;
  // Walked to its end: what is sent back is known to be whole.
  for (const event of walkTransfer(transfer)) {
    isOwn &&= event.is === 'property' && !(event.name.is === 'tag' && event.name.id === META_DELETE);
    if (!isOwn || event.is !== 'property') continue;
    ownEnd = event.end;
    if (!wanted.has(nameKey(event.name))) kept.push(transfer.subarray(event.at, event.end));
  }
  const own = await propertyBytes(properties);
  return reframed(item, Buffer.concat([...kept, own, transfer.subarray(ownEnd)]));
}

async function propertyBytes(properties: readonly Property[]): Promise<Buffer> {
  const whole: Uint8Array[] = [];
  const bare = writeTransfer({ properties, recipients: [], attachments: [] }, ADDED_NAMES_FROM);
  for await (const chunk of bare.open()) whole.push(Uint8Array.from(chunk));
  const bytes = Buffer.concat(whole);
  const first = [...walkTransfer(bytes)].find(
    (event) => event.is === 'property' && event.name.is === 'tag' && event.name.id === META_DELETE,
  );
  return bytes.subarray(0, first?.at ?? bytes.length);
}
